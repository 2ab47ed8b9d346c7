"""`listener sources`: what there is to read, how it goes, and what could not be stored."""
