"""Texts and pictures judged by category."""
