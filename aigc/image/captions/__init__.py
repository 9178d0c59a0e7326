"""Captions with the spoken word highlighted, in six styles."""
