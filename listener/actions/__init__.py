"""What people do, through any door: page, command line, signed link, webhook."""
