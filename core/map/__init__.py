"""From user vectors to points on the plane."""
