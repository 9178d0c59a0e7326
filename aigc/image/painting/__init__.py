"""Pictures painted by a model from words, or from other pictures."""
