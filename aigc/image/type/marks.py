"""Classes of characters that decide spacing and line breaks."""

from __future__ import annotations

from aigc.types.article import Language

NO_START = frozenset("，。！？：；、）》」』〉】〕”’％…—·～,.!?:;)]}%")
NO_END = frozenset("（《「『〈【〔“‘([{")
CLOSERS = frozenset("，。！？：；、）》」』〉】〕”’")
OPENERS = frozenset("（《「『〈【〔“‘")
DROPPED = frozenset("，。、；")
"""Marks that a title or caption line loses at its end."""
SHARED = frozenset("“”‘’…—·")
"""Marks that both scripts use, drawn full width in Chinese only."""


def is_han(char: str) -> bool:
    """Tell whether ``char`` is an ideograph."""
    code = ord(char)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code in (0x3005, 0x3007)


def is_cjk(char: str, language: Language = "zh") -> bool:
    """Tell whether ``char`` is set with the Chinese face."""
    if char in SHARED:
        return language == "zh"
    code = ord(char)
    return (
        is_han(char)
        or 0x2E80 <= code <= 0x33FF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or code >= 0x20000
    )


def is_word(char: str) -> bool:
    """Tell whether ``char`` belongs to a Latin word or a number."""
    return char.isalnum() and not is_cjk(char)
