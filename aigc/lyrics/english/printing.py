"""English words as they stand on a page."""

from __future__ import annotations

NAMES = {
    "i", "god", "christ", "jesus", "england", "english", "june", "july", "april", "sunday",
    "easter", "christmas",
}  # fmt: skip
"""Words of the model that have a capital everywhere."""


def begun(line: str) -> str:
    """Return a line with a capital as its first letter.

    >>> begun("'tis late")
    "'Tis late"
    """
    at = next((i for i, c in enumerate(line) if c.isalpha()), 0)
    return line[:at] + line[at : at + 1].upper() + line[at + 1 :]


def printed(word: str) -> str:
    """Return a word as it stands inside a line.

    >>> printed("i'm"), printed("it"), printed("god's")
    ("I'm", 'it', "God's")
    """
    return word[:1].upper() + word[1:] if word.partition("'")[0] in NAMES else word
