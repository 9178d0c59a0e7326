"""Models that are known to work: where they are, under which licence, and what they need."""
