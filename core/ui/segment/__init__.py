"""Parts of the page Segment."""
