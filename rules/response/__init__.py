"""The record of a crisis: how people lead through it; pure steps (record, …, now) -> record."""
