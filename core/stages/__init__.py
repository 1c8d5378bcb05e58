"""The stages of long work: progress and seconds."""
