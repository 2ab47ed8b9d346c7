"""The columns of exported tables: `own` are Listener's, the others carry the headers of other products."""
