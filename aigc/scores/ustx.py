"""USTX, the project file of OpenUtau, to the voices of a piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from aigc.encodings import decoded
from aigc.errors import InputError
from aigc.scores.bars import COMMON, bars_between, metre_named, metres_at
from aigc.scores.editors import TICKS, Row, notes_of, real, wave_of
from aigc.scores.tempo import bpm_of, figure, heard
from aigc.scores.voices import Piece, alone, overlap_remarks
from aigc.types.score import DEFAULT_BPM, Bend, Score, Shape, Tempo

Mapped = Mapping[str, Any]

_DEEPEST: Final = 40
_MOST_NOTES: Final = 100_000
_WAVE: Final = ("length", "period", "depth", "in", "out", "shift", "drift")
SHAPES: Final[dict[str, Shape]] = {"io": "sine", "l": "line", "i": "in", "o": "out"}
"""The shapes of pitch points."""
UNDRAWN: Final = ((-40.0, 0.0), (40.0, 0.0))
"""The pitch points of a note that nobody has changed, ms and tenths of a semitone."""


def piece_of_ustx(raw: bytes, name: str) -> Piece:
    """Return the tracks of a USTX project, each with the notes of all its parts.

    Source: OpenUtau's project files of version 0.6 and later.

    Raises
    ------
    InputError
        When it is no such project, holds YAML that none needs, or a figure in it is none.
    """
    project = _loaded(decoded(raw), name)
    try:
        return alone(*_scores(project, name))
    except (ValueError, ZeroDivisionError, TypeError, AttributeError) as exc:
        raise InputError(
            f"{name} is damaged: it holds {exc} where that cannot be. Export it again."
        ) from exc


def _loaded(text: str, name: str) -> Mapped:
    """Return the project with every value as text; aliases and deep nesting are refused."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            tag = str(getattr(event, "tag", None) or "")
            if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST or "python" in tag:
                raise InputError(
                    f"{name} holds YAML that no project of OpenUtau needs; it is refused. "
                    "Save it again in OpenUtau."
                )
        project = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        raise InputError(f"{name} is damaged: its YAML cannot be read. Save it again.") from exc
    if not isinstance(project, dict) or "voice_parts" not in project:
        raise InputError(
            f"{name} is no project of OpenUtau with voice parts. Give a USTX file of version 0.6 "
            "or later."
        )
    return project


def _scores(project: Mapped, name: str) -> Iterator[Score]:
    """Yield the score of each track that has notes."""
    unit = _whole(project.get("resolution") or str(TICKS), "a resolution")
    if unit <= 0:
        raise ValueError(f"a resolution of {unit}")
    tracks: dict[int, list[Row]] = {}
    names: dict[int, str] = {}
    for part in _list(project["voice_parts"]):
        number = _whole(part.get("track_no") or "0", "a track")
        names.setdefault(number, " ".join(str(part.get("name") or "").split()))
        tracks.setdefault(number, []).extend(_rows(part, unit))
        if len(tracks[number]) > _MOST_NOTES:
            raise ValueError(f"more than {_MOST_NOTES} notes")
    named = _track_names(project)
    tempos = _tempos(project, unit)
    parts = [named.get(n) or names[n] or f"track {n + 1}" for n in sorted(tracks)]
    for number, part_name in zip(sorted(tracks), parts, strict=True):
        notes, cut = notes_of(tracks[number])
        end = max((note.end for note in notes), default=Fraction(0))
        metres = metres_at(_metres(project)) or [COMMON]
        first = metre_named(str(project.get("first_metre") or ""))
        bars = bars_between(metres, max(end, tempos[-1].start), name, first)
        yield Score(
            notes=notes,
            tempos=tempos,
            bars=bars,
            title=" ".join(str(project.get("name") or "").split()),
            part=part_name,
            parts=tuple(parts),
            remarks=overlap_remarks(cut, bars),
        )


def _track_names(project: Mapped) -> dict[int, str]:
    tracks = _list(project.get("tracks"))
    return {
        n: " ".join(str(track.get("track_name") or "").split()) for n, track in enumerate(tracks)
    }


def _list(value: object) -> list[Mapped]:
    """Return a list of mappings; empty for what is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _whole(text: object, what: str) -> int:
    number = figure(str(text))
    if number.denominator != 1:
        raise ValueError(f"{what} of {text}")
    return int(number)


def _tempos(project: Mapped, unit: int) -> tuple[Tempo, ...]:
    listed = _list(project.get("tempos")) or [{"position": "0", "bpm": project.get("bpm")}]
    found = {
        figure(str(tempo.get("position") or "0")) / unit: bpm_of(str(tempo.get("bpm") or "120"))
        for tempo in listed
    }
    if any(at < 0 for at in found):
        raise ValueError("a tempo before the beginning")
    return heard({Fraction(0): DEFAULT_BPM} | found)


def _metres(project: Mapped) -> list[tuple[int, int, int]]:
    listed = _list(project.get("time_signatures")) or [project]
    return [
        (
            _whole(each.get("bar_position") or "0", "a measure"),
            _whole(each.get("beat_per_bar") or "4", "a time signature"),
            _whole(each.get("beat_unit") or "4", "a time signature"),
        )
        for each in listed
    ]


def _rows(part: Mapped, unit: int) -> Iterator[Row]:
    """Yield the notes of a part, the first pitch point of each where it snaps to."""
    begin = figure(str(part.get("position") or "0"))
    before: Row | None = None
    for note in sorted(_list(part.get("notes")), key=lambda n: figure(str(n.get("position", "0")))):
        row = _row(note, begin, unit)
        if row.duration <= 0:
            continue
        pitch = note.get("pitch") or {}
        joined = before is not None and before.end == row.start
        if row.bends and before and joined and str(pitch.get("snap_first")).lower() == "true":
            first = replace(row.bends[0], cents=100.0 * (before.pitch - row.pitch))
            row = replace(row, bends=(first, *row.bends[1:]))
        before = row
        yield row


def _row(note: Mapped, begin: Fraction, unit: int) -> Row:
    start = begin + figure(str(note.get("position", "0")))
    duration = figure(str(note.get("duration", "0")))
    tone = _whole(note.get("tone") or "60", "a tone")
    if duration < 0 or start < 0 or not 0 <= tone <= 127:
        raise ValueError(f"a note at {start} of {duration} ticks and tone {tone}")
    vibrato = note.get("vibrato") or {}
    return Row(
        start=start / unit,
        duration=duration / unit,
        pitch=tone,
        lyric=str(note.get("lyric") or ""),
        syllable=str(note.get("syllable") or ""),
        line_break=str(note.get("break") or ""),
        wave=wave_of([str(vibrato.get(name) or "0") for name in _WAVE]) if vibrato else None,
        bends=_bends(_list((note.get("pitch") or {}).get("data"))),
    )


def _bends(points: Sequence[Mapped]) -> tuple[Bend, ...]:
    """Return the pitch points; none where nobody has moved them."""
    found = [(real(str(p.get("x") or "0")), real(str(p.get("y") or "0")), p) for p in points]
    if tuple((x, y) for x, y, _ in found) == UNDRAWN:
        return ()
    return tuple(
        Bend(at_ms=x, cents=10 * y, shape=SHAPES.get(str(p.get("shape")), "sine"))
        for x, y, p in found
    )
