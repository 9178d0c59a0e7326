"""Orders of steps: one module is one production, read from top to bottom."""
