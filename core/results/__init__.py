"""What a run makes of a dataset, in memory and on disk."""
