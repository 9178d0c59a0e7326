"""How a house voice is made from recordings; needs torch and pyworld."""
