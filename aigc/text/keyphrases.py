"""The phrase of a text worth emphasising, and titles cut to a length without changing facts."""

from __future__ import annotations

import math
import re

from aigc.text.script.compress import variants, without_connective
from aigc.text.script.numerals import figures
from aigc.text.script.sentences import clauses, sentences
from aigc.text.script.spoken import say
from aigc.text.script.words import EN_STOP, ZH_STOP, frequency, pieces, tagged
from aigc.types.article import Language

_NOUNS = ("n", "nr", "ns", "nt", "nz", "vn", "an", "eng", "l", "i", "j", "b")
_EN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_UNFINISHED = re.compile(r"[$€£¥]?[\d零一二三四五六七八九十百千万亿][\d.,年月]*$")
_END = "。.！!；;，,：:、 "


def key_phrase(text: str, language: Language) -> str:
    """Return the one phrase of ``text`` most worth emphasising, exactly as it stands there.

    A number with its unit comes first, then the rarest noun phrase; an empty string when ``text``
    holds neither.

    >>> key_phrase("新线全长35公里", "zh")
    '35公里'
    """
    found = figures(text)
    if found:
        return max(found, key=_figure_merit)
    return _zh_phrase(text) if language == "zh" else _en_phrase(text)


def _figure_merit(figure: str) -> tuple[float, int]:
    is_year = re.match(r"^(?:19|20)\d\d(?:\s?年)?$", figure) is not None
    strong = re.search(r"[%％$€£¥倍万亿]|百分之|illion|times|percent", figure) is not None
    dated = re.search(r"\d\s?[月日号时点年]$", figure) is not None
    return (2.0 * strong - 1.5 * is_year - 1.0 * dated, len(figure))


def _zh_phrase(text: str) -> str:
    best, run, score = ("", 0.0), "", 0.0
    for word, tag in (*tagged(text), ("", "x")):
        fits = tag in _NOUNS and word not in ZH_STOP and (len(word) > 1 or run)
        if fits and len(run) + len(word) <= 8:
            run, score = run + word, score + _rarity(word)
            continue
        if len(run) > 1 and score > best[1]:
            best = (run, score)
        run, score = (word, _rarity(word)) if fits and len(word) > 1 else ("", 0.0)
    return best[0]


def _rarity(word: str) -> float:
    return max(1.0, 12.0 - math.log(frequency(word) + 2)) * math.sqrt(min(len(word), 4))


def _en_phrase(text: str) -> str:
    best: tuple[str, float] = ("", 0.0)
    run: list[re.Match[str]] = []
    previous_end = 0
    for m in (*_EN_WORD.finditer(text), None):
        word = m.group() if m else ""
        touching = m is not None and text[previous_end : m.start()].strip() == ""
        plain = word.lower() not in EN_STOP and not re.search(r"(?:ly|ing)$", word)
        if run and (m is None or not touching or not plain or len(run) == 3):
            phrase = text[run[0].start() : run[-1].end()]
            merit = sum((_en_merit(r, text) for r in run), 0.0)
            best = max(best, (phrase, merit), key=lambda b: b[1])
            run = []
        if m is not None and plain and len(word) > 2:
            run.append(m)
        previous_end = m.end() if m else 0
    return best[0]


def _en_merit(m: re.Match[str], text: str) -> float:
    inside = m.start() > 0 and m.group()[0].isupper()
    verb_like = m.group().endswith("ed")
    return min(len(m.group()), 10) / 4 + (1.5 if inside else 0.0) - (2.0 if verb_like else 0.0)


def headline(text: str, language: Language, limit: int = 0) -> str:
    """Return ``text`` in at most ``limit`` characters, cut only where a clause ends.

    Words are left out, never changed. When no clause fits, the last resort is a cut between words
    marked with an ellipsis.

    Parameters
    ----------
    limit : int
        Most characters; 0 means 20 for Chinese and 50 for English.
    """
    limit = limit or (20 if language == "zh" else 50)
    whole = say(text, language).strip(_END)
    if len(whole) <= limit:
        return whole
    said = sentences(whole)
    first = said[0].of(whole) if said else whole
    options = [*variants(without_connective(first, language), language)]
    options += _clause_runs(options[-1])
    fitting = [o.strip(_END) for o in options if 0 < len(o.strip(_END)) <= limit]
    least = limit * 0.3
    good = [o for o in fitting if len(o) >= least and not _leans(o)]
    if good:
        return max(good, key=lambda o: (bool(figures(o)), len(o)))
    return _cut(whole, limit, language)


def _clause_runs(sentence: str) -> list[str]:
    parts = [p for c in clauses(sentence) for p in re.split(r"(?<=[,;:])\s", c)]
    return ["".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)]


_LEANING = re.compile(
    r"^(?:而|并|也|还|则|其|以|使|从而|但|且|和|与|或|又|却|他|她|它|这|那|如果|虽然|因为|由于|随着|当|在|对|为了|尽管"
    r"|(?:and|but|or|so|which|who|where|while|with|because|although|if|when|as|to|he|she|it|they"
    r"|after|before|including|since|that|in|at|on|by|for|from|of)\b)",
    re.I,
)


def _leans(clause: str) -> bool:
    return _LEANING.match(clause) is not None


def _cut(text: str, limit: int, language: Language) -> str:
    out = ""
    for piece in pieces(text):
        if len(out) + len(piece) > limit - 1:
            break
        out += piece
    if text[len(out) : len(out) + 1].isalnum():
        out = _UNFINISHED.sub("", out)
    words = out.rstrip(_END + "的和与在把被将")
    if language == "en":
        kept = words.split()
        while len(kept) > 1 and kept[-1].lower() in EN_STOP:
            kept.pop()
        words = " ".join(kept).rstrip(_END)
    return (words or text[: limit - 1]) + "…"
