"""Listener: hears what people say about a brand, understands it on this machine, and tells the right person in time."""

__version__ = "0.1.0"
