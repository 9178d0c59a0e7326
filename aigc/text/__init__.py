"""Articles in, scripts out."""
