"""The page Edit segments: what is there, what can be done with it, and the history."""
