"""What changed, told to open pages while they are looked at."""
