"""Where mentions come from: one file a source."""
