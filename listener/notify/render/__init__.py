"""A notice as people read it: what it says, and how it looks as a mail, as text and on a line."""
