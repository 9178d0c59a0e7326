"""Names and abbreviations in Latin letters, read alike in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

WORD = r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-zÀ-ɏ]+)*"

_AS_WORDS = frozenset(
    (
        "NASA", "NATO", "OPEC", "UNESCO", "UNICEF", "COVID", "RAM", "ROM", "LIDAR", "LASER",
        "NVIDIA", "IKEA", "SARS", "MERS", "FIFA", "UEFA", "ASEAN", "JAVA", "LLAMA", "BERT", "LORA",
        "CUDA", "TESLA", "TOYOTA", "SONY", "INTEL", "NOKIA", "VISA", "ICE", "AIDS", "CAD", "PIN",
        "SIM",
    )
)  # fmt: skip
_SHOUTED = frozenset(
    (
        "ALL", "IN", "ON", "AND", "OR", "NOT", "NEW", "THE", "TO", "OF", "IS", "ARE", "BE", "WE",
        "YOU", "YES", "NO", "TOP", "BIG", "HOT", "LIVE", "FREE", "OPEN", "BEST", "NOW", "HOW",
        "WHAT", "AT", "BY", "FOR", "FROM", "WITH", "THIS", "THAT", "HAS", "HAD", "CAN", "WILL",
        "MORE", "LESS", "FIRST", "LAST", "ONE", "TWO", "MUST", "READ", "SALE", "OUT", "UP", "OFF",
        "GOOD", "BAD", "END",
    )
)  # fmt: skip
_SPELLED_UP_TO = 5


def spell(letters: str) -> str:
    """Return letters to be read by their names.

    >>> spell("GPU")
    'G P U'
    """
    return " ".join(letters.upper())


def read_word(word: str) -> str:
    """Return how a written word is read: short capitals are spelled, names in one are parted.

    >>> read_word("LLMs"), read_word("NASA"), read_word("ChatGPT")
    ('L L M', 'NASA', 'Chat G P T')
    """
    plain = word.replace("’", "'")
    if plain in _SHOUTED:
        return plain.lower()
    capitals = plain[:-1] if re.fullmatch(r"[A-Z]{2,}s", plain) else plain
    if capitals.isupper() and 2 <= len(capitals) <= _SPELLED_UP_TO and capitals.isalpha():
        return capitals if capitals in _AS_WORDS else spell(capitals)
    if re.search(r"[a-z][A-Z]", plain) and "'" not in plain:
        parts = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]", plain)
        return " ".join(read_word(p) if len(p) > 1 else p for p in parts)
    return plain


def read_name(name: str, number: Callable[[str], str], digits: Callable[[str], str]) -> str:
    """Return how a name of letters and figures is read, such as GPT-5, H100 or 5G.

    Figures up to two, and round hundreds, are a number; other figures are read one by one.
    """
    said = []
    for part in re.findall(rf"\d+(?:\.\d+)?|{WORD}", name):
        if not part[0].isdigit():
            said.append(read_word(part) if len(part) > 1 else part.upper())
        elif "." in part or len(part) <= 2 or part.endswith("00"):
            said.append(number(part))
        else:
            said.append(digits(part))
    return " ".join(said)


def read_address(address: str, dot: str, at: str) -> str:
    """Return how a web or mail address is read, its scheme and path left out."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address).split("/")[0].split("?")[0]
    marked = bare.replace("@", f" {at} ").replace(".", f" {dot} ")
    return " ".join(read_word(w) for w in re.sub(r"[^\w ]+", " ", marked).split())
