"""Notes as singing editors keep them: a lyric each, extenders, a drawn pitch line and vibrato."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from aigc.scores.tempo import figure
from aigc.scores.underlay import syllabic
from aigc.types.score import Bend, Note, Score, Syllable, Wave

TICKS: Final = 480
"""Ticks a quarter note of UST and USTX."""

_HOLDS: Final = frozenset({"-", "ー", "—", "~", "+~", "+*"})
_RESTS: Final = frozenset({"r", "rest", "sp", "pau", "sil"})
_BREATHS: Final = frozenset({"ap", "br", "息", "breath"})
_NEXT: Final = re.compile(r"\+\d*")
_HINT: Final = re.compile(r"^([^\[\]]+?)\s*\[[^\]]*\]$")
_GLIDE: Final = re.compile(r"^[-aiueonN] ([\u3041-\u30ff]+)$")
_FIRST_HAN: Final = 0x3040


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A note or rest of an editor, times in quarter notes.

    Attributes
    ----------
    syllable : str
        What of the word is sung here, in files of our own.
    line_break : str
        ``line`` or ``stanza`` where one ends with it, in files of our own.
    tied : bool
        It goes on with the note before, in files of our own.
    """

    start: Fraction
    duration: Fraction
    pitch: int
    lyric: str
    syllable: str = ""
    line_break: str = ""
    tied: bool = False
    wave: Wave | None = None
    bends: tuple[Bend, ...] = ()

    @property
    def end(self) -> Fraction:
        """Where it stops."""
        return self.start + self.duration

    @property
    def rest(self) -> bool:
        """Nothing is sung in it: it is a rest or a breath."""
        return not self.syllable and self.lyric.strip().lower() in _RESTS | _BREATHS


def real(text: str) -> float:
    """Return a figure of ordinary size as a float.

    Raises
    ------
    ValueError
        It is none, or not finite.
    """
    return float(figure(text or "0"))


def notes_of(rows: Sequence[Row]) -> tuple[tuple[Note, ...], list[Fraction]]:
    """Return the notes, and where one was cut by the next.

    ``-``, ``+~`` and their kin hold the syllable before. ``+`` is the next syllable of a word in
    letters and holds a character. ``R`` and ``SP`` are rests; after ``AP`` and ``br`` one has
    breathed.
    """
    notes: list[Note] = []
    cut: list[Fraction] = []
    for row in sorted(rows, key=lambda row: row.start):
        if row.rest and notes and row.lyric.strip().lower() in _BREATHS:
            notes[-1] = replace(notes[-1], breath=True)
        if row.rest:
            continue
        if row.tied and notes and (notes[-1].end, notes[-1].pitch) == (row.start, row.pitch):
            notes[-1] = replace(notes[-1], duration=notes[-1].duration + row.duration)
            continue
        if notes and notes[-1].end > row.start:
            cut.append(row.start)
            before = notes.pop()
            if row.start > before.start:
                notes.append(replace(before, duration=row.start - before.start))
        notes.append(
            Note(
                pitch=row.pitch,
                start=row.start,
                duration=row.duration,
                lyrics=_sung(row, notes),
                wave=row.wave,
                bends=row.bends,
            )
        )
    return tuple(notes), cut


def _sung(row: Row, notes: list[Note]) -> tuple[Syllable, ...]:
    """Return the syllable of a row; what it says of the one before is changed there."""
    lyric = row.lyric.strip()
    before = next((n for n in range(len(notes) - 1, -1, -1) if notes[n].lyrics), None)
    last = None if before is None else notes[before].lyrics[0]
    going_on = bool(_NEXT.fullmatch(lyric)) and last is not None
    han = last is not None and any(ord(c) >= _FIRST_HAN for c in last.text)
    if lyric in _HOLDS or (going_on and han and not row.syllable):
        if before is not None and last is not None:
            notes[before] = replace(notes[before], lyrics=(replace(last, extends=True),))
        return ()
    text = row.syllable or lyric.removeprefix("?")
    joined = False
    if going_on and before is not None and last is not None:
        opened = last.syllabic in ("middle", "end")
        longer = replace(last, syllabic=syllabic(opened, True))
        notes[before] = replace(notes[before], lyrics=(longer,))
        joined, text = True, row.syllable or "+"
    if not text:
        return ()
    hinted, glide = _HINT.match(text), _GLIDE.match(text)
    return (
        Syllable(
            text=hinted[1] if hinted else glide[1] if glide else text,
            syllabic=syllabic(joined, False),
            line_end=row.line_break in ("line", "stanza"),
            stanza_end=row.line_break == "stanza",
        ),
    )


def rows_of(score: Score) -> Iterator[Row]:
    """Yield a row for each note of a score with one lyric line."""
    words = list(_words(score.notes))
    for note, (lyric, syllable) in zip(score.notes, words, strict=True):
        sung = next(iter(note.lyrics), None)
        ends = (sung.line_end, sung.stanza_end) if sung else (False, False)
        yield Row(
            start=note.start,
            duration=note.duration,
            pitch=note.pitch,
            lyric=lyric,
            syllable=syllable,
            line_break="stanza" if ends[1] else "line" if ends[0] else "",
            wave=note.wave,
            bends=note.bends,
        )


def _words(notes: Sequence[Note]) -> Iterator[tuple[str, str]]:
    """Yield the lyric of each note, a word whole under its first, and its own syllable if other."""
    sung = [(n, note.lyrics[0]) for n, note in enumerate(notes) if note.lyrics]
    lyrics = {n: (syllable.text, _literal(syllable.text)) for n, syllable in sung}
    at = 0
    while at < len(sung):
        end = at
        while sung[end][1].syllabic in ("begin", "middle") and end + 1 < len(sung):
            end += 1
        run = sung[at : end + 1]
        if len(run) > 1 and not any(ord(c) >= _FIRST_HAN for _, s in run for c in s.text):
            parts = [syllable.text.replace("+", "") for _, syllable in run]
            lyrics[run[0][0]] = ("".join(parts), parts[0] if "".join(parts) != parts[0] else "")
            lyrics |= {n: ("+", part) for (n, _), part in zip(run[1:], parts[1:], strict=True)}
        at = end + 1
    begun = False
    for n, note in enumerate(notes):
        begun = bool(note.lyrics) or (begun and notes[n - 1].end == note.start)
        yield lyrics.get(n, ("+~" if begun else "", ""))


def _literal(text: str) -> str:
    """Return a syllable that would be taken for a sign of the editor; empty for any other."""
    known = text.lower() in _RESTS | _BREATHS or text in _HOLDS or "[" in text
    return text if known or text.startswith("?") or _GLIDE.match(text) else ""


def wave_of(figures: Sequence[str]) -> Wave | None:
    """Return the vibrato of length, period, depth, fades, phase and drift, most of them per cent.

    Raises
    ------
    ValueError
        One is no figure.
    """
    numbers = [*(real(text.strip()) for text in figures), *[0.0] * 7][:7]
    length, period, depth, fade_in, fade_out, phase, drift = numbers
    if length <= 0 or period <= 0:
        return None
    return Wave(
        length=length / 100,
        period_ms=period,
        depth_cents=depth,
        fade_in=fade_in / 100,
        fade_out=fade_out / 100,
        phase=phase / 100,
        drift=drift / 100,
    )


def wave_figures(wave: Wave) -> tuple[str, ...]:
    """Return a vibrato as `wave_of` takes it."""
    return (
        real_text(wave.length * 100),
        real_text(wave.period_ms),
        real_text(wave.depth_cents),
        real_text(wave.fade_in * 100),
        real_text(wave.fade_out * 100),
        real_text(wave.phase * 100),
        real_text(wave.drift * 100),
    )


def real_text(value: float) -> str:
    """Return a float in plain figures, to six places.

    >>> real_text(-40.0)
    '-40'
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
