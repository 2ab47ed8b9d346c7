"""Records, errors, clock, plug-in discovery and the store: what every other package stands on."""
