"""One dataset in memory: its tables, who interacted with what, and how much of it there is over time."""
