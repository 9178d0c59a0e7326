"""How Chinese characters are said."""
