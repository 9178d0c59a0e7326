"""Makes written text sayable; digits and their units stay as they are for the voice to read."""

from __future__ import annotations

import re

from aigc.text.script.questions import full_stop
from aigc.types.article import Language

_BRACKETS = re.compile(r"\s*(?:（[^（）]*）|\([^()]*\)|【[^【】]*】|\[[^\[\]]*\])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_URL = re.compile(r"(?:https?://|www\.)[\w\-./?%&=#:~+@]*[\w/]|[\w.+-]+@[\w-]+\.[\w.]+")
_NOTE = re.compile(r"\[\^?\w{1,4}\]|[¹²³⁰-⁹]+(?=[\s。，,.;；]|$)(?<![mM][²³])")
_MARKS = re.compile(r"\*\*|__|~~|`+|^\s*#{1,6}\s+|^\s*[>•·▪◦]\s*|<[^<>]+>", re.M)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u20e3\u2b50\u2b06\u2b07]")
_HAN = r"[\u3400-\u9fff]"
_SYMBOLS = {
    "zh": (
        (r"(?<=[\d%℃])\s*[~～–—-]\s*(?=\d)", "到"),
        (r"\s*[→⇒]\s*", "到"),
        (r"(?<=\d)\s*[×xX]\s*(?=\d)", "乘"),
        (r"\s*[≥⩾]\s*", "不低于"),
        (r"\s*[≤⩽]\s*", "不超过"),
        (r"\s*≈\s*", "约"),
        (r"\s+&\s+", "和"),
        (r"\s*——+\s*", "，"),
        (r"\s*—\s*", "，"),
        (r"……+|\.{3,}", "，"),
        (r"\s*\|\s*", "，"),
    ),
    "en": (
        (r"(?<=[\d%])\s*[~～–-]\s*(?=[$€£]?\d)", " to "),
        (r"\s*[→⇒]\s*", " to "),
        (r"(?<=\d)\s*×\s*(?=\d)", " by "),
        (r"\s*[≥⩾]\s*", " at least "),
        (r"\s*[≤⩽]\s*", " at most "),
        (r"\s*≈\s*", " about "),
        (r"\s+&\s+", " and "),
        (r"\s*—+\s*|\s+–\s+|\s+--\s+", ", "),
        (r"…+|\.{3,}", ", "),
        (r"\s*\|\s*", ", "),
    ),
}
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{3,4}-\d{3,4}-?\d{3,4}")


def say(text: str, language: Language) -> str:
    """Return ``text`` as a narrator would say it.

    Brackets with their content, footnote marks, addresses, emphasis marks, code marks and emoji go;
    dashes become pauses; arrows, multiplication signs and ranges become words.

    >>> say("全长（含支线）35 km²，见 https://a.b/c 。", "zh")
    '全长35 km²，见。'
    """
    out = _LINK.sub(r"\1", text)
    out = _URL.sub("", out)
    out = _NOTE.sub("", out)
    for _ in range(2):
        out = _BRACKETS.sub("", out)
    out = _EMOJI.sub("", _MARKS.sub("", out))
    kept = {}
    for n, m in enumerate(_DATE.finditer(out)):
        kept[chr(0xE000 + n)] = m.group()
    for mark, date in kept.items():
        out = out.replace(date, mark, 1)
    for pattern, put in _SYMBOLS[language]:
        out = re.sub(pattern, put, out)
    for mark, date in kept.items():
        out = out.replace(mark, date)
    return tidy(out, language)


def tidy(text: str, language: Language) -> str:
    """Return ``text`` with single spaces, no doubled punctuation and a closing mark."""
    out = re.sub(r"\s+", " ", text).strip()
    out = re.sub(rf"(?<={_HAN}) (?={_HAN})", "", out)
    out = re.sub(r" +(?=[，。！？；：、,.!?;:”’）](?!\d))", "", out)
    out = re.sub(r"(?<=[，。！？；：、“]) +", "", out)
    out = re.sub(rf"(?<={_HAN}),\s*(?={_HAN})", "，", out)
    out = re.sub(r"[，、,；;：:]+(?=[。！？；])", "", out)
    out = re.sub(r"([，。；：、！？,;:])[，,、]+", r"\1", out)
    out = re.sub(r"^[，。；：、,.;:\s]+", "", out)
    out = re.sub(r"。{2,}", "。", out)
    return _closed(out.strip(), language)


def _closed(text: str, language: Language) -> str:
    if not text or re.search(r"[。！？!?.：:…][”’」』\"]?$", text):
        return text
    bare = re.sub(r"[，、,；;—-]+$", "", text).rstrip()
    return bare + full_stop(bare, language)
