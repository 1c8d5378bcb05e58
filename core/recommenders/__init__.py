"""Items for segments."""
