"""From written measures to what is played: repeats unfolded, ties joined, marks in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

from aigc.errors import InputError
from aigc.scores.roadmap import MOST_MEASURES, Signs, merged, unfolded
from aigc.scores.tempo import DEFAULT_TEMPOS, heard
from aigc.scores.voices import Piece, Voice, overlap_remarks
from aigc.scores.written import Mark, Part, WrittenMeasure, WrittenNote
from aigc.types.score import Bar, ChordSymbol, Dynamic, Hairpin, Key, Note, Score, Tempo


def piece_of(parts: Sequence[Part], title: str, name: str, remarks: Sequence[str] = ()) -> Piece:
    """Return the voices of written parts; ``name`` is the file's, for messages.

    ``remarks`` are what the reader has already to tell.

    Raises
    ------
    InputError
        When the repeats unfold to more measures than any song has.
    """
    order = unfolded(_signs(parts))
    if len(order) > MOST_MEASURES:
        raise InputError(
            f"{name} has more than {MOST_MEASURES} measures when its repeats are unfolded. "
            "Export only the song."
        )

    def lay(voice: Voice) -> Score:
        score = _score(parts, parts[voice.part - 1], voice.key, order, title)
        return replace(score, remarks=(*remarks, *score.remarks))

    return Piece(
        names=tuple(part.name for part in parts),
        voices=tuple(v for number, part in enumerate(parts, 1) for v in _voices(part, number)),
        lay=lay,
    )


def _signs(parts: Sequence[Part]) -> tuple[Signs, ...]:
    """Return what any part says of the order of the measures."""
    longest = max((len(p.measures) for p in parts), default=0)
    rows = ([p.measures[i].signs for p in parts if i < len(p.measures)] for i in range(longest))
    return tuple(reduce(merged, row) for row in rows)


def _voices(part: Part, number: int) -> Iterator[Voice]:
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
            sung=any(note.lyrics for note in found),
        )


@dataclass(slots=True, kw_only=True)
class _Clock:
    """The measures of a part as they are played, and where each begins."""

    starts: list[tuple[int, Fraction]]
    lengths: list[Fraction]

    def placed(self, part: Part, kind: str) -> Iterator[tuple[Fraction, Mark]]:
        """Yield the marks of a kind with the place at which they are heard."""
        for i, start in self.starts:
            if i < len(part.measures):
                marks = (m for m in part.measures[i].marks if m.kind == kind)
                yield from ((start + mark.offset, mark) for mark in marks)


def _score(
    parts: Sequence[Part], part: Part, voice: str, order: Sequence[int], title: str
) -> Score:
    """Return the score of one voice, its measures laid out in the order they are played."""
    clock = _clock(parts, order)
    offsets = _offsets(part, clock.lengths)
    rows = [_sung(measure, voice) for measure in part.measures]
    placed: list[tuple[WrittenNote, Note]] = []
    bars: list[Bar] = []
    times: Counter[int] = Counter()
    for i, start in clock.starts:
        if i < len(rows):
            times[i] += 1
            bars.append(_bar(part.measures[i], start, offsets[i], i))
            placed += ((n, _placed(n, start, times[i])) for n in rows[i])
    notes, slurs, cut = _joined(placed)
    wedges = list(clock.placed(part, "wedge"))
    return Score(
        notes=notes,
        slurs=slurs,
        tempos=_tempos(parts, clock),
        bars=tuple(bars),
        strophic=_strophic(rows, times),
        title=title,
        part=part.name,
        parts=tuple(p.name for p in parts),
        keys=_keys(clock.placed(part, "key")),
        dynamics=tuple(Dynamic(start=at, mark=m.text) for at, m in clock.placed(part, "dynamic")),
        hairpins=tuple(_hairpins(wedges, max((n.end for n in notes), default=Fraction(0)))),
        chords=_chords(at_mark for p in parts for at_mark in clock.placed(p, "chord")),
        remarks=overlap_remarks(cut, bars),
    )


def _bar(measure: WrittenMeasure, start: Fraction, offset: Fraction, index: int) -> Bar:
    return Bar(
        start=start,
        beats=measure.beats,
        beat_type=measure.beat_type,
        offset=offset,
        measure=index,
    )


def _placed(note: WrittenNote, start: Fraction, time: int) -> Note:
    return Note(
        pitch=note.pitch,
        start=start + note.offset,
        duration=note.duration,
        lyrics=note.lyrics,
        time=time,
        graces=note.graces,
        fermata=note.fermata,
        breath=note.breath,
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


def _clock(parts: Sequence[Part], order: Sequence[int]) -> _Clock:
    lengths = _lengths(parts)
    starts: list[tuple[int, Fraction]] = []
    start = Fraction(0)
    for i in order:
        starts.append((i, start))
        start += lengths[i]
    return _Clock(starts=starts, lengths=lengths)


def _lengths(parts: Sequence[Part]) -> list[Fraction]:
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


def _offsets(part: Part, lengths: Sequence[Fraction]) -> list[Fraction]:
    """Return how far into its metre each measure begins: a pickup, or the rest of a split one."""
    offsets: list[Fraction] = []
    for i, measure in enumerate(part.measures):
        missing = Fraction(4 * measure.beats, measure.beat_type) - lengths[i]
        offset = Fraction(0)
        if missing > 0 and (i == 0 or (offsets[-1] == 0 and lengths[i - 1] == missing)):
            offset = missing
        offsets.append(offset)
    return offsets


def _tempos(parts: Sequence[Part], clock: _Clock) -> tuple[Tempo, ...]:
    """Return the tempo as it is heard: a repeat begins in the tempo in which it was written."""
    marks = [
        sorted(t for p in parts if i < len(p.measures) for t in p.measures[i].numbers("tempo"))
        for i in range(len(clock.lengths))
    ]
    entering: list[Fraction] = []
    bpm = next((t for row in marks for _, t in row), DEFAULT_TEMPOS[0].bpm)
    for row in marks:
        entering.append(bpm)
        bpm = row[-1][1] if row else bpm
    found: dict[Fraction, Fraction] = {}
    for i, start in clock.starts:
        for offset, value in ((Fraction(0), entering[i]), *marks[i]):
            found[start + offset] = value
    return heard(found)


def _keys(marks: Iterator[tuple[Fraction, Mark]]) -> tuple[Key, ...]:
    keys: list[Key] = []
    for at, mark in marks:
        key = Key(start=at, fifths=int(mark.number), mode=mark.text)
        if not keys or (keys[-1].fifths, keys[-1].mode) != (key.fifths, key.mode):
            keys.append(key)
    return tuple(keys)


def _hairpins(wedges: Sequence[tuple[Fraction, Mark]], end: Fraction) -> Iterator[Hairpin]:
    """Yield the hairpins; one that is never closed goes on to the next sign or the end."""
    for n, (at, mark) in enumerate(wedges):
        until = wedges[n + 1][0] if n + 1 < len(wedges) else end
        if mark.text != "stop" and until > at:
            yield Hairpin(start=at, end=until, louder=mark.text == "louder")


def _chords(marks: Iterator[tuple[Fraction, Mark]]) -> tuple[ChordSymbol, ...]:
    found: dict[Fraction, str] = {}
    for at, mark in marks:
        found.setdefault(at, mark.text)
    return tuple(ChordSymbol(start=at, symbol=found[at]) for at in sorted(found))


def _joined(
    placed: Sequence[tuple[WrittenNote, Note]],
) -> tuple[tuple[Note, ...], tuple[tuple[int, int], ...], list[Fraction]]:
    """Return the notes with ties joined and overlaps cut, the slurs, and where notes were cut."""
    notes: list[Note] = []
    open_slurs: dict[str, int] = {}
    slurs: set[tuple[int, int]] = set()
    cut: list[Fraction] = []
    tied = False
    for written, note in placed:
        before = notes[-1] if notes else None
        if before and tied and _continues(before, note, written):
            notes[-1] = _tied(before, note)
        elif before and before.start == note.start:
            cut.append(note.start)
            continue
        else:
            if before and before.end > note.start:
                notes[-1] = replace(before, duration=note.start - before.start)
                cut.append(note.start)
            notes.append(note)
        tied = written.tie_start
        for number in written.slur_stops:
            first = open_slurs.pop(number, len(notes) - 1)
            if first < len(notes) - 1:
                slurs.add((first, len(notes) - 1))
        open_slurs.update(dict.fromkeys(written.slur_starts, len(notes) - 1))
    return tuple(notes), tuple(sorted(slurs)), cut


def _tied(before: Note, note: Note) -> Note:
    return replace(
        before,
        duration=before.duration + note.duration,
        lyrics=before.lyrics or note.lyrics,
        fermata=before.fermata or note.fermata,
        breath=before.breath or note.breath,
    )


def _continues(before: Note, note: Note, written: WrittenNote) -> bool:
    """Tell whether a tie reaches a note; some programs write only where it begins."""
    same = (before.pitch, before.end) == (note.pitch, note.start)
    return same and (written.tie_stop or not note.lyrics)
