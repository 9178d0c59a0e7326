"""Captions: a narration cut into phrases that can be read while they are heard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from aigc.errors import ConfigError
from aigc.types.article import Language, Span
from aigc.types.caption import Caption
from aigc.types.narration import NarratedLine, Narration, Word
from aigc.types.time import TimeRange, from_frame, to_frame
from aigc.video.captions_tokens import FORBIDDEN, Token, break_cost, text_width, tokens_of

LINGER = Fraction(2, 5)
"""Seconds that a caption may stay after its last word."""

_LONELY = 2.5
_OVERFLOW = 1000.0
_TINY = 6.0
_CLAUSE_BREAK = 0.6
_KEPT_STOP = re.compile(r"(\.\.|\b[A-Za-z]\.)$")
_ROW_END = {"zh": "，。、；,;", "en": ",，。"}


def caption_phrases(
    narration: Narration,
    *,
    max_chars: int,
    max_rows: int = 2,
    min_s: Fraction = Fraction(1),
    max_s: Fraction = Fraction(5),
    fps: Fraction | int = 30,
) -> tuple[Caption, ...]:
    """Return the captions of a narration, each a phrase with its words' exact times.

    ``max_chars`` is the width of a row in characters of the language (13 for Chinese, 28 for
    English fit the look); a Latin letter in a Chinese row counts 0.55. A phrase lasts ``min_s``
    to ``max_s`` seconds where the words allow it. It begins on the frame (of ``fps``) nearest to
    its first word and stays until the next phrase, at most 0.4 s after its last word.

    Raises
    ------
    ConfigError
        A row of fewer than four characters, no row, or an empty range of durations.
    """
    if max_chars < 4 or max_rows < 1 or not 0 <= min_s < max_s:
        raise ConfigError(
            f"Captions of {max_rows} rows of {max_chars} characters lasting {float(min_s)} to "
            f"{float(max_s)} s cannot be set; give 1 or more rows, 4 or more characters, min < max."
        )
    cut = [
        (line, phrase)
        for line in narration.lines
        if line.text.strip()
        for phrase in _Cutter(
            line=line,
            tokens=tokens_of(line),
            language=narration.language,
            max_chars=max_chars,
            max_rows=max_rows,
            min_s=float(min_s),
            max_s=float(max_s),
        ).phrases()
    ]
    return _timed([c for c in (_caption(n, p, narration.language) for n, p in cut) if c], fps)


def _inside(border: float) -> float:
    """Weigh a mark in the middle of a row: the end of a sentence is worse than a comma."""
    return 3.0 if border <= 0.0 else 1.6 if border <= _CLAUSE_BREAK else 0.0


Rows = tuple[tuple[Token, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cutter:
    """Cuts one line into the cheapest sequence of phrases, and each phrase into rows."""

    line: NarratedLine
    tokens: tuple[Token, ...]
    language: Language
    max_chars: int
    max_rows: int
    min_s: float
    max_s: float

    def phrases(self) -> tuple[Rows, ...]:
        """Return the phrases of the line as rows of tokens (shortest path over the breaks)."""
        n = len(self.tokens)
        best: list[tuple[float, int, Rows]] = [(0.0, 0, ())]
        for j in range(1, n + 1):
            options = []
            for i in range(j - 1, -1, -1):
                cost, rows = self._rows(i, j, self.max_rows)
                if cost >= _OVERFLOW and i < j - 1:
                    break
                options.append((best[i][0] + cost + self._phrase_cost(i, j), i, rows))
            best.append(min(options, key=lambda o: (o[0], o[1])))
        out, j = [], n
        while j > 0:
            _, i, rows = best[j]
            out.append(rows)
            j = i
        return tuple(reversed(out))

    def _phrase_cost(self, i: int, j: int) -> float:
        """Weigh how long the phrase lasts and where it ends."""
        start = self.tokens[i].word.time.start
        last = j == len(self.tokens)
        end = self.tokens[j - 1].word.time.end if last else self.tokens[j].word.time.start
        length = float(end - start)
        cost = 1.5 + 6.0 * max(0.0, self.min_s - length) + 3.0 * max(0.0, length - self.max_s)
        cost += 1.5 * max(0.0, 1.2 * self.min_s - length) + max(0.0, length - 0.8 * self.max_s)
        small = 0.6 * self.max_chars
        cost += _TINY * max(0.0, 1 - self._width(i, j) / small)
        return cost if last else cost + self._break(j)

    def _break(self, j: int) -> float:
        return break_cost(self.line.text, self.tokens[j - 1], self.tokens[j], self.language)

    def _width(self, i: int, j: int) -> float:
        text = row_text(
            self.line.text[self.tokens[i].start : self.tokens[j - 1].end], self.language
        )
        return text_width(text, self.language)

    def _rows(self, i: int, j: int, rows: int) -> tuple[float, Rows]:
        """Return the cheapest setting of tokens ``i`` to ``j`` in at most ``rows`` rows."""
        width = self._width(i, j)
        inner = sum(_inside(self._break(k)) for k in range(i + 1, j))
        cost = inner if width <= self.max_chars else _OVERFLOW + width
        if width > self.max_chars * rows + rows:
            return cost, (self.tokens[i:j],)
        options: list[tuple[float, Rows]] = [(cost, (self.tokens[i:j],))]
        for k in range(i + 1, j) if rows > 1 else ():
            head = self._width(i, k)
            if head > self.max_chars:
                break
            below, tail = self._rows(k, j, rows - 1)
            border = self._break(k)
            even = 0.35 if border <= _CLAUSE_BREAK else 1.0
            step = 1.5 + 0.5 * border + below + even * self._unbalance(head, self._width(k, j))
            options.append((step, (self.tokens[i:k], *tail)))
        return min(options, key=lambda o: o[0])

    def _unbalance(self, upper: float, lower: float) -> float:
        """Penalise rows of unequal length, one of two characters more, a last single one most."""
        lonely = FORBIDDEN / 2 if lower <= 1.1 else _LONELY if min(upper, lower) <= 2.1 else 0.0
        return 5.0 * ((upper - lower) / self.max_chars) ** 2 + lonely


def row_text(text: str, language: Language) -> str:
    """Return ``text`` as a row: trimmed, without the marks that a row does not end with.

    >>> row_text("今天，", "zh"), row_text("in the U.S. ", "en"), row_text("It works.", "en")
    ('今天', 'in the U.S.', 'It works')
    """
    row = text.strip()
    bare = row.rstrip(_ROW_END[language] + " ")
    if (
        language == "en"
        and bare.endswith(".")
        and not re.search(r"(\.\.|\b\w\.|\b\w+\.\w\.)$", bare)
    ):
        bare = bare[:-1].rstrip()
    return bare or row


def _caption(line: NarratedLine, rows: Rows, language: Language) -> Caption | None:
    """Return the phrase with word spans counted in its joined rows; its time is the words' own."""
    shown, words, offset = [], [], 0
    for row in rows:
        raw = re.sub(r"\s", " ", line.text[row[0].start : row[-1].end])
        text = row_text(raw, language)
        if not text:
            continue
        shift = offset - row[0].start - (len(raw) - len(raw.lstrip()))
        words += [w for w in (_placed(t.word, shift, text, offset) for t in row) if w]
        shown.append(text)
        offset += len(text)
    if not words:
        return None
    start = words[0].time.start
    time = TimeRange(start=start, duration=words[-1].time.end - start)
    return Caption(
        rows=tuple(shown), words=tuple(words), time=time, line=line.line, language=language
    )


def _placed(word: Word, shift: int, row: str, offset: int) -> Word | None:
    """Return ``word`` with its span moved into the rows, cut where the row dropped marks."""
    start = max(offset, word.span.start + shift)
    end = min(offset + len(row), word.span.end + shift)
    if end <= start:
        return None
    text = row[start - offset : end - offset]
    span = Span(start=start, end=end)
    return Word(text=text, span=span, time=word.time, phonemes=word.phonemes)


def _timed(captions: list[Caption], fps: Fraction | int) -> tuple[Caption, ...]:
    """Snap the captions to frames; each stays until the next or `LINGER` after its last word."""
    starts = [to_frame(c.time.start, fps) for c in captions]
    for n, (a, b) in enumerate(pairwise(starts), 1):
        starts[n] = max(b, a + 1)
    out = []
    for n, caption in enumerate(captions):
        end = max(starts[n] + 1, int((caption.time.end + LINGER) * fps))
        if n + 1 < len(captions):
            end = min(end, starts[n + 1])
        begin = from_frame(starts[n], fps)
        time = TimeRange(start=begin, duration=from_frame(end, fps) - begin)
        out.append(
            Caption(
                rows=caption.rows,
                words=caption.words,
                time=time,
                line=caption.line,
                language=caption.language,
            )
        )
    return tuple(out)
