"""Where mentions come from: one file a source, found by being there; the folders hold what sources share."""
