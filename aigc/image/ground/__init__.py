"""Made backgrounds: one family per theme, three variants each, with a little life in them."""
