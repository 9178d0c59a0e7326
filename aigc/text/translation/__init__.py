"""Lines in another language, number by number the same."""
