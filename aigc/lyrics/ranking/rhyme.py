"""How well rhymes sound that are right already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aigc.lyrics.ranking.units import segments, units
from aigc.types.template import UNRHYMED, Template, TemplateLine

REPEATED, MIXED, CHIMING = 40.0, 20.0, 40.0
"""What is taken off when every further rhyme repeats a word, when tones are mixed half and half,
and when every free line end chimes with a rhyme."""
REACH = 4
"""Lines between which a rhyme is heard."""

Labels = frozenset[str]
Heard = Callable[[str, int], tuple[Labels, Labels]]
"""Gives the rhyme classes and the tones of the unit at an index of a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A place where a rhyme may be heard.

    ``asked``: the tone that the form demands; ``given``: the songwriter wrote it.
    """

    line: int
    unit: str
    classes: Labels
    tones: Labels
    asked: str = ""
    given: bool = False


def rhyme_quality(template: Template, lines: Sequence[str]) -> float:
    """Return how well the rhymes of a lyric sound, from 0 to 100; 100 when none is asked for.

    Rhymes themselves are taken as right. Taken off are up to

    - 40 for a word that closes two lines of one group (重韵), as a share of the further rhymes;
      lines that repeat others and locked cells are not counted;
    - 20 for rhymes of a group in level and oblique tones, where the form leaves tones open, as the
      share of the smaller half;
    - 40 for free line ends that chime with a group at most `REACH` lines away (撞韵): they share
      its class and a tone of it; as a share of the free line ends.
    """
    groups, free = _ends(template, lines)
    rhymed = [ends for ends in groups.values() if len(ends) > 1]
    if not rhymed:
        return 100.0
    chimes = sum(any(_chimes(end, ends) for ends in rhymed) for end in free)
    worst = 100 - REPEATED * _repeated(rhymed) - MIXED * _mixed(rhymed)
    return worst - CHIMING * chimes / max(len(free), 1)


def _repeated(rhymed: Sequence[Sequence[End]]) -> float:
    again = further = 0
    for ends in rhymed:
        fresh = Counter(end.unit for end in ends if not end.given)
        again += sum(count - 1 for count in fresh.values())
        further += len(ends) - 1
    return again / further


def _mixed(rhymed: Sequence[Sequence[End]]) -> float:
    shares = [0.0]
    for ends in rhymed:
        heard = [end.tones for end in ends if not end.asked and len(end.tones) == 1]
        if len(heard) == len(ends) and len(set(heard)) > 1:
            shares.append(2 * min(Counter(heard).values()) / len(ends))
    return sum(shares) / len(rhymed)


def _chimes(end: End, ends: Sequence[End]) -> bool:
    at = [other.line for other in ends]
    common = frozenset.intersection(*(other.classes for other in ends))
    tones = frozenset[str]().union(*(other.tones for other in ends))
    near = min(at) - REACH <= end.line <= max(at) + REACH
    return near and bool(end.classes & common) and (not tones or bool(end.tones & tones))


def _ends(template: Template, lines: Sequence[str]) -> tuple[Mapping[str, list[End]], list[End]]:
    """Return the ends of each rhyme group and the free line ends."""
    groups: dict[str, list[End]] = defaultdict(list)
    free = []
    for group, end in _heard_ends(template, lines):
        if group:
            groups[group].append(end)
        else:
            free.append(end)
    groups.pop(UNRHYMED, None)
    return groups, free


def _heard_ends(template: Template, lines: Sequence[str]) -> Iterator[tuple[str, End]]:
    heard = _english() if template.language == "en" else _chinese(template)
    for i, (form, line) in enumerate(zip(template.lines, lines, strict=False)):
        if form.repeats is not None or not form.cells:
            continue
        if template.language == "en":
            words = units(line, "en")[-1:]
            found = [(len(form) - 1, words, 0)] if words else []
        else:
            spread = [(s, k) for s in segments(line) for k in range(len(s))]
            found = [(k, list(s), at) for k, (s, at) in enumerate(spread[: len(form)])]
        for k, stretch, at in found:
            cell = form.cells[k]
            named = _locked(form, k, stretch[at]) if template.language == "en" else bool(cell.lock)
            if cell.rhyme or k == len(form) - 1:
                classes, tones = heard("".join(stretch), at)
                yield cell.rhyme, End(
                    line=i, unit=stretch[at], classes=classes, tones=tones,
                    asked=cell.tone, given=named,
                )  # fmt: skip


def _locked(form: TemplateLine, last: int, word: str) -> bool:
    """Tell whether the English word that ends at a cell is locked, on its first syllable."""
    lock = next((c.lock for c in reversed(form.cells[: last + 1]) if c.lock), "")
    return units(lock, "en") == [word]


def _chinese(template: Template) -> Heard:
    from aigc.lyrics.sound.books import book

    sounds = book(template.book)
    return lambda segment, at: (sounds.rhymes_in(segment, at), sounds.tones_in(segment, at))


def _english() -> Heard:
    from aigc.g2p.english.lexicon import lexicon

    known = lexicon()
    nothing: Labels = frozenset()
    return lambda word, _: (frozenset(r.rhyme for r in known.readings(word)), nothing)
