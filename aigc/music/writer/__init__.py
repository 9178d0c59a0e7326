"""A melody for words that have none."""
