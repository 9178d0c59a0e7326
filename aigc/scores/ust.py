"""UST, the sequence text of UTAU, to the voice of a piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from aigc.encodings import decoded
from aigc.errors import InputError
from aigc.scores.bars import COMMON, Metre, bars_between, metre_named, metres_at
from aigc.scores.editors import TICKS, Row, notes_of, real, wave_of
from aigc.scores.tempo import FASTEST_BPM, bpm_of, figure, heard
from aigc.scores.voices import Piece, alone, overlap_remarks
from aigc.types.score import DEFAULT_BPM, Bend, Score, Shape

_HEADER: Final = re.compile(r"^\[#(\w+)\]$")
_CHARSET: Final = re.compile(rb"Charset=([\w-]{2,20})")
_METRE: Final = re.compile(r"\((\d{1,3})/(\d{1,3})/(\d{1,5})")
_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
}
SHAPES: Final[dict[str, Shape]] = {"": "sine", "s": "line", "r": "out", "j": "in"}
"""The letters of ``PBM``."""
_MOST_NOTES: Final = 100_000

Block = tuple[str, dict[str, str]]


def piece_of_ust(raw: bytes, name: str) -> Piece:
    """Return the one voice of a UST file of version 1.2 or 2.0, with its pitch bends and vibratos.

    The text is Shift-JIS, GBK or UTF-8, as it says itself or as is likelier.

    Source: the files that UTAU 0.4 writes; OpenUtau and UTSU read and write the same keys.

    Raises
    ------
    InputError
        When it is no UST, or a figure in it is none.
    """
    named = _CHARSET.search(raw[:2000])
    text = decoded(raw, _ENCODINGS.get(named[1].decode().lower(), "") if named else "")
    blocks = list(_blocks(text))
    if not any(header.isdecimal() for header, _ in blocks):
        raise InputError(f"{name} is no UST file with notes. Export the song from UTAU again.")
    try:
        score = _score(blocks, name)
    except (ValueError, ZeroDivisionError) as exc:
        raise InputError(
            f"{name} is damaged: it holds {exc} where that cannot be. Export it again."
        ) from exc
    return alone(score)


def _blocks(text: str) -> Iterator[Block]:
    """Yield the sections with their entries."""
    header, entries = "", dict[str, str]()
    for line in text.splitlines():
        found = _HEADER.match(line.strip())
        if found:
            yield header, entries
            header, entries = found[1], {}
        else:
            key, _, value = line.partition("=")
            entries[key.strip()] = value.strip()
    yield header, entries


@dataclass(slots=True, kw_only=True)
class _Song:
    """A song while its notes are being read."""

    at: Fraction = Fraction(0)
    last: Fraction = Fraction(0)
    rows: list[Row] = field(default_factory=list)
    tempos: dict[Fraction, Fraction] = field(default_factory=dict)

    def add(self, entries: Mapping[str, str]) -> None:
        """Add a note or a rest behind the last one, or where version 2.0 puts it."""
        length = figure(entries.get("Length", "0")) / TICKS
        start = self.at
        if "Delta" in entries and "Duration" in entries:
            start = self.last + figure(entries["Delta"]) / TICKS
            length = figure(entries["Duration"]) / TICKS
        if length < 0 or start < 0:
            raise ValueError(f"a note of {entries.get('Length')} ticks")
        if entries.get("Tempo"):
            self.tempos[start] = bpm_of(_dotted(entries["Tempo"]))
        if length > 0:
            before = self.rows[-1] if self.rows else None
            self.rows.append(_row(entries, start, length, before))
        self.last, self.at = start, start + length


def _row(entries: Mapping[str, str], start: Fraction, length: Fraction, before: Row | None) -> Row:
    pitch = figure(entries.get("NoteNum") or "60")
    if not 0 <= pitch <= 127:
        raise ValueError(f"a note number of {entries.get('NoteNum')}")
    lyric = entries.get("Lyric", "")
    return Row(
        start=start,
        duration=length,
        pitch=int(pitch),
        lyric=lyric,
        syllable=entries.get("$syllable", ""),
        line_break=entries.get("$break", ""),
        tied=entries.get("$tied") == "1",
        wave=wave_of(entries["VBR"].split(",")) if entries.get("VBR") else None,
        bends=tuple(_bends(entries, _step(before, start, int(pitch)))),
    )


def _dotted(text: str) -> str:
    return text.replace(",", ".")


def _step(before: Row | None, start: Fraction, pitch: int) -> str:
    """Return in tenths of a semitone where a pitch line begins that says no height itself."""
    if before is None or before.rest or before.end != start:
        return "0"
    return str(10 * (before.pitch - pitch))


def _bends(entries: Mapping[str, str], step: str) -> Iterator[Bend]:
    """Yield the pitch points: ``PBS`` is the first, ``PBW`` and ``PBY`` lead on, ``PBM`` bends."""
    if not entries.get("PBS"):
        return
    place, _, height = entries["PBS"].replace(",", ";").partition(";")
    at = real(place.strip())
    widths = _figures(entries.get("PBW", ""))
    if not widths and not height.strip():
        return
    heights = [*_figures(entries.get("PBY", "")), *[0.0] * len(widths)]
    shapes = [*entries.get("PBM", "").split(","), *[""] * (len(widths) + 1)]
    points = [(at, real(height.strip() or step))]
    for width, tall in zip(widths, heights, strict=False):
        at += width
        points.append((at, tall))
    for (x, y), shape in zip(points, shapes, strict=False):
        yield Bend(at_ms=x, cents=10 * y, shape=SHAPES.get(shape.strip(), "sine"))


def _figures(text: str) -> list[float]:
    return [real(piece.strip()) for piece in text.split(",")] if text else []


def _score(blocks: Sequence[Block], name: str) -> Score:
    setting = next((entries for header, entries in blocks if header == "SETTING"), {})
    song = _Song()
    for header, entries in blocks:
        if header.isdecimal():
            song.add(entries)
        if len(song.rows) > _MOST_NOTES:
            raise ValueError(f"more than {_MOST_NOTES} notes")
    song.tempos.setdefault(Fraction(0), _first_tempo(setting, song.tempos))
    notes, cut = notes_of(song.rows)
    metres = _metres(setting.get("TimeSignatures", ""))
    first = metre_named(setting.get("$metre", ""))
    bars = bars_between(metres, max(song.at, metres[-1].start), name, first)
    title = " ".join(setting.get("ProjectName", "").split())
    return Score(
        notes=notes,
        tempos=heard(song.tempos),
        bars=bars,
        title=title,
        part=title or "Voice",
        parts=(title or "Voice",),
        remarks=overlap_remarks(cut, bars),
    )


def _first_tempo(setting: Mapping[str, str], tempos: Mapping[Fraction, Fraction]) -> Fraction:
    """Return the tempo of the whole song; UTAU once wrote 500000 there and the true one behind."""
    told = _dotted(setting.get("Tempo", ""))
    if told and tempos and figure(told) > FASTEST_BPM:
        return tempos[min(tempos)]
    return bpm_of(told) if told else DEFAULT_BPM


def _metres(text: str) -> list[Metre]:
    changes = [(int(at), int(beats), int(unit)) for beats, unit, at in _METRE.findall(text)]
    return metres_at(changes) or [COMMON]
