"""Whether all is well: what a service knows of itself, and the one judgement on it."""
