"""The evidence board: recipes compared on the analyst's own log, within a budget of time."""
