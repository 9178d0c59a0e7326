"""Skin, eyes, lashes and mouth, with what every face movement does to them."""
