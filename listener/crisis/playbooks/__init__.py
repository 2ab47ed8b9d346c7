"""Playbooks that come along, and where those of an installation stand."""
