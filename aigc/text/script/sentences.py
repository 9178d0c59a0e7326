"""Sentences and clauses, Chinese and English, as spans of the text they come from."""

from __future__ import annotations

import re

from aigc.text.script.words import EN_STOP, vocabulary
from aigc.types.article import Span

_OPEN, _CLOSE = "“「『（(《", "”」』）)》"
_END = "。！？!?…"
_ABBREVIATIONS = vocabulary(
    """mr mrs ms dr prof sr jr st mt ft gen col sgt lt capt rev hon gov sen rep pres vs etc eg ie
    e.g i.e cf al no nos fig eq vol ch pp ed inc ltd co corp dept est approx jan feb mar apr jun
    jul aug sep sept oct nov dec mon tue wed thu fri sat sun a.m p.m u.s u.k u.n ph.d"""
)
_TELLS = re.compile(
    r"^[^。！？，,]{0,14}?(?:说|表示|道|问|称|指出|写道|告诉|认为|回答|补充|坦言|强调|喊|的|这|是|等)"
)
_SAID = re.compile(
    r"^(?:[A-Z]?[\w.'’-]+ ){0,4}?(?:said|says|asked|added|wrote|told|replied|noted|explained)\b"
)


def sentences(text: str, span: Span | None = None) -> tuple[Span, ...]:
    """Return the spans of the sentences of ``text`` inside ``span``, surrounding space left out.

    Abbreviations, decimals and initials do not end a sentence, and a quotation stays in one
    piece with the words that introduce or follow it.
    """
    area = span or Span(start=0, end=len(text))
    out, begin, at, depth, straight = [], area.start, area.start, 0, False
    while at < area.end:
        char = text[at]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == '"':
            straight = not straight
        if char == "\n" and _hard_break(text, at, area.end):
            depth, straight = 0, False
            out.append((begin, at))
            begin = at + 1
        elif _ends(text, at, area) and depth == 0:
            stop = _after_closers(text, at, area.end)
            if straight and '"' in text[at + 1 : stop]:
                straight = False
            if not straight and not _continues(text, stop, area.end):
                out.append((begin, stop))
                begin = stop
            at = stop - 1
        elif char in '”」』"' and depth == 0 and not straight and at > begin:
            ended = text[at - 1] in "。！？!?…." and not _continues(text, at + 1, area.end)
            if ended and (char != '"' or text[at + 1 : at + 2].isspace()):
                out.append((begin, at + 1))
                begin = at + 1
        at += 1
    out.append((begin, area.end))
    trimmed = (_trim(text, a, b) for a, b in out)
    return tuple(s for s in trimmed if any(c.isalnum() for c in s.of(text)))


def _hard_break(text: str, at: int, end: int) -> bool:
    before = text[:at].rstrip(" ")
    return text[at : at + 2] == "\n\n" or before.endswith((*_END, ".", "：", ":", "”"))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def _after_closers(text: str, at: int, end: int) -> int:
    stop = at + 1
    while stop < end and text[stop] in "”」』\"’'）)。！？!?…":
        stop += 1
    return stop


def _ends(text: str, at: int, area: Span) -> bool:
    char = text[at]
    if char in "。！？…":
        return char != "…" or text[at + 1 : at + 2] not in ("…", "，", "")
    if char in "!?":
        return True
    return char == "." and _full_stop(text, at, area)


def _full_stop(text: str, at: int, area: Span) -> bool:
    stop = _after_closers(text, at, area.end)
    if stop < area.end and not text[stop].isspace():
        return False
    rest = text[stop : area.end].lstrip()
    if not rest:
        return True
    if rest[0].islower():
        return False
    word = re.search(r"[\w.]*$", text[area.start : at])
    token = word.group().lower() if word else ""
    if token in _ABBREVIATIONS or (len(token) == 1 and token.isalpha() and token != "i"):
        first = re.match(r"[A-Za-z]+", rest)
        ends_anyway = "." in token or token in ("etc", "inc", "ltd", "co", "corp")
        return ends_anyway and first is not None and first.group().lower() in EN_STOP
    return True


def _continues(text: str, stop: int, end: int) -> bool:
    """Tell whether what follows a closing quotation mark belongs to the same sentence."""
    if stop >= end or text[stop - 1] not in '”」』"':
        return False
    rest = text[stop:end]
    if rest.startswith((",", "，", "、", "；", "。")):
        return True
    bare = rest.lstrip()
    if bare != rest or not rest:
        return bare[:1].islower() or _SAID.match(bare) is not None
    return _TELLS.match(rest) is not None


def clauses(sentence: str) -> tuple[str, ...]:
    """Return the clauses of ``sentence``, each with its closing punctuation; they join to it.

    Borders lie at commas, semicolons, colons and dashes outside quotations and brackets, in
    English only where a conjunction or a relative word follows the comma.
    """
    out, begin, depth, straight = [], 0, 0, False
    for at, char in enumerate(sentence):
        depth += (char in _OPEN) - (char in _CLOSE)
        straight ^= char == '"'
        if depth > 0 or straight or at + 1 >= len(sentence):
            continue
        if char in "，；：。！？" or (char in ",;:.!?" and _border(sentence, at)):
            out.append(sentence[begin : at + 1])
            begin = at + 1
    out.append(sentence[begin:])
    return tuple(c for c in out if c.strip())


_JOINS = vocabulary(
    """and but or so while which who whose where when because although though as since if until
    with after before including leaving making giving bringing turning yet unless whereas"""
)


def _border(sentence: str, at: int) -> bool:
    if not sentence[at + 1].isspace():
        return False
    if sentence[at] in ";:.!?":
        return sentence[at] in ";:" or len(sentences(sentence)) > 1
    following = re.match(r"\s+([A-Za-z'’]+)", sentence[at + 1 :])
    if following is None:
        return False
    return following.group(1).lower() in _JOINS
