"""Which hair styles are short, and which suit a length and a texture."""

from __future__ import annotations

from collections.abc import Collection

BARE = ("bald", "buzz", "crew")
"""Styles that no long hair can have."""
SHORT = (
    "bald", "buzz", "crew", "crop", "caesar", "fade_curls", "side_part", "slick_back", "quiff",
    "pompadour", "undercut", "mohawk", "spiky", "messy", "curtains", "two_block", "bowl", "pixie",
    "afro", "mop_curls", "bob", "inverted_bob", "curly_bob",
)  # fmt: skip
MEDIUM = ("long_bob", "shag", "wolf_cut", "wavy_medium")
CHOICES = {
    ("short", ""): (("bob", "pixie", "inverted_bob"), ("crop", "side_part", "two_block", "quiff")),
    ("short", "straight"): (("bob", "inverted_bob"), ("crop", "side_part", "two_block")),
    ("short", "wavy"): (("curly_bob", "shag"), ("messy", "curtains")),
    ("short", "curly"): (("curly_bob", "mop_curls"), ("mop_curls", "fade_curls")),
    ("short", "coily"): (("afro", "mop_curls"), ("fade_curls", "afro")),
    ("medium", ""): (("long_bob", "wavy_medium"), ("shag", "wolf_cut")),
    ("medium", "straight"): (("long_bob",), ("long_bob",)),
    ("medium", "wavy"): (("wavy_medium",), ("wavy_medium",)),
    ("medium", "curly"): (("curly_bob",), ("mop_curls",)),
    ("medium", "coily"): (("afro",), ("afro",)),
    ("long", ""): (("long_straight", "long_wavy", "long_layers"), ("long_layers", "long_straight")),
    ("long", "straight"): (("long_straight",), ("long_straight",)),
    ("long", "wavy"): (("long_wavy",), ("long_wavy",)),
    ("long", "curly"): (("long_curly",), ("long_curly",)),
    ("long", "coily"): (("long_curly", "box_braids"), ("dreadlocks", "long_curly")),
    ("", "straight"): (("long_straight", "long_bob"), ("side_part", "two_block")),
    ("", "wavy"): (("wavy_medium", "long_wavy"), ("wavy_medium", "curtains")),
    ("", "curly"): (("curly_bob", "long_curly"), ("mop_curls", "fade_curls")),
    ("", "coily"): (("afro", "mop_curls"), ("fade_curls", "afro")),
    ("layered", ""): (("shag", "long_layers"), ("shag", "wolf_cut")),
}
"""(length, texture) -> styles of women, of men."""


def natural_cut(style: str) -> str:
    """Return whether a style is short, medium or long.

    >>> natural_cut("bob"), natural_cut("ponytail")
    ('short', 'long')
    """
    return "short" if style in SHORT else "medium" if style in MEDIUM else "long"


def style_for(
    cut: str, texture: str, layered: bool, male: bool, denied: Collection[str]
) -> tuple[str, ...]:
    """Return styles of that length and texture, without those that were denied."""
    if layered:
        names = {"medium": ("shag",), "long": ("long_layers",), "short": ("shag",)}.get(
            cut, CHOICES["layered", ""][male]
        )
    else:
        names = CHOICES[cut, texture][male]
    return tuple(n for n in names if n not in denied) or names
