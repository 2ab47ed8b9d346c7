"""`listener query`: try the query language."""
