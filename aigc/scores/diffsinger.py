"""DiffSinger's .ds files to the voice of a piece, and all that stands in them beside the notes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NoReturn

from aigc.encodings import decoded
from aigc.errors import InputError
from aigc.scores.bars import bars_between
from aigc.scores.editors import Row, notes_of
from aigc.scores.keys import STEPS
from aigc.scores.tempo import figure
from aigc.scores.underlay import characters
from aigc.scores.voices import Piece, alone, overlap_remarks
from aigc.types.score import Bend, Score, Tempo

SECONDS: Final = Tempo(start=Fraction(0), bpm=Fraction(60))
"""The tempo at which a quarter note is a second."""
SILENCE: Final = "SP"
BREATH: Final = "AP"
SPACE: Final = "\u00a0"
"""Stands for a space within a word."""
WORDLESS: Final = "?"
"""Stands for the word of a note without one."""
_NAME: Final = re.compile(r"([A-Ga-g])([#♯b♭]{0,2})(-?\d{1,2})([+-]\d{1,3}(?:\.\d{1,6})?)?")
_RESTS: Final = ("rest", "r", "")
_MOST_SEGMENTS: Final = 5000
_FIRST_HAN: Final = 0x3400


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A phrase of a .ds file.

    Attributes
    ----------
    offset : Fraction
        Where it begins, in seconds.
    texts : tuple of str
        A word, ``SP`` or ``AP`` for each note that is no slur.
    pitches : tuple of int or None
        MIDI pitch of each note; None for a rest.
    cents : tuple of float
        Beside the pitch of each note.
    durations : tuple of Fraction
        Of each note, in seconds.
    slurs : tuple of bool
        Whether a note holds the word of the one before.
    phones, phone_durations, phone_counts : tuples
        The phonemes, their seconds, and how many belong to each word; often empty.
    f0_hz, f0_step : tuple of float, Fraction
        The pitch line and the seconds from one value to the next; empty and 0 without one.
    """

    offset: Fraction
    texts: tuple[str, ...]
    pitches: tuple[int | None, ...]
    cents: tuple[float, ...]
    durations: tuple[Fraction, ...]
    slurs: tuple[bool, ...]
    phones: tuple[str, ...] = ()
    phone_durations: tuple[Fraction, ...] = ()
    phone_counts: tuple[int, ...] = ()
    f0_hz: tuple[float, ...] = ()
    f0_step: Fraction = Fraction(0)


def piece_of_ds(raw: bytes, name: str) -> Piece:
    """Return the one voice of a .ds file at 60 quarter notes a minute, so that times stay exact.

    Source: openvpi/DiffSinger, the inputs of its variance models.

    Raises
    ------
    InputError
        As `segments_of`.
    """
    segments = segments_of(raw, name)
    several = len(segments) > 1
    rows = [row for segment in segments for row in _rows(segment, several=several)]
    notes, cut = notes_of(rows)
    end = max((note.end for note in notes), default=Fraction(0))
    bars = bars_between([], end, name)
    title = name.rpartition(".")[0]
    return alone(
        Score(
            notes=notes,
            tempos=(SECONDS,),
            bars=bars,
            title=title,
            part="Voice",
            parts=("Voice",),
            remarks=overlap_remarks(cut, bars),
        )
    )


def segments_of(raw: bytes, name: str) -> tuple[Segment, ...]:
    """Return the phrases of a .ds file in the order of time; ``name`` is for messages.

    Raises
    ------
    InputError
        When it is no such JSON, has no notes, or a figure in it is none.
    """
    try:
        rows = json.loads(decoded(raw), parse_float=figure, parse_constant=_no_figure)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{name} is damaged: its JSON cannot be read ({exc}).") from exc
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{name} is JSON but no .ds file: it holds no list of phrases.")
    if not any(row.get("note_seq") for row in rows) or len(rows) > _MOST_SEGMENTS:
        raise InputError(
            f"{name} holds no notes (note_seq). Export the song with notes, not only with phonemes."
        )
    try:
        found = [_segment(row) for row in rows if row.get("note_seq")]
    except (ValueError, TypeError, ArithmeticError) as exc:
        raise InputError(
            f"{name} is damaged: it holds {exc} where that cannot be. Export it again."
        ) from exc
    return tuple(sorted(found, key=lambda segment: segment.offset))


def _no_figure(text: str) -> NoReturn:
    raise ValueError(f"{text} is no figure")


def _segment(row: Mapping[str, Any]) -> Segment:
    names = _items(row["note_seq"])
    durations = tuple(_seconds(text) for text in _items(row.get("note_dur")))
    slurs = tuple(text == "1" for text in _items(row.get("note_slur"))) or (False,) * len(names)
    if not len(names) == len(durations) == len(slurs):
        raise ValueError(
            f"{len(names)} notes, {len(durations)} durations and {len(slurs)} slurs in a phrase"
        )
    sounding = [_note(text) for text in names]
    phones = tuple(_items(row.get("ph_seq")))
    counts = tuple(int(_exact(text)) for text in _items(row.get("ph_num")))
    words = sum(not slur for slur in slurs)
    sung = sum(not s and pitch is not None for s, (pitch, _) in zip(slurs, sounding, strict=True))
    f0 = tuple(float(_exact(text)) for text in _items(row.get("f0_seq")))
    return Segment(
        offset=_seconds(str(row.get("offset") or "0")),
        texts=_texts(row, sounding, slurs) if words and sung else (),
        pitches=tuple(pitch for pitch, _ in sounding),
        cents=tuple(cents for _, cents in sounding),
        durations=durations,
        slurs=slurs,
        phones=phones,
        phone_durations=tuple(_seconds(text) for text in _items(row.get("ph_dur"))),
        phone_counts=counts,
        f0_hz=f0,
        f0_step=_seconds(str(row.get("f0_timestep") or "0")),
    )


def _items(value: object) -> list[str]:
    """Return the items of a field, which may be one text or a list."""
    if value is None:
        return []
    if isinstance(value, str):
        return [item for item in re.split(r"[ \t\r\n]+", value) if item]
    if isinstance(value, list):
        return [str(item) for item in value]
    raise ValueError(repr(value)[:40])


def _seconds(text: str) -> Fraction:
    """Return a time of at most a day."""
    seconds = _exact(text)
    if not 0 <= seconds <= 86_400:
        raise ValueError(f"{text} seconds")
    return seconds


def _exact(text: str) -> Fraction:
    """Return a figure, or the fraction that one in JSON has already become."""
    above, _, below = text.partition("/")
    return Fraction(int(above), int(below)) if below else figure(text)


def _note(text: str) -> tuple[int | None, float]:
    """Return MIDI pitch and cents of a name such as ``C#4`` or ``A3-15``."""
    if text.lower() in _RESTS:
        return None, 0.0
    found = _NAME.fullmatch(text)
    if found is None:
        raise ValueError(f"a note {text[:20]!r}")
    alter = sum({"#": 1, "♯": 1, "b": -1, "♭": -1}[c] for c in found[2])
    pitch = 12 * (int(found[3]) + 1) + STEPS[found[1].upper()] + alter
    if not 0 <= pitch <= 127:
        raise ValueError(f"a note {text[:20]!r}")
    return pitch, float(found[4] or 0)


def _texts(
    row: Mapping[str, Any], sounding: Sequence[tuple[int | None, float]], slurs: Sequence[bool]
) -> tuple[str, ...]:
    """Return a word for each note that is no slur: of the text, or else of the phonemes."""
    firsts = [pitch for (pitch, _), slur in zip(sounding, slurs, strict=True) if not slur]
    told = row.get("text") or row.get("word_seq")
    words = _items(told)
    if len(words) == len(firsts):
        return tuple(words)
    sung = [word for word in words if word not in (SILENCE, BREATH)]
    count = sum(pitch is not None for pitch in firsts)
    if len(sung) == 1 and len(sung[0]) > 1 and ord(sung[0][0]) >= _FIRST_HAN:
        sung = characters(sung[0])
    if len(sung) != count:
        sung = list(_spoken(row, firsts))
    if len(sung) != count:
        return ()
    rest = iter(sung)
    return tuple(SILENCE if pitch is None else next(rest) for pitch in firsts)


def _spoken(row: Mapping[str, Any], firsts: Sequence[int | None]) -> Iterator[str]:
    """Yield the syllables as their phonemes are spelled; a word may begin with its vowel."""
    phones = [phone.rpartition("/")[2] for phone in _items(row.get("ph_seq"))]
    counts = [int(_exact(text)) for text in _items(row.get("ph_num"))]
    if len(counts) != len(firsts) or sum(counts) != len(phones):
        return
    groups: list[list[str]] = []
    for count in counts:
        groups.append(phones[:count])
        phones = phones[count:]
    vowel_first = bool(groups[0]) and groups[0][0] in (SILENCE, BREATH) and len(groups[0]) > 1
    for n, (group, pitch) in enumerate(zip(groups, firsts, strict=True)):
        if pitch is not None:
            onset = groups[n - 1][1:] if vowel_first and n else []
            yield "".join([*onset, *(group[:1] if vowel_first else group)])


def _rows(segment: Segment, *, several: bool) -> Iterator[Row]:
    """Yield the notes of a phrase as an editor would keep them; a phrase among others is a line."""
    at, word, goes_on = segment.offset, -1, False
    sung = [n for n, (p, s) in enumerate(zip(segment.pitches, segment.slurs, strict=True))
            if p is not None and not s]  # fmt: skip
    for n, (pitch, duration) in enumerate(zip(segment.pitches, segment.durations, strict=True)):
        word += not segment.slurs[n]
        text = segment.texts[word] if segment.texts and word >= 0 else ""
        if pitch is None:
            yield Row(start=at, duration=duration, pitch=0, lyric=BREATH if text == BREATH else "R")
        elif duration > 0:
            held = segment.slurs[n] and n > 0
            own = "" if held or text == WORDLESS else text.removesuffix("-").replace(SPACE, " ")
            yield Row(
                start=at,
                duration=duration,
                pitch=pitch,
                lyric="+~" if held else "+" if goes_on else own,
                syllable=own,
                line_break="line" if several and n == sung[-1] else "",
                bends=(Bend(at_ms=0.0, cents=segment.cents[n]),) if segment.cents[n] else (),
            )
            goes_on = goes_on if held else text.endswith("-")
        at += duration
