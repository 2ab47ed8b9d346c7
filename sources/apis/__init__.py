"""What JSON APIs share: documents and their items, pages that are walked until what is known, words to search for."""
