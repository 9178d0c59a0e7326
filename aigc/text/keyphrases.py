"""The phrase of a text worth emphasising, and titles cut to a length without changing facts."""

from __future__ import annotations

import math
import re

from aigc.text.script.compress import variants
from aigc.text.script.dates import dates
from aigc.text.script.names import names
from aigc.text.script.numerals import figures
from aigc.text.script.pointing import without_connective
from aigc.text.script.sentences import clauses, sentences
from aigc.text.script.spoken import say
from aigc.text.script.words import EN_STOP, ZH_STOP, frequency, has_han, pieces, tagged, vocabulary
from aigc.types.article import Language

_NOUNS = ("n", "nr", "ns", "nt", "nz", "vn", "an", "eng", "l", "i", "j", "b")
_EN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_VERBS = vocabulary(
    """said say says take takes took need needs hold holds use uses mean means cost costs plan plans
    beat began put puts tell tells told make makes made keep keeps kept let lets run runs ran give
    gives gave get gets got stop stops carry carries stay stays start starts count counts meet meets
    sell sells sold help helps expect expects removes remove install found find finds point points
    read lasts last comes come went goes know knows wants want ask asks lead leads led
    repeat repeats     belongs wore wear changed"""
)
_STRONG = re.compile(r"[%％$€£¥倍℃]|百分之|\d[\d.,]*\s?[十百千]?[万亿]|illion|times|percent")
_CLOCK = re.compile(r"\d\s?[时点分号]$|o'clock|[ap]\.?m\.?$")
_SPELLED = re.compile(r"^[一二两三四五六七八九十]\D")
_END = "。.！!；;，,：:、 "


def key_phrase(text: str, language: Language) -> str:
    """Return the one phrase of ``text`` most worth emphasising, exactly as it stands there.

    A number with its unit comes first, then a name, then the rarest noun phrase, then a date; an
    empty string when ``text`` holds none of them.

    >>> key_phrase("新线全长35公里", "zh")
    '35公里'
    """
    days, rest = dates(text)
    found = [f for f in figures(rest) if _counts(f, rest)]
    if found:
        return max(found, key=_figure_merit)
    phrase = _zh_phrase(text) if language == "zh" else _en_phrase(text)
    return phrase or max((d.text for d in days), key=len, default="")


def _counts(figure: str, text: str) -> bool:
    ordinal = f"第{figure}" in text or re.search(rf"{re.escape(figure)}线", text) is not None
    return not (ordinal or _CLOCK.search(figure) or _SPELLED.match(figure))


def _figure_merit(figure: str) -> tuple[bool, int]:
    return (_STRONG.search(figure) is not None, len(figure))


def _zh_phrase(text: str) -> str:
    latin = [n for n in names(text) if not has_han(n) and n in text]
    if latin:
        return max(latin, key=len)
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
    proper = [n for n in names(text) if n in text and (" " in n or not text.startswith(n))]
    proper = [n.removeprefix("The ").rstrip(".") for n in proper if n.lower() not in EN_STOP]
    if proper:
        return max(proper, key=len)
    best: tuple[str, float] = ("", 0.0)
    run: list[re.Match[str]] = []
    end = 0
    for m in (*_EN_WORD.finditer(text), None):
        touching = m is not None and not text[end : m.start()].strip()
        plain = m is not None and _is_content(m.group())
        if run and not (touching and plain and len(run) < 3):
            phrase = text[run[0].start() : run[-1].end()]
            merit = sum((min(len(r.group()), 10) / 4 for r in run), 0.0)
            best = max(best, (phrase, merit), key=lambda b: b[1])
            run = []
        if m is not None and plain:
            run.append(m)
        end = m.end() if m else end
    return best[0]


def _is_content(word: str) -> bool:
    low = word.lower()
    ending = re.search(r"(?:ly|ing|ed)$", low)
    return len(low) > 2 and low not in EN_STOP and low not in _VERBS and not ending


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
    for span in sentences(whole):
        found = _shortened(span.of(whole), language, limit)
        if found:
            return found
    return _cut(whole, limit, language)


def _shortened(sentence: str, language: Language, limit: int) -> str:
    """Return the best clause of ``sentence`` that fits; empty when none does."""
    forms = variants(without_connective(sentence, language), language)
    runs = [(o, True) for o in forms] + _clause_runs(forms[-1])
    fitting = [
        (o.strip(_END), leads) for o, leads in runs if limit * 0.35 <= len(o.strip(_END)) <= limit
    ]
    good = [(o, leads) for o, leads in fitting if not _LEANING.match(o) and not _OPEN.search(o)]
    good = [(o, leads) for o, leads in good if o.count("“") == o.count("”")]
    return max(good, key=lambda g: (g[1], len(g[0])))[0] if good else ""


def _clause_runs(sentence: str) -> list[tuple[str, bool]]:
    parts = clauses(sentence)
    return [
        ("".join(parts[a:b]), a == 0)
        for a in range(len(parts))
        for b in range(a + 1, len(parts) + 1)
    ]


_LEANING = re.compile(
    r"[而并也还则其以使但且和与或又却他她它这那当在对再先不已有让]|从而|如果|虽然|因为|由于|随着|为了|尽管"
    r"|可以|需要|只有|预计|(?:and|but|or|so|which|who|where|while|with|because|although|if|when|as"
    r"|to|he|she|it|they|after|before|including|since|that|in|at|on|by|for|from|of|unless)\b",
    re.I,
)
_OPEN = re.compile(
    r"(?:时|后|前|中|上|里|下|分钟|\d年\w?天?|以来|的时候|显示|表示|提醒|介绍|认为|说|开始|指出|\bsaid|\bsays)$"
    r"|^(?:虽然|如果|尽管|因为|由于|与其|If|When|Although|While|Because|Before|After|Unless)\b"
)
_UNFINISHED = re.compile(r"[$€£¥]?[\d零一二三四五六七八九十百千万亿][\d.,年月]*$")
_HANGING = re.compile(r"(?:将于|预计在|将在|[的和与在把被将于从到对向、，])+$")


def _cut(text: str, limit: int, language: Language) -> str:
    out = ""
    for piece in pieces(text):
        if len(out) + len(piece) > limit - 1:
            break
        out += piece
    if text[len(out) : len(out) + 1].isalnum():
        out = _UNFINISHED.sub("", out)
    if "、" in out[limit // 2 :]:
        out = out[: out.rindex("、")]
    words = _HANGING.sub("", out).rstrip(_END)
    if language == "en":
        kept = words.split()
        while len(kept) > 1 and kept[-1].lower() in EN_STOP:
            kept.pop()
        words = " ".join(kept).rstrip(_END)
    return (words or text[: limit - 1]) + "…"
