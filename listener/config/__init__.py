"""config.toml as one checked value: read whole, every problem told at once."""
