"""The frozen part of a run that assigns users, and a network that learns given labels."""
