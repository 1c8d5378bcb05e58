"""From user vectors to labels and probabilities."""
