"""Feeds as plain values: from bytes to mentions, without touching the network."""
