"""Charts as SVG, drawn on the server: one drawing fits every width, without scripts and without styles of its own."""
