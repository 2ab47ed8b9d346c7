"""The outbox's policies: when to try again, what a channel bears, what is told together; pure."""
