"""Whether the ends that should rhyme do, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aigc.lyrics.verify.report import Fault
from aigc.types.template import UNRHYMED, place_name

NEAR_LINES = 4
"""Groups, and an unrhymed end and a group, are compared when at most so many lines apart."""

Way = tuple[str, str]
"""How a group sounds: a tone where its cells must agree in one, and a rhyme class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A cell with a rhyme group and all ways in which it sounds.

    ``freely`` says that it may be read as it fits; else no way of it may clash with a group.
    """

    line: int
    cell: int
    group: str
    text: str
    ways: frozenset[Way]
    freely: bool

    @property
    def classes(self) -> frozenset[str]:
        """The rhyme classes that it has."""
        return frozenset(c for _, c in self.ways if c)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ends that must rhyme, and the ways that they have in common."""

    name: str
    ends: tuple[Ending, ...]
    ways: tuple[Way, ...]

    def near(self, first: int, last: int) -> bool:
        """Tell whether the group is at most `NEAR_LINES` from the lines ``first`` to ``last``."""
        lines = [end.line for end in self.ends]
        return first - max(lines) <= NEAR_LINES and min(lines) - last <= NEAR_LINES

    def beside(self, other: Group) -> bool:
        """Tell whether another group is near this one."""
        lines = [end.line for end in other.ends]
        return self.near(min(lines), max(lines))


def rhyme_faults(endings: Sequence[Ending]) -> Iterator[Fault]:
    """Yield what is wrong with the rhymes; ``endings`` are in reading order."""
    names = dict.fromkeys(e.group for e in endings if e.group != UNRHYMED)
    groups = [_group(name, [e for e in endings if e.group == name]) for name in names]
    unrhymed = [e for e in endings if e.group == UNRHYMED]
    for group in groups:
        yield from _odd_ends(group)
    sounding = [g for g in groups if g.ways]
    chosen = _choose(sounding, unrhymed, {}) or {g.name: g.ways[0] for g in sounding}
    yield from _clashes(sounding, chosen)
    yield from _false_rhymes(sounding, unrhymed, chosen)


def _group(name: str, ends: Sequence[Ending]) -> Group:
    """Return the group with its common ways, or those of the most of its ends."""
    counts: dict[Way, int] = {}
    for end in ends:
        for way in end.ways:
            if way[1]:
                counts[way] = counts.get(way, 0) + 1
    most = max(counts.values(), default=0)
    best = sorted(way for way, count in counts.items() if count == most)
    return Group(name=name, ends=tuple(ends), ways=tuple(best))


def _odd_ends(group: Group) -> Iterator[Fault]:
    if any(all(way in end.ways for end in group.ends) for way in group.ways):
        return
    way = group.ways[0] if group.ways else ("", "")
    model = next((e for e in group.ends if way in e.ways), group.ends[0])
    for end in (e for e in group.ends if way not in e.ways):
        place = place_name(end.line, end.cell)
        if end is model:
            text = f"{end.text} at {place} has no rhyme that the book knows."
        else:
            where = place_name(model.line, model.cell)
            text = f"{end.text} at {place} does not rhyme with {model.text} at {where}."
        yield _fault(end, f"{text} Both are of group {group.name}.")


def _choose(
    groups: Sequence[Group], unrhymed: Sequence[Ending], chosen: Mapping[str, Way]
) -> dict[str, Way] | None:
    """Return a way for every group under which nothing clashes, None when there is none."""
    if len(chosen) == len(groups):
        return dict(chosen)
    group = groups[len(chosen)]
    done = groups[: len(chosen) + 1]
    for way in group.ways:
        trial = {**chosen, group.name: way}
        if any(_clashes(done, trial)) or any(_false_rhymes(done, unrhymed, trial)):
            continue
        if found := _choose(groups, unrhymed, trial):
            return found
    return None


def _clashes(groups: Sequence[Group], chosen: Mapping[str, Way]) -> Iterator[Fault]:
    for i, group in enumerate(groups):
        for other in groups[:i]:
            if chosen[group.name][1] == chosen[other.name][1] and group.beside(other):
                end, before = group.ends[0], other.ends[0]
                yield _fault(
                    end,
                    f"Group {group.name} at {place_name(end.line, end.cell)} rhymes with group "
                    f"{other.name} at {place_name(before.line, before.cell)}.",
                )


def _false_rhymes(
    groups: Sequence[Group], unrhymed: Iterable[Ending], chosen: Mapping[str, Way]
) -> Iterator[Fault]:
    for end in unrhymed:
        near = {chosen[g.name][1]: g for g in groups if g.near(end.line, end.line)}
        struck = sorted(end.classes & set(near))
        if not struck or (end.freely and any(c not in near for _, c in end.ways)):
            continue
        group = near[struck[0]]
        yield _fault(
            end,
            f"{end.text} at {place_name(end.line, end.cell)} rhymes with group {group.name}, "
            "but must rhyme with none.",
        )


def _fault(end: Ending, message: str) -> Fault:
    return Fault(kind="rhyme", line=end.line, cell=end.cell, message=message)
