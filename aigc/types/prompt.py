"""What a picture or a film shall show, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePrompt:
    """What is to be seen.

    Attributes
    ----------
    text : str
        What is seen and in which style, as picture models read it.
    unwanted : str
        What must not be seen.
    motion : str
        What moves and how the camera does, for films; pictures do without.
    lines : tuple of int
        Indices of the script lines that it belongs to.
    """

    text: str
    unwanted: str = ""
    motion: str = ""
    lines: tuple[int, ...] = ()
