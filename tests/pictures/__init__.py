"""Pictures of every page, as a browser draws them, to be looked at beside the design."""
