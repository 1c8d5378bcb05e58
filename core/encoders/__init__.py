"""From a population to user vectors."""
