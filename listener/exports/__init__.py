"""What is stored, in forms that people and programs take away."""
