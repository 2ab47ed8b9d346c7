"""What other people write, made plain: text, dates, addresses, languages."""
