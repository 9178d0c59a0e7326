"""Typesetting: fonts, shaping, line breaking and blocks of set text."""
