"""Work that outlives a page: runs in worker processes, loads in threads."""
