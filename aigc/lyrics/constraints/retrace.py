"""The plan of a lyric that is there already, read back from its characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from aigc.lyrics.constraints.layout import Group
from aigc.lyrics.constraints.plan import Plan
from aigc.lyrics.constraints.problem import Problem, Rhyming
from aigc.lyrics.constraints.solve import Solution, placements
from aigc.types.template import Keyword


def retrace(problem: Problem, characters: Sequence[str]) -> Plan:
    """Return the plan that a lyric was written under, as far as its characters tell.

    A keyword that stands in several places is taken to have been placed in the first; a group that
    rhymes in several classes, to sound as the commonest of them. A group whose cells share no
    class has no sound.

    Parameters
    ----------
    problem : Problem
    characters : sequence of str
        What stands in each cell.
    """
    words = dict(problem.locked)
    for keyword in problem.template.keywords:
        words |= _standing(problem, keyword, characters)
    sounds: dict[str, Rhyming] = {}
    for group in problem.groups:
        if ways := _heard(problem, group, characters, words):
            sounds[group.name] = max(ways, key=partial(problem.common, group))
    return Plan(problem, Solution(words, sounds))


def _standing(problem: Problem, keyword: Keyword, characters: Sequence[str]) -> dict[int, str]:
    """Return the root cells of a keyword where it stands, nothing where it does not."""
    found = [
        roots
        for roots in placements(problem, keyword)
        if all(characters[r] == c for r, c in zip(roots, keyword.text, strict=True))
    ]
    return dict(zip(found[0], keyword.text, strict=True)) if found else {}


def _heard(
    problem: Problem, group: Group, characters: Sequence[str], words: Mapping[int, str]
) -> list[Rhyming]:
    """Return the ways in which all cells of a group sound."""
    ways = problem.rhymings(group)
    for cell in group.cells:
        ways = _heard_in(problem, cell, characters, words, ways)
    return ways


def _heard_in(
    problem: Problem,
    cell: int,
    characters: Sequence[str],
    words: Mapping[int, str],
    ways: Sequence[Rhyming],
) -> list[Rhyming]:
    """Return the ways in which a cell may be heard; one that was named, by any reading."""
    root = problem.root[cell]
    if root in words or root in problem.explicit:
        group = problem.cells[cell].rhyme
        return [way for way in ways if problem.rhymes_as(root, characters[cell], way, group)]
    begin = problem.stretch_begin[cell]
    end = next(s.end for s in problem.stretches if s.begin == begin)
    text, sounds = "".join(characters[begin:end]), problem.alphabet.sounds
    classes = sounds.rhymes_in(text, cell - begin)
    tones = sounds.tones_in(text, cell - begin)
    return [way for way in ways if way.label in classes and way.tone in ("", *tones)]
