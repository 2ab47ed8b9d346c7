"""Tables as plain values: from CSV and NDJSON bytes to mentions and a report by row."""
