"""What rules share: deciding on counts and on single posts, and saying so in an alert."""
