"""Campaigns: who is held back from one, whether both sides were alike before it, and what it changed."""
