"""How single values are written: times, numbers, ids, and what stands in for nothing."""
