"""Names and abbreviations in Latin letters, read alike in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

_LETTER = "[A-Za-zÀ-ÖØ-öø-ɏ]"
WORD = rf"{_LETTER}+(?:['’]{_LETTER}+)*"
NAME = (
    r"\d+(?:\.\d+)?[A-Za-z]+\d*(?![A-Za-z])|"
    r"(?:[A-Za-z]+-?\d+(?:\.\d+)*)+(?:-\d+)*[A-Za-z]*(?![A-Za-z])"
)
ADDRESS = (
    r"(?<![\w.])\.[a-z]{2,}(?!\w)|"
    r"[\w-]+\.(?:txt|md|py|js|ts|json|ya?ml|toml|csv|xml|html|pdf|docx?|xlsx?|pptx?|zip|exe|sh|env|"
    r"jpe?g|png|gif|svg|mp[34]|wav|log|ini|conf|cpp|java|ipynb)(?!\w|\.\w)|"
    r"(?:https?://|www\.)[\w./?=&%\#-]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
    r"(?:[A-Za-z][\w-]*\.)+(?:com|cn|org|net|ai|io|gov|edu|dev|app|ly|tv|gg|xyz|info|uk|jp|de|fr)(?![A-Za-z])"
)
ROMAN = r"(?=[IVXL])(?:XL|L)?X{0,3}(?:IX|IV|V?I{0,3})(?![A-Za-z\d])"
SPECIAL = {
    "C++": "C plus plus", "C#": "C sharp", "F#": "F sharp", "AT&T": "A T and T", "Wi-Fi": "wifi",
    "WiFi": "wifi", "WI-FI": "wifi", "Ph.D.": "P H D", "PhD": "P H D", "pH": "P H",
    "macOS": "mac O S", "GitHub": "Github", "YouTube": "Youtube", "TikTok": "Tiktok",
    "WeChat": "Wechat", "LinkedIn": "Linkedin", "WhatsApp": "Whatsapp", "PayPal": "Paypal",
    "PowerPoint": "Powerpoint", "JavaScript": "Javascript", "PyTorch": "Pytorch",
    "TensorFlow": "Tensorflow", "DeepMind": "Deepmind", "DeepSeek": "Deepseek",
    "ByteDance": "Bytedance", "AlphaGo": "Alphago", "AlphaFold": "Alphafold", "LaTeX": "Latex",
    "NumPy": "Numpy", "LLaMA": "Llama", "7-Eleven": "seven eleven", "M.Sc.": "M S C",
    "B.Sc.": "B S C", "M.Phil.": "M Phil", "YoY": "year over year", "QoQ": "quarter over quarter",
    "HbA1c": "H B A one C", "PostgreSQL": "Postgres Q L", "MySQL": "My S Q L",
    "nginx": "engine X", "Nginx": "engine X",
    "AirPods": "Airpods", "OAuth": "O auth",
}  # fmt: skip
"""Names whose writing tells little of how they are said."""
SPECIAL_NAME = "|".join(rf"{re.escape(name)}(?!\w)" for name in SPECIAL)

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}

_AS_WORDS = frozenset(
    (
        "NASA", "NATO", "OPEC", "UNESCO", "UNICEF", "COVID", "RAM", "ROM", "LIDAR", "LASER",
        "NVIDIA", "IKEA", "SARS", "MERS", "FIFA", "UEFA", "ASEAN", "JAVA", "LLAMA", "BERT", "LORA",
        "CUDA", "TESLA", "TOYOTA", "SONY", "INTEL", "NOKIA", "VISA", "ICE", "AIDS", "CAD", "PIN",
        "SIM", "JSON", "YAML", "JPEG", "ASCII", "CERN", "SWAT", "DARPA", "FEMA", "FOMO", "YOLO",
        "ZIP", "NAFTA", "TOEFL", "IELTS", "GMAT", "NIMBY", "POTUS", "README", "SCUBA", "RADAR",
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
    ("L L M's", 'NASA', 'Chat G P T')
    """
    plain = word.replace("’", "'")
    if plain.endswith("'s") and len(plain) > 3:
        return read_word(plain[:-2]) + "'s"
    if plain in _SHOUTED:
        return plain.lower()
    capitals = plain[:-1] if re.fullmatch(r"[A-Z]{2,}s", plain) else plain
    if capitals.isupper() and 2 <= len(capitals) <= _SPELLED_UP_TO and capitals.isalpha():
        if capitals in _AS_WORDS:
            return plain
        return spell(capitals) + ("'s" if capitals != plain else "")
    if re.search(r"[a-z][A-Z]", plain) and "'" not in plain:
        parts = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]", plain)
        return " ".join(read_word(p) if len(p) > 1 else p for p in parts)
    return plain


def read_name(name: str, number: Callable[[str], str], digits: Callable[[str], str]) -> str:
    """Return how a name of letters and figures is read, such as GPT-5, H100 or 5G.

    Figures up to two, and round hundreds, are a number; for others there is ``digits``.
    """
    said = []
    for part in re.findall(rf"\d+(?:\.\d+)?|{WORD}", name):
        if not part[0].isdecimal():
            said.append(read_word(part) if len(part) > 1 else part.upper())
        elif "." in part or len(part) <= 2 or (part.endswith("00") and len(part) <= 4):
            said.append(number(part))
        else:
            said.append(digits(part))
    return " ".join(said)


def read_address(address: str, digits: Callable[[str], str]) -> str:
    """Return how a web or mail address is read without its scheme and path, figures one by one."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address).split("/")[0].split("?")[0]
    marked = bare.replace("@", " at ").replace(".", " dot ")
    parts = re.findall(r"[0-9]+|[^\W\d_]+", marked)
    return " ".join(digits(part) if part[0].isdecimal() else read_word(part) for part in parts)


def roman(figures: str) -> int:
    """Return the value of a Roman numeral below ninety.

    >>> roman("XIV")
    14
    """
    values = [_ROMAN_VALUES[c] for c in figures]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
