"""Which gestures a text asks for: sparingly, and on a word that is stressed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from aigc.avatar.motion.gestures import Cue, Side, fitted, spans
from aigc.avatar.motion.heard import Heard, Phrase
from aigc.avatar.motion.turns import Floats

APART_S: Final = 4.5
"""Gestures keep this distance unless one counts on from the last."""
EXPLAIN_EVERY_S: Final = 13.0
_ZH_DIGIT: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_EN_DIGIT: Final = {
    "first": 1, "firstly": 1, "second": 2, "secondly": 2, "third": 3, "thirdly": 3, "fourth": 4,
    "fifth": 5,
}  # fmt: skip
_GREET: Final = re.compile(
    r"大家好|你们好|你好|您好|早上好|晚上好|嗨|哈喽|再见|拜拜|\bhello\b|\bhi\b|\bgood ?bye\b"
    r"|\bbye\b|\bgood (?:morning|evening|afternoon)\b|\bsee you (?:soon|next|later)\b",
    re.I,
)
_BOW: Final = re.compile(r"鞠躬|非常感谢|衷心感谢|拜托|请多关照|深表歉意|非常抱歉")
_POINT: Final = re.compile(
    r"这里|这边|下面|下方|看这|请看|点击|链接|\b(?:over here|below|look here|right here|click)\b",
    re.I,
)
_COUNT: Final = re.compile(
    r"第([一二三四五])(?![名届次代天年季集章节条号])|\b(first|firstly|second|secondly|third|thirdly"
    r"|fourth|fifth)\b(?=,|\W*\w)",
    re.I,
)
_EXPLAIN: Final = re.compile(
    r"因为|所以|其实|也就是说|比如|例如|意味着|怎样|如何|\bbecause\b|\bfor example\b|\bthat means\b"
    r"|\bin other words\b|\bhow\b|\bactually\b|\bso\b",
    re.I,
)


def cues_of(heard: Heard, rng: np.random.Generator) -> tuple[Cue, ...]:
    """Return gestures for what is said, in order of time.

    Words of greeting, thanks, place and number have theirs; where a sentence explains, hands open
    now and then. A song has none.
    """
    if heard.sung:
        return ()
    found: list[Cue] = []
    for cue in sorted(_wanted(heard), key=lambda c: c.time):
        _, end = spans([cue])[0]
        if end > heard.duration - 0.1:
            continue
        near = [c for c in found if abs(c.time - cue.time) < _apart(c, cue)]
        if not near:
            found.append(cue)
    return fitted([_sided(cue, rng) for cue in found])


def _apart(a: Cue, b: Cue) -> float:
    if a.gesture == b.gesture == "count" and b.number == a.number + 1:
        return 1.4
    if b.gesture == "explain":
        return EXPLAIN_EVERY_S if a.gesture == "explain" else 7.0
    return APART_S


def _sided(cue: Cue, rng: np.random.Generator) -> Cue:
    side: Side = "left" if cue.gesture == "point" and rng.random() < 0.4 else "right"
    return Cue(gesture=cue.gesture, time=cue.time, side=side, number=cue.number)


def _wanted(heard: Heard) -> list[Cue]:
    """Return all gestures that words ask for, greetings only at both ends."""
    out: list[Cue] = []
    for text, phrases in _lines(heard.phrases):
        at = _times(text, phrases)
        if found := _GREET.search(text):
            when = at[found.start()]
            if when < 6 or when > heard.duration - 12:
                out.append(Cue(gesture="greet", time=_stroke(heard, when)))
        out += [Cue(gesture="bow", time=at[m.end() - 1] + 0.4) for m in _BOW.finditer(text)]
        out += [Cue(gesture="count", time=_stroke(heard, at[m.start()]), number=_number(m))
                for m in _COUNT.finditer(text)]  # fmt: skip
        out += [Cue(gesture="point", time=_stroke(heard, at[m.start()]))
                for m in _POINT.finditer(text)]  # fmt: skip
        out += [Cue(gesture="explain", time=_stroke(heard, at[m.start()]))
                for m in _EXPLAIN.finditer(text)]  # fmt: skip
    return out


def _number(match: re.Match[str]) -> int:
    return _ZH_DIGIT[match[1]] if match[1] else _EN_DIGIT[match[2].lower()]


def _lines(phrases: Sequence[Phrase]) -> list[tuple[str, list[Phrase]]]:
    """Return each line's text with its phrases."""
    out: list[tuple[str, list[Phrase]]] = []
    fresh = True
    for phrase in phrases:
        if fresh:
            out.append((phrase.text, []))
        out[-1][1].append(phrase)
        fresh = phrase.last
    return out


def _times(text: str, phrases: Sequence[Phrase]) -> Floats:
    """Return about when each character of a line is said: its time is shared out evenly.

    Pauses fall on marks that part clauses, where there are as many of them.
    """
    parts = [m.end() for m in re.finditer(r"[，。！？；：、,;:—]+", text.rstrip("。！？.!?"))]
    if len(parts) == len(phrases) - 1:
        bounds = [0, *parts, len(text)]
        pieces = [np.linspace(p.start, p.end, max(1, b - a), endpoint=False)
                  for p, a, b in zip(phrases, bounds, bounds[1:], strict=False)]  # fmt: skip
        return np.concatenate(pieces)[: len(text)]
    said = np.array([p.end - p.start for p in phrases])
    share = np.linspace(0, said.sum(), max(1, len(text)), endpoint=False)
    done = np.concatenate(([0.0], np.cumsum(said)))
    which = np.clip(np.searchsorted(done, share, side="right") - 1, 0, len(said) - 1)
    begins = np.array([p.start for p in phrases])
    return np.asarray(begins[which] + share - done[which], float)


def _stroke(heard: Heard, when: float) -> float:
    """Return the time of the strongest accent near a word."""
    near = np.flatnonzero((heard.accents > when - 0.15) & (heard.accents < when + 0.55))
    return float(heard.accents[near[np.argmax(heard.strengths[near])]]) if len(near) else when
