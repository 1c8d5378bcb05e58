"""What is odd in a stored dataset before a run, and what analysts decide about it."""
