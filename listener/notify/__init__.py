"""Telling people: one file a way to tell them, and the outbox's policy of trying again."""
