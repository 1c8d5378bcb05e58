"""Persona Atlas: from a behaviour log to named, checked, exported audience segments."""

__version__ = "0.1.0"
