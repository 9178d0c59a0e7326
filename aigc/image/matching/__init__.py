"""How well pictures belong to lines."""
