"""A character to look at: turn it, move its face, let it speak; in notebooks and on web pages."""
