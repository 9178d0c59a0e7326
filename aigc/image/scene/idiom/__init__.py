"""How each theme draws its furniture, data marks and picture frames."""
