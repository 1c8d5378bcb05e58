"""One segment for a meeting."""
