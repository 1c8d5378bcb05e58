"""Parts of the page Recommend."""
