"""`listener incidents`: see them, take them, end them."""
