"""Beds that a music model makes."""
