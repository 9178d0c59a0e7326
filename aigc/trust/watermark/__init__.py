"""A mark that is not seen or heard, and names the asset that carries it."""
