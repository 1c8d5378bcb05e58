"""Work that outlives a page: runs, loads, exports and learning, each in a worker process."""
