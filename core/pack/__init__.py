"""The review pack of a run: its content, made once, and what writes it as slides and as a page."""
