"""MusicXML to a score: one voice chosen, repeats unfolded, ties joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Final

from aigc.errors import InputError
from aigc.scores.measures import WrittenMeasure, WrittenNote, measures_of
from aigc.scores.roadmap import MOST_MEASURES, Signs, merged, unfolded
from aigc.scores.voices import Voice, chosen
from aigc.types.score import DEFAULT_BPM, Bar, Note, Score, Tempo

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOTS: Final = ("score-partwise", "score-timewise")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part with its name and its measures."""

    name: str
    measures: tuple[WrittenMeasure, ...]


def parsed(raw: bytes, name: str) -> Element:
    """Return the root of an XML document without entities or anything fetched from elsewhere.

    Raises
    ------
    InputError
        When it is damaged or holds such declarations.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(raw)
    except DefusedXmlException as exc:
        raise InputError(
            f"{name} holds XML declarations that no score needs; it is refused. Export it again."
        ) from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise InputError(
            f"{name} is damaged: its XML cannot be read ({exc}). Export it again."
        ) from exc


def score_of_musicxml(raw: bytes, name: str, part: str | int | None = None) -> Score:
    """Return one voice of a MusicXML document; see `aigc.scores.reader.read_score`.

    Source: MusicXML 4.0, W3C Community Group Final Report, 2021.

    Raises
    ------
    InputError
        When the document is damaged, is none of MusicXML, or has no such part or no note.
    """
    root = parsed(raw, name)
    if root.tag not in _ROOTS:
        raise InputError(
            f"{name} is XML but not a MusicXML score: its root is {root.tag[:60]}. "
            "Export the score as MusicXML."
        )
    try:
        parts = _parts(root)
    except (ValueError, ZeroDivisionError, KeyError, ArithmeticError) as exc:
        raise InputError(
            f"{name} is damaged: it holds {exc} where that cannot be. Export it again."
        ) from exc
    order = unfolded(_signs(parts))
    if len(order) > MOST_MEASURES:
        raise InputError(
            f"{name} has more than {MOST_MEASURES} measures when its repeats are unfolded. "
            "Export only the song."
        )
    voices = [voice for number, p in enumerate(parts, 1) for voice in _voices(p, number)]
    names = tuple(p.name for p in parts)
    voice = chosen(voices, names, part, name)
    return _score(parts, parts[voice.part - 1], voice.key, order, _title(root))


def _title(root: Element) -> str:
    found = root.findtext("work/work-title") or root.findtext("movement-title") or ""
    return " ".join(found.split())


def _parts(root: Element) -> tuple[_Part, ...]:
    names = {
        entry.get("id"): " ".join((entry.findtext("part-name") or "").split())
        for entry in root.iter("score-part")
    }
    parts = _by_part(root) if root.tag == "score-timewise" else root.findall("part")
    return tuple(
        _Part(
            name=names.get(element.get("id")) or f"part {n}", measures=tuple(measures_of(element))
        )
        for n, element in enumerate(parts, 1)
    )


def _by_part(root: Element) -> list[Element]:
    """Return the parts of a score that is written measure by measure."""
    from xml.etree.ElementTree import Element as NewElement

    parts: dict[str, Element] = {}
    for measure in root.findall("measure"):
        for piece in measure.findall("part"):
            name = piece.get("id", "")
            part = parts.setdefault(name, NewElement("part", {"id": name}))
            bar = NewElement("measure", dict(measure.attrib))
            bar.extend(list(piece))
            part.append(bar)
    return list(parts.values())


def _signs(parts: Sequence[_Part]) -> tuple[Signs, ...]:
    """Return what any part says of the order of the measures."""
    longest = max((len(p.measures) for p in parts), default=0)
    rows = ([p.measures[i].signs for p in parts if i < len(p.measures)] for i in range(longest))
    return tuple(reduce(merged, row) for row in rows)


def _voices(part: _Part, number: int) -> Iterator[Voice]:
    """Yield the voices of a part with what is needed to choose among them."""
    notes: dict[str, list[WrittenNote]] = {}
    for measure in part.measures:
        for note in measure.notes:
            notes.setdefault(note.voice, []).append(note)
    for key, found in notes.items():
        yield Voice(
            part=number,
            key=key,
            notes=len(found),
            words=sum(bool(note.lyrics) for note in found),
            pitch=sum(note.pitch for note in found) / len(found),
        )


def _score(
    parts: Sequence[_Part], part: _Part, voice: str, order: Sequence[int], title: str
) -> Score:
    """Return the score of one voice, its measures laid out in the order they are played."""
    lengths = _lengths(parts)
    offsets = _offsets(part, lengths)
    rows = [_sung(measure, voice) for measure in part.measures]
    placed: list[tuple[WrittenNote, Note]] = []
    bars: list[Bar] = []
    times: Counter[int] = Counter()
    start = Fraction(0)
    for i in order:
        if i < len(rows):
            times[i] += 1
            written = part.measures[i]
            bars.append(
                Bar(
                    start=start,
                    beats=written.beats,
                    beat_type=written.beat_type,
                    offset=offsets[i],
                    measure=i,
                )
            )
            placed += ((n, _placed(n, start, times[i])) for n in rows[i])
        start += lengths[i]
    notes, slurs = _joined(placed)
    return Score(
        notes=notes,
        slurs=slurs,
        tempos=_tempos(parts, order, lengths),
        bars=tuple(bars),
        strophic=_strophic(rows, times),
        title=title,
        part=part.name,
        parts=tuple(p.name for p in parts),
    )


def _placed(note: WrittenNote, start: Fraction, time: int) -> Note:
    return Note(
        pitch=note.pitch,
        start=start + note.offset,
        duration=note.duration,
        lyrics=note.lyrics,
        time=time,
        phrase_end=note.phrase_end,
    )


def _sung(measure: WrittenMeasure, voice: str) -> tuple[WrittenNote, ...]:
    """Return the notes of a voice; where it is absent, those of the voice that has words."""
    words = (note.voice for note in measure.notes if note.lyrics)
    present = any(note.voice == voice for note in measure.notes)
    key = voice if present else next(words, voice)
    found = [note for note in measure.notes if note.voice == key]
    return tuple(sorted(found, key=lambda note: note.offset))


def _strophic(rows: Sequence[Sequence[WrittenNote]], times: Counter[int]) -> bool:
    """Tell whether a passage that is sung only once has more than one line of words."""
    once = (note for i, row in enumerate(rows) if times[i] == 1 for note in row)
    return any(len(note.lyrics) > 1 for note in once)


def _lengths(parts: Sequence[_Part]) -> list[Fraction]:
    """Return how long each measure is: its metre where a part fills it or none has anything.

    Else it is what the fullest part has; a pickup is shorter than its metre.
    """
    longest = max((len(p.measures) for p in parts), default=0)
    lengths = []
    for i in range(longest):
        row = [p.measures[i] for p in parts if i < len(p.measures)]
        metre = Fraction(4 * row[0].beats, row[0].beat_type)
        filled = {measure.length for measure in row}
        lengths.append(metre if metre in filled or not any(filled) else max(filled))
    return lengths


def _offsets(part: _Part, lengths: Sequence[Fraction]) -> list[Fraction]:
    """Return how far into its metre each measure begins: a pickup, or the rest of a split one."""
    offsets: list[Fraction] = []
    for i, measure in enumerate(part.measures):
        missing = Fraction(4 * measure.beats, measure.beat_type) - lengths[i]
        offset = Fraction(0)
        if missing > 0 and (i == 0 or (offsets[-1] == 0 and lengths[i - 1] == missing)):
            offset = missing
        offsets.append(offset)
    return offsets


def _tempos(
    parts: Sequence[_Part], order: Sequence[int], lengths: Sequence[Fraction]
) -> tuple[Tempo, ...]:
    """Return the tempo as it is heard: a repeat begins in the tempo in which it was written."""
    marks = [
        sorted(t for p in parts if i < len(p.measures) for t in p.measures[i].tempos)
        for i in range(len(lengths))
    ]
    entering: list[Fraction] = []
    bpm = next((t for row in marks for _, t in row), DEFAULT_BPM)
    for row in marks:
        entering.append(bpm)
        bpm = row[-1][1] if row else bpm
    heard: dict[Fraction, Fraction] = {}
    start = Fraction(0)
    for i in order:
        for offset, value in ((Fraction(0), entering[i]), *marks[i]):
            heard[start + offset] = value
        start += lengths[i]
    tempos: list[Tempo] = []
    for at in sorted(heard):
        if not tempos or tempos[-1].bpm != heard[at]:
            tempos.append(Tempo(start=at, bpm=heard[at]))
    return tuple(tempos) or (Tempo(start=Fraction(0), bpm=DEFAULT_BPM),)


def _joined(
    placed: Sequence[tuple[WrittenNote, Note]],
) -> tuple[tuple[Note, ...], tuple[tuple[int, int], ...]]:
    """Return the notes with ties joined and overlaps cut, and the slurs over them."""
    notes: list[Note] = []
    open_slurs: dict[str, int] = {}
    slurs: set[tuple[int, int]] = set()
    tied = False
    for written, note in placed:
        before = notes[-1] if notes else None
        if before and tied and _continues(before, note, written):
            notes[-1] = replace(
                before,
                duration=before.duration + note.duration,
                lyrics=before.lyrics or note.lyrics,
                phrase_end=before.phrase_end or note.phrase_end,
            )
        elif before and before.start == note.start:
            continue
        else:
            if before and before.end > note.start:
                notes[-1] = replace(before, duration=note.start - before.start)
            notes.append(note)
        tied = written.tie_start
        for number in written.slur_stops:
            first = open_slurs.pop(number, len(notes) - 1)
            if first < len(notes) - 1:
                slurs.add((first, len(notes) - 1))
        open_slurs.update(dict.fromkeys(written.slur_starts, len(notes) - 1))
    return tuple(notes), tuple(sorted(slurs))


def _continues(before: Note, note: Note, written: WrittenNote) -> bool:
    """Tell whether a tie reaches a note; some programs write only where it begins."""
    same = (before.pitch, before.end) == (note.pitch, note.start)
    return same and (written.tie_stop or not note.lyrics)
