"""Designed scenes: facts set as pictures, one module per scene kind."""
