"""Bodies, headers and hosts that are not to be trusted."""
