"""The workspace: one class in front of DuckDB, and the only SQL against its file."""
