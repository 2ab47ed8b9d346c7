"""Reading mentions: the bundled model, other models, and what an installation taught it."""
