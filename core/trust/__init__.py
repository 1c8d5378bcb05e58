"""How separate, stable and useful segments are."""
