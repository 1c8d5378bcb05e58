"""Amounts: in which currency and unit they are, what was taken off them, and how price and pieces make a total."""
