"""The opened tables of a log: where they are, a sample of their rows, and what the values of a column say."""
