"""Telling people: one file a target, found by being there; the folders hold formats, rendering, mail, the outbox."""
