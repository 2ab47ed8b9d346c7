"""Mailboxes: talking to their servers, and letters as mentions."""
