"""Audiences: files of single segments that advertising platforms and other programs take as they are."""
