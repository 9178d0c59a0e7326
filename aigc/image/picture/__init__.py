"""Stills: what matters in them, how they are cropped, tinted and moved."""
