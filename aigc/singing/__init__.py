"""Score and lyrics to a singing voice."""
