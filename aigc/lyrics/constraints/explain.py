"""Why nothing can meet a form: the clashing cells, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from aigc.errors import InputError
from aigc.lyrics.constraints.layout import NEAR_LINES, Group
from aigc.lyrics.constraints.problem import TONES, Problem, Rhyming
from aigc.types.template import Keyword, Tone


def keyword(problem: Problem, keyword: Keyword) -> str:
    """Return why a keyword has no place."""
    unknown = [c for c in keyword.text if c not in problem.alphabet]
    if not keyword.text or unknown:
        return (
            f"The keyword {keyword.text!r} holds {(unknown or ['nothing'])[0]!r}, which the engine "
            "cannot write. Use common Chinese characters."
        )
    lines = range(len(problem.template.lines)) if keyword.line is None else (keyword.line,)
    if not all(0 <= n < len(problem.template.lines) for n in lines):
        return (
            f"The keyword {keyword.text} is asked for in line {lines[0] + 1}, but the template has "
            f"{len(problem.template.lines)} lines."
        )
    room = max(s.end - s.begin for s in problem.stretches if s.line in lines)
    where = "every line" if keyword.line is None else f"line {keyword.line + 1}"
    if len(keyword.text) > room:
        return (
            f"The keyword {keyword.text} has {len(keyword.text)} characters, but {where} holds at "
            f"most {room} without a pause. Shorten it or lengthen a line."
        )
    return (
        f"The keyword {keyword.text} fits nowhere in {where.replace('every', 'any')}: locks and "
        f"tones are against it ({_nearest(problem, keyword)}). Relax them or change the keyword."
    )


def _nearest(problem: Problem, keyword: Keyword) -> str:
    """Name the cells that stand against the place where fewest do."""
    length = len(keyword.text)
    best: list[str] = []
    for stretch in problem.stretches:
        if keyword.line in (None, stretch.line):
            for begin in range(stretch.begin, stretch.end - length + 1):
                against = [
                    problem.names[begin + k]
                    for k, c in enumerate(keyword.text)
                    if not problem.may_be(problem.root[begin + k], c)
                ]
                best = against if not best or len(against) < len(best) else best
    return "nearest: cell " + ", ".join(best)


def check_groups(
    problem: Problem,
    ways: Mapping[str, Sequence[Rhyming]],
    partners: Mapping[tuple[str, str], Mapping[Rhyming, set[Rhyming]]],
) -> None:
    """Refuse groups that cannot rhyme at all, or not differently from their neighbours.

    Raises
    ------
    InputError
        Naming the cells.
    """
    for group in problem.groups:
        if not ways[group.name]:
            raise InputError(_mute(problem, group))
    for root in set(problem.crossed) - problem.explicit:
        for group in problem.groups:
            if problem.against_itself(root, group):
                names = " and ".join(problem.names[i] for i in problem.copies[root])
                raise InputError(
                    f"Cells {names} hold the same character, as one line repeats the other, but it "
                    f"must rhyme as group {group.name} in one and with no group in the other. "
                    "Give both one letter."
                )
    for (one_name, other_name), pairs in partners.items():
        alike = (one_name, other_name) in problem.rivals
        if not any(a.label != b.label or not alike for a in pairs for b in pairs[a]):
            raise InputError(_torn(problem, one_name, other_name))
    for one, other in combinations(problem.groups, 2):
        labels = {w.label for w in (*ways[one.name], *ways[other.name])}
        if len(labels) == 1 and one.near(other.first, other.last):
            raise InputError(
                f"The rhymes {one.name} ({_cells(problem, one)}) and {other.name} "
                f"({_cells(problem, other)}) can both only sound as {labels.pop()}, but they must "
                "differ so near each other. Change a lock or give both one letter."
            )
    _check_crowd(problem, ways)


def _torn(problem: Problem, one: str, other: str) -> str:
    root = problem.joined[one, other][0]
    names = " and ".join(problem.names[i] for i in problem.copies[root])
    return (
        f"Cells {names} hold the same character, as one line repeats the other, but the rhymes "
        f"{one} and {other} that they belong to cannot sound alike there. Give both one letter."
    )


def _check_crowd(problem: Problem, ways: Mapping[str, Sequence[Rhyming]]) -> None:
    """Groups that share a point of time, drawn out by the nearness, are all near each other."""
    for line in range(len(problem.template.lines)):
        crowd = [g for g in problem.groups if g.first <= line <= g.last + NEAR_LINES]
        labels = {g.name: {w.label for w in ways[g.name]} for g in crowd}
        if not _differ(labels):
            count = len(set().union(*labels.values()))
            raise InputError(
                f"{len(crowd)} different rhymes sound near line {line + 1} "
                f"({', '.join(_cells(problem, g) for g in crowd)}), but only {count} classes are "
                "left for them. Use fewer letters there."
            )


def _differ(labels: Mapping[str, set[str]]) -> bool:
    """Tell whether every group can have a label of its own, by augmenting paths."""
    taken: dict[str, str] = {}

    def give(name: str, tried: set[str]) -> bool:
        for label in labels[name] - tried:
            tried.add(label)
            if label not in taken or give(taken[label], tried):
                taken[label] = name
                return True
        return False

    return all(give(name, set()) for name in labels)


def _mute(problem: Problem, group: Group) -> str:
    """Name two cells of a group that cannot rhyme, or all where no two clash alone."""
    all_ways = problem.rhymings(group)
    if not all_ways:
        one, other = (_toned(problem, group, tone) for tone in TONES)
        return (
            f"Cells {one} (平) and {other} (仄) are both of group {group.name}, but a rhyme of "
            "平水韵 has one tone. Change a tone, or give them two letters."
        )
    sound = {i: {w for w in all_ways if _can(problem, i, w)} for i in group.cells}
    for i in group.cells:
        if not sound[i]:
            return (
                f"Cell {problem.names[i]} {_holds(problem, i)} cannot rhyme as group "
                f"{group.name} must. Change its lock, tone or allowed characters."
            )
    for i, k in combinations(group.cells, 2):
        if not sound[i] & sound[k]:
            return (
                f"Cells {problem.names[i]} {_holds(problem, i)} and {problem.names[k]} "
                f"{_holds(problem, k)} cannot rhyme, but both are of group {group.name}. "
                "Change one of them."
            )
    apart = [problem.names[r] for r in problem.crossed_by[group.name] if r in problem.locked]
    besides = f", or sound unlike the unrhymed {' '.join(apart)}" if apart else ""
    return (
        f"The cells {_cells(problem, group)} of group {group.name} cannot all rhyme{besides}. "
        "Change a lock or a tone among them."
    )


def _toned(problem: Problem, group: Group, tone: Tone) -> str:
    return next(problem.names[i] for i in group.cells if problem.cells[i].tone == tone)


def _can(problem: Problem, cell: int, way: Rhyming) -> bool:
    root, group = problem.root[cell], problem.cells[cell].rhyme
    if root in problem.locked:
        return problem.rhymes_as(root, problem.locked[root], way, group)
    return problem.can_rhyme(root, way, group)


def _holds(problem: Problem, cell: int) -> str:
    root = problem.root[cell]
    if root in problem.locked:
        return f"({problem.locked[root]})"
    if root in problem.explicit:
        return f"(one of {''.join(sorted(problem.listed(root))[:6])})"
    return f"({problem.cells[cell].tone or 'any tone'})"


def _cells(problem: Problem, group: Group) -> str:
    return " ".join(problem.names[i] for i in group.cells)


def together(problem: Problem) -> str:
    """Return what to say when each demand can be met, but not all together."""
    words = "、".join(k.text for k in problem.template.keywords)
    groups = "; ".join(f"{g.name}: {_cells(problem, g)}" for g in problem.groups)
    locks = " ".join(problem.names[i] for i in sorted(problem.locked))
    asked = [
        f"the keywords {words}" if words else "",
        f"the rhymes ({groups})" if groups else "",
        f"the locks at {locks}" if locks else "",
    ]
    return (
        f"No lyric can meet {' and '.join(a for a in asked if a)} together. "
        "Drop a keyword, move a lock, or use fewer rhymes."
    )
