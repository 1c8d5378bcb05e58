"""Names and sentences for segments, from evidence."""
