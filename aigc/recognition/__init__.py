"""Recorded speech to words with their times."""
