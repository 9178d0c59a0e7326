"""Scores of every shape, made from a seed, and what a format has lost of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from random import Random

from aigc.scores.bars import completed
from aigc.scores.flat import sung_once, written_out
from aigc.scores.reader import read_score
from aigc.scores.writer import write_score
from aigc.types.score import (
    Bar,
    Bend,
    ChordSymbol,
    Dynamic,
    Hairpin,
    Key,
    Note,
    Score,
    Syllable,
    Tempo,
    Wave,
)

FOLDERS = [Path(__file__).parents[2] / "fixtures" / name for name in ("scores", "songs")]
FIXTURES = [path for folder in FOLDERS for path in sorted(folder.iterdir())]

HAN = "明月几时有把酒问青天不知宫阙今夕是何年我欲乘风归去又恐琼楼玉宇高处不胜寒"
MARKS = ["", "", "", "", "，", "。", "！", "？”"]
WORDS = [
    ["love"],
    ["moon,"],
    ["a", "maz", "ing"],
    ["sum", "mer"],
    ["I'll"],
    ["o", "ver"],
    ["star."],
]
METRES = [(4, 4), (3, 4), (2, 4), (6, 8), (5, 4), (12, 8), (7, 8)]
PLAIN = [Fraction(n, 4) for n in (1, 2, 2, 2, 3, 4, 4, 4, 6, 8, 12)]
TICKED = [*PLAIN, Fraction(1, 3), Fraction(2, 3), Fraction(1, 6), Fraction(37, 480)]
ODD = [*PLAIN, Fraction(1, 3), Fraction(2, 3), Fraction(1, 5), Fraction(2, 7), Fraction(4, 9)]
SECONDS = [Fraction(n, 1000) for n in (60, 125, 250, 333, 480, 512, 1000, 1999, 12000)]


def fixture(name: str) -> Path:
    """Return the fixture of a name."""
    return next(path for path in FIXTURES if path.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a format holds beside notes, words and tempos."""

    ending: str
    lengths: list[Fraction]
    tempos: bool = True
    metres: bool = True
    graces: bool = False
    stanzas: bool = False
    drawn: bool = False
    printed: bool = False


KINDS = (
    Kind(ending=".musicxml", lengths=ODD, graces=True, stanzas=True, printed=True),
    Kind(ending=".mxl", lengths=ODD, graces=True, stanzas=True, printed=True),
    Kind(ending=".abc", lengths=ODD, graces=True, stanzas=True, printed=True),
    Kind(ending=".mid", lengths=ODD),
    Kind(ending=".ust", lengths=TICKED, drawn=True),
    Kind(ending=".ustx", lengths=TICKED, drawn=True),
    Kind(ending=".ds", lengths=SECONDS, tempos=False, metres=False),
)


def sample(random: Random, kind: Kind) -> Score:
    """Return a score of up to forty notes that a format can hold whole."""
    maker = _Maker(random=random, kind=kind)
    return maker.score()


@dataclass(slots=True, kw_only=True)
class _Maker:
    random: Random
    kind: Kind
    notes: list[Note] = field(default_factory=list)
    slurs: list[tuple[int, int]] = field(default_factory=list)
    at: Fraction = Fraction(0)

    def score(self) -> Score:
        random = self.random
        verses = random.choice([1, 1, 1, 3]) if self.kind.stanzas else 1
        while len(self.notes) < random.randint(1, 40):
            self._word(verses)
        bars = self._bars()
        end = self.notes[-1].end
        return Score(
            notes=tuple(self.notes),
            slurs=tuple(self.slurs),
            tempos=self._tempos(end),
            bars=bars,
            strophic=verses > 1,
            title=random.choice(["", "水调歌头", "A & B <c>"]),
            part="Voice",
            **(self._printed(bars, end) if self.kind.printed else {}),
        )

    def _word(self, verses: int) -> None:
        """Add the notes of a word in each verse: as many, one syllable each and maybe held."""
        random = self.random
        if random.random() < 0.2:
            self.at += random.choice(self.kind.lengths)
        if random.random() < 0.1 and (not self.notes or self.notes[-1].end < self.at):
            self._note(())
            return
        word = random.choice(WORDS) if random.random() < 0.5 else None
        count = len(word) if word else 1
        line_end = random.random() < 0.15
        for n in range(count):
            holds = random.choice([0, 0, 0, 1, 2])
            lyrics = []
            for verse in range(1, verses + 1):
                text = word[n] if word else random.choice(HAN) + random.choice(MARKS)
                lyrics.append(
                    Syllable(
                        text=text,
                        verse=verse,
                        syllabic=_place(n, count),
                        extends=holds > 0,
                        line_end=line_end and n + 1 == count,
                        stanza_end=False,
                    )
                )
            first = len(self.notes)
            self._note(tuple(lyrics))
            for _ in range(holds):
                self._note(())
            if holds:
                self.slurs.append((first, first + holds))

    def _note(self, lyrics: tuple[Syllable, ...]) -> None:
        random, kind = self.random, self.kind
        rare = random.random() < 0.15
        drawn = kind.drawn and random.random() < 0.3
        note = Note(
            pitch=random.randint(48, 84),
            start=self.at,
            duration=random.choice(kind.lengths),
            lyrics=lyrics,
            graces=tuple(random.sample(range(55, 80), random.randint(1, 2)))
            if kind.graces and rare
            else (),
            fermata=kind.printed and random.random() < 0.05,
            breath=kind.printed and random.random() < 0.05,
            wave=Wave(length=0.65, period_ms=180.0, depth_cents=35.0, phase=0.25)
            if drawn
            else None,
            bends=(
                Bend(at_ms=-40.0, cents=-200.0, shape="out"),
                Bend(at_ms=22.5, cents=15.0),
                Bend(at_ms=60.0, cents=0.0, shape="line"),
            )
            if drawn
            else (),
        )
        self.notes.append(note)
        self.at += note.duration

    def _bars(self) -> tuple[Bar, ...]:
        """Return measures to the end, the metre changing now and then, perhaps after a pickup."""
        random = self.random
        if not self.kind.metres:
            return completed(Score(notes=tuple(self.notes)))
        bars: list[Bar] = []
        at = Fraction(0)
        beats, unit = random.choice(METRES)
        offset = Fraction(4, unit) * random.randint(1, beats - 1) if random.random() < 0.3 else at
        while at < self.at or not bars:
            if bars and random.random() < 0.15:
                beats, unit = random.choice(METRES)
            bar = Bar(start=at, beats=beats, beat_type=unit, offset=offset, measure=len(bars))
            bars.append(bar)
            at += bar.length - offset
            offset = Fraction(0)
        return tuple(bars)

    def _tempos(self, end: Fraction) -> tuple[Tempo, ...]:
        random = self.random
        if not self.kind.tempos:
            return (Tempo(start=Fraction(0), bpm=Fraction(60)),)
        places = {Fraction(0)}
        for _ in range(random.choice([0, 0, 1, 2, 4])):
            places.add(Fraction(random.randrange(0, int(end * 8) + 1), 8))
        tempos: list[Tempo] = []
        for at in sorted(places):
            bpm = Fraction(60_000_000, random.randint(250_000, 1_500_000))
            if self.kind.ending != ".mid" and random.random() < 0.7:
                bpm = Fraction(random.choice([60, 72, 96, 120, 144, Fraction(9950, 100)]))
            if not tempos or tempos[-1].bpm != bpm:
                tempos.append(Tempo(start=at, bpm=bpm))
        return tuple(tempos)

    def _printed(self, bars: tuple[Bar, ...], end: Fraction) -> dict[str, object]:
        random = self.random
        keys = [Key(start=Fraction(0), fifths=random.randint(-6, 6))]
        later = Key(start=random.choice(bars).start, fifths=random.randint(-3, 3), mode="minor")
        half = Fraction(int(end), 2)
        pins = (Hairpin(start=half, end=end, louder=random.random() < 0.5),) if end > half else ()
        names = ["Am7", "C/E", "F#m7b5", "Bb"]
        return {
            "keys": tuple(keys if later.start == 0 else [*keys, later]),
            "dynamics": (
                Dynamic(start=self.notes[0].start, mark=random.choice(["pp", "mf", "ff"])),
            ),
            "hairpins": pins,
            "chords": tuple(
                ChordSymbol(start=bar.start, symbol=random.choice(names)) for bar in bars[:3]
            ),
        }


def _place(n: int, count: int) -> str:
    if count == 1:
        return "single"
    return "begin" if n == 0 else "end" if n + 1 == count else "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """How many things of each kind are not in the file any more, or have come into it."""

    notes: int = 0
    syllables: int = 0
    tempos: int = 0
    bars: int = 0
    signs: int = 0

    def __add__(self, other: Losses) -> Losses:
        return Losses(
            **{name: getattr(self, name) + getattr(other, name) for name in Losses.__slots__}
        )

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in Losses.__slots__)


def trip(score: Score, kind: Kind, folder: Path) -> Losses:
    """Write a score, read it back and count what is not the same."""
    path = write_score(folder / f"trip{kind.ending}", score)
    return losses(score, read_score(path), kind)


def losses(before: Score, after: Score, kind: Kind) -> Losses:
    """Return what differs between a score and what a format gave back of it."""
    if not kind.stanzas:
        before = sung_once(before)
    if not kind.graces:
        before = written_out(before)
    bars = completed(before)
    return Losses(
        notes=_apart(_notes(before, kind), _notes(after, kind)),
        syllables=_apart(_syllables(before, kind), _syllables(after, kind)),
        tempos=_apart(before.tempos, after.tempos) if kind.tempos else 0,
        bars=_apart(map(_bar, bars), map(_bar, after.bars)) if kind.metres else 0,
        signs=_apart(_signs(before), _signs(after)) if kind.printed else 0,
    )


def _apart(before: Iterable[Hashable], after: Iterable[Hashable]) -> int:
    first, second = Counter(before), Counter(after)
    return (first - second).total() + (second - first).total()


def _notes(score: Score, kind: Kind) -> list[Hashable]:
    return [
        (
            note.pitch,
            *(map(score.seconds, (note.start, note.end)) if not kind.tempos else ()),
            *((note.start, note.end) if kind.tempos else ()),
            note.graces,
            (note.fermata, note.breath) if kind.printed else (),
            (note.wave, note.bends) if kind.drawn else (),
        )
        for note in score.notes
    ]


def _syllables(score: Score, kind: Kind) -> list[Hashable]:
    """Return the syllables with their places; the last line of a piece ends in any case."""
    last = max((n for n, note in enumerate(score.notes) if note.lyrics), default=-1)
    found: list[Hashable] = []
    for n, note in enumerate(score.notes):
        for s in note.lyrics:
            end = (s.line_end and kind.ending != ".ds") if n != last else None
            found.append((n, note.pitch, replace(s, line_end=False, stanza_end=False), end))
    return found


def _bar(bar: Bar) -> Hashable:
    return replace(bar, measure=0)


def _signs(score: Score) -> list[Hashable]:
    return [*score.keys, *score.dynamics, *score.hairpins, *score.chords, *score.slurs]
