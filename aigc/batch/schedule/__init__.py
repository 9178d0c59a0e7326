"""Batches and notebooks that are run at set times, each once."""
