"""What the application decides, pure: one file a rule, found by being there; the folders hold what they stand on."""
