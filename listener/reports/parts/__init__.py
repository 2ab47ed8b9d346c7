"""The parts of reports, one subject a file: each makes records and says what they say."""
