"""What programs ask for and send."""
