"""Parts of the page Personas."""
