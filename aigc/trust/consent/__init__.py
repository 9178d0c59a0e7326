"""Whose voice and whose face may be used, for what, since when and until when."""
