"""Attributes of users: names, values, yes and no, consent."""
