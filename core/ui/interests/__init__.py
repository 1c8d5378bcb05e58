"""Parts of the page Interests."""
