"""Themes: colours, faces, sizes and formats by role."""
