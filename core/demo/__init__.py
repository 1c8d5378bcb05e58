"""The demo log: a fictional shop, made from a seed, with planted segments that a recipe should recover."""
