"""`listener crisis`: lead a crisis from declaration to evaluation."""
