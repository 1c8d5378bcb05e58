"""Persona Atlas: from a behaviour log to named, checked, exported audience segments."""

__version__ = "1.0.0"
