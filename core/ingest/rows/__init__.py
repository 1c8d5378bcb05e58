"""From rows of text to typed events, items and users, each row kept or rejected with a reason."""
