"""What the application decides: pure functions over records, without clock or I/O."""
