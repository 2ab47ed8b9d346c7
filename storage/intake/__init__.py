"""What an arrival is: new, an edit, known already, of which story, and what it adds to the counts; pure."""
