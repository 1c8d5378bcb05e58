"""Exports of known tools: their columns, the roles these play, and how a log is recognised as one of them."""
