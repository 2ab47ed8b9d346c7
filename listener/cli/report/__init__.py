"""`listener report` and its subcommands."""
