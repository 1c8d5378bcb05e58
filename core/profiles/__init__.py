"""What marks a segment out."""
