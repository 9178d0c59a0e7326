"""A score to the text of a .ds file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from aigc.scores.diffsinger import BREATH, SILENCE, SPACE, WORDLESS, Segment
from aigc.scores.flat import sung_once, written_out
from aigc.scores.keys import spelled
from aigc.scores.tempo import decimal_text
from aigc.types.score import Note, Score

_PLACES: Final = 9
_REST: Final = "rest"


def ds_of(score: Score, *, verse: int = 1) -> str:
    """Return a score as the notes and words of a .ds file, a phrase for each line of the words.

    Times are in seconds, rounded to a nanosecond; tempos, metres and phonemes are not in it. A
    syllable within a word ends in a hyphen.
    """
    return text_of(segments_of_score(written_out(sung_once(score, verse))))


def text_of(segments: Sequence[Segment]) -> str:
    """Return phrases as the text of a .ds file, with the phonemes and pitch lines they have."""
    rows = [_row(segment) for segment in segments]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def segments_of_score(score: Score) -> tuple[Segment, ...]:
    """Return the phrases of a score with one lyric line."""
    phrases: list[list[Note]] = [[]]
    ended = False
    for note in score.notes:
        if ended and note.lyrics:
            phrases.append([])
        phrases[-1].append(note)
        broken = any(s.line_end or s.stanza_end for s in note.lyrics)
        ended = broken or (ended and not note.lyrics)
    return tuple(_segment(phrase, score) for phrase in phrases if phrase)


def _segment(phrase: Sequence[Note], score: Score) -> Segment:
    begin = at = _rounded(score.seconds(phrase[0].start))
    texts: list[str] = []
    rows: list[tuple[int | None, Fraction, bool]] = []
    for n, note in enumerate(phrase):
        start, end = _rounded(score.seconds(note.start)), _rounded(score.seconds(note.end))
        if start > at:
            texts.append(BREATH if phrase[n - 1].breath else SILENCE)
            rows.append((None, start - at, False))
        sung = next(iter(note.lyrics), None)
        held = n > 0 and not sung and start == at and texts[-1:] != [WORDLESS]
        if not held:
            text = sung.text.replace(" ", SPACE) if sung else WORDLESS
            joined = sung is not None and sung.syllabic in ("begin", "middle")
            texts.append(text + "-" * joined)
        rows.append((note.pitch, end - start, held))
        at = end
    if phrase[-1].breath:
        texts.append(BREATH)
        rows.append((None, Fraction(1, 4), False))
    pitches, durations, slurs = zip(*rows, strict=True)
    return Segment(
        offset=begin,
        texts=tuple(texts),
        pitches=pitches,
        cents=(0.0,) * len(rows),
        durations=durations,
        slurs=slurs,
    )


def _rounded(seconds: Fraction) -> Fraction:
    return Fraction(round(seconds * 10**_PLACES), 10**_PLACES)


def _row(segment: Segment) -> dict[str, Any]:
    row: dict[str, Any] = {
        "offset": float(segment.offset),
        "text": " ".join(segment.texts),
        "ph_seq": " ".join(segment.phones),
        "ph_dur": _figures(segment.phone_durations),
        "ph_num": " ".join(map(str, segment.phone_counts)),
        "note_seq": " ".join(_names(segment)),
        "note_dur": _figures(segment.durations),
        "note_slur": " ".join("1" if slur else "0" for slur in segment.slurs),
        "f0_seq": " ".join(f"{f0:.2f}" for f0 in segment.f0_hz),
        "f0_timestep": decimal_text(segment.f0_step, _PLACES) if segment.f0_step else "",
    }
    return {key: value for key, value in row.items() if value != ""}


def _figures(values: Sequence[Fraction]) -> str:
    return " ".join(decimal_text(value, _PLACES) for value in values)


def _names(segment: Segment) -> Iterator[str]:
    for pitch, cents in zip(segment.pitches, segment.cents, strict=True):
        if pitch is None:
            yield _REST
            continue
        step, alter, octave = spelled(pitch, 2)
        sign = "#" * max(alter, 0) + "b" * max(-alter, 0)
        yield f"{step}{sign}{octave}" + (f"{cents:+g}" if cents else "")
