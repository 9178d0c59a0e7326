"""Templates from notation, lyrics, files and named forms."""
