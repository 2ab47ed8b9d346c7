"""`listener cases`: the inbox on the command line."""
