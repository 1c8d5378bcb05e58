"""Where an analyst stands."""
