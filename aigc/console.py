"""A console that shows what strangers wrote as signs, and never hands it on as commands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from rich import console
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment

_COMMANDS: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Categories of characters that move the cursor, turn the writing, or end a line."""
_KEPT: Final = "\n\u200c\u200d"
"""Ends of lines are the layout's own; joiners belong to words and emoji."""


class Console(console.Console):
    """Rich's console; control characters in whatever is printed are shown escaped.

    A terminal obeys some of them: they change colours, hide what was written, or answer for the
    user. Names of files may hold any.
    """

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what is to be written, with every control character escaped."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(signs(segment.text), segment.style)


def signs(text: str) -> str:
    r"""Return a text in which control characters are written out.

    >>> signs("a\x1b[2Jb 文\u3000件 \u202etxt")
    'a\\x1b[2Jb 文\u3000件 \\u202etxt'
    """
    return "".join(map(_sign, text))


def _sign(char: str) -> str:
    if char in _KEPT or unicodedata.category(char) not in _COMMANDS:
        return char
    return char.encode("unicode_escape").decode("ascii")
