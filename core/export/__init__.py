"""Files that leave the tool."""
