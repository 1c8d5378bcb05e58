"""From log files to a dataset: read, understand the columns, clean, count what was refused."""
