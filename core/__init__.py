"""Persona Atlas: from a behaviour log to named, checked, exported audience segments."""

import gc

__version__ = "1.0.0"

gc.set_threshold(10_000, 10, 10)
"""Of new objects before the collector looks: by its own 700 it takes a fifth of the time in which libraries load."""
