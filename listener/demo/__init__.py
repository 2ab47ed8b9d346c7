"""A small world on loopback where all that is real happens in minutes: feeds, a mail server, a brand, its crisis."""
