"""Beds: music to lie under a voice."""
