"""Which sounds the rhymes of a form may take, found before a word is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aigc.errors import InputError
from aigc.lyrics.english.fitting import Fitting
from aigc.lyrics.english.form import Place, groups_of
from aigc.lyrics.english.words import WEAK, Flags, Ints, Words
from aigc.types.template import UNRHYMED, Template, place_name

NEAR_LINES = 4
FEW_SOUNDS = 4
MOST_WAYS = 12
ROOM, ROOMY_KEYS = 6, 40
"""A sound with this many words to spare is preferred where so many sounds have them."""


@dataclass(frozen=True, slots=True)
class Way:
    """The readings of the cells of a rhyme whose words are few, all of one sound.

    ``sounds`` are all sounds of words that stand at a cell whatever else is chosen.
    """

    rows: Mapping[Place, Ints]
    sounds: frozenset[int] = frozenset()


@dataclass(slots=True)
class Rhyme:
    """Cells that share one sound.

    Attributes
    ----------
    shown : list
        The cells as the template has them; ``cells`` are those of the lines that are written.
    rows : dict
        The readings that may end at each cell.
    keys : array of bool
        The sounds it may take.
    key : int
        The sound it must take; -1: any of ``keys``.
    sounds : frozenset of int
        All sounds of a word that must stand where nothing may rhyme.
    ways : dict
        For each sound, where words are few, the readings that make it.
    near : set of int
        The rhymes, by index, that it must differ from.
    """

    names: set[str]
    shown: list[Place]
    cells: list[Place]
    rows: dict[Place, Ints] = field(default_factory=dict)
    keys: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))
    key: int = -1
    sounds: frozenset[int] = frozenset()
    ways: dict[int, Way] = field(default_factory=dict)
    near: set[int] = field(default_factory=set)

    def places(self) -> str:
        """Return the names of its cells."""
        return " and ".join(place_name(*place) for place in self.shown[:6])


def rhymes_of(template: Template, fitting: Fitting, rng: np.random.Generator) -> list[Rhyme]:
    """Return the rhymes of a form with the sounds that they may take, however others choose.

    Raises
    ------
    InputError
        If the words at some cells cannot rhyme as asked, or cannot help rhyming.
    """
    rhymes = _joined(template, fitting)
    for rhyme in rhymes:
        if not _find_keys(rhyme, fitting):
            raise InputError(_no_rhyme(rhyme, fitting))
    tight = [r for r in rhymes if r.ways or int(r.keys.sum()) <= 2 * len(r.near) + 2]
    tight.sort(key=lambda r: int(r.keys.sum()))
    if not _settle(rhymes, tight, 0, rng) and not _settle_somehow(rhymes, tight, rng):
        raise InputError(_clash(rhymes, tight))
    return rhymes


def _settle_somehow(
    rhymes: Sequence[Rhyme], tight: Sequence[Rhyme], rng: np.random.Generator
) -> bool:
    """Settle the rhymes where a word that rhymes in several ways must be said in the right one."""
    sounds = [rhyme.sounds for rhyme in rhymes]
    for rhyme in rhymes:
        rhyme.sounds = frozenset()
    if any(sounds) and _settle(rhymes, tight, 0, rng):
        return True
    for rhyme, every in zip(rhymes, sounds, strict=True):
        rhyme.sounds = every
    return False


def unanswered(template: Template, fitting: Fitting) -> set[str]:
    """Return the sounds asked for by name at rhymes for which the usual words do not suffice."""
    found: set[str] = set()
    names = {key: name for name, key in fitting.words.keys.items()}
    for rhyme in _joined(template, fitting):
        if _find_keys(rhyme, fitting):
            continue
        every = [fitting.rows(cell) for cell in rhyme.cells]
        named = [rows for rows in every if not fitting.words.open[rows].all()]
        sounds = [set(fitting.words.key[rows].tolist()) for rows in named or every]
        shared = set.intersection(*sounds)
        found |= {names[key] for key in shared} if len(shared) <= FEW_SOUNDS else set()
    return found


def _joined(template: Template, fitting: Fitting) -> list[Rhyme]:
    """Return the groups as rhymes, those that a repeated line makes one put together."""
    groups = groups_of(template)
    spans = {name: (cells[0][0], cells[-1][0]) for name, cells in groups.items()}
    source = fitting.form.source
    rhymes: list[Rhyme] = []
    for name, shown in groups.items():
        made = Rhyme({name}, shown, list(dict.fromkeys((source[i], k) for i, k in shown)))
        for other in [r for r in rhymes if set(r.cells) & set(made.cells)]:
            _check_apart(made, other, spans)
            rhymes.remove(other)
            cells = list(dict.fromkeys(other.cells + made.cells))
            made = Rhyme(made.names | other.names, sorted(other.shown + made.shown), cells)
        rhymes.append(made)
    for i, rhyme in enumerate(rhymes):
        rhyme.near = {j for j, other in enumerate(rhymes) if i != j and _near(rhyme, other, spans)}
    return rhymes


Spans = dict[str, tuple[int, int]]


def _near(one: Rhyme, other: Rhyme, spans: Spans) -> bool:
    return any(_close(a, b, spans) for a in one.names for b in other.names)


def _close(one: str, other: str, spans: Spans) -> bool:
    if one.startswith(UNRHYMED) and other.startswith(UNRHYMED):
        return False
    (a, b), (c, d) = spans[one], spans[other]
    return max(a, c) - min(b, d) <= NEAR_LINES


def _check_apart(made: Rhyme, other: Rhyme, spans: Spans) -> None:
    if made.names != other.names and _near(made, other, spans):
        raise InputError(
            f"A repeated line makes {made.places()} rhyme with {other.places()}, and the template "
            "asks that they do not; give them one rhyme letter."
        )


def _find_keys(rhyme: Rhyme, fitting: Fitting) -> bool:
    """Find the sounds that a rhyme may take; of clear and of usual words where those do."""
    words = fitting.words
    if any(_with_itself(rhyme, fitting)):
        rhyme.rows = {cell: fitting.rows(cell) for cell in rhyme.cells}
        return _all_too_few(rhyme, fitting)
    for clearly, usual in ((True, True), (False, True), (False, False))[
        : 3 if words.answers else 2
    ]:
        rhyme.rows = {cell: _rows(fitting, cell, clearly, usual) for cell in rhyme.cells}
        taken = _taken(rhyme.rows, words)
        free = [cell for cell in rhyme.cells if cell not in taken]
        for cell in free:
            rows = rhyme.rows[cell]
            rhyme.rows[cell] = rows[~np.isin(words.word[rows], list(taken.values()))]
        if not free and any(name.startswith(UNRHYMED) for name in rhyme.names):
            rhyme.sounds = frozenset(words.key[rhyme.rows[rhyme.cells[0]]].tolist())
        if _open_keys(rhyme, free, words):
            return True
    return _all_too_few(rhyme, fitting)


def _all_too_few(rhyme: Rhyme, fitting: Fitting) -> bool:
    """Let words stand twice where the dictionary has fewer of a sound than there are cells."""
    words = fitting.words
    if not words.answers:
        return False
    rows = {cell: fitting.answers(cell) for cell in rhyme.cells}
    few = words.heard(np.arange(len(words.word))) < len(rhyme.shown)
    more = np.bincount(words.word, ~few[words.key], minlength=len(words.names)) > 0
    rows = {cell: some[~more[words.word[some]]] for cell, some in rows.items()}
    heard = np.array([words.heard(some) for some in rows.values()]).min(0) > 0
    for key in np.flatnonzero(heard).tolist():
        rhyme.ways[key] = Way({c: some[words.key[some] == key] for c, some in rows.items()})
    rhyme.keys = heard
    return bool(heard.any())


def _taken(rows: Mapping[Place, Ints], words: Words) -> dict[Place, int]:
    """Return the words of the cells that have no choice."""
    ends = {cell: words.word[some] for cell, some in rows.items()}
    return {cell: int(word[0]) for cell, word in ends.items() if len(word) and word[0] == word[-1]}


def _with_itself(rhyme: Rhyme, fitting: Fitting) -> Iterator[int]:
    """Yield the words that would rhyme with themselves though the template does not name both."""
    seen: dict[int, bool] = {}
    rows = {cell: fitting.rows(cell) for cell in rhyme.cells}
    for (i, k), word in _taken(rows, fitting.words).items():
        line = fitting.form.lines[i]
        begin = max((start for start in line.only if start <= k), default=-1)
        named = begin in line.given
        if word in seen and not (named and seen[word]):
            yield word
        seen[word] = named and seen.get(word, True)


def _rows(fitting: Fitting, cell: Place, clearly: bool, usual: bool) -> Ints:
    """Return the rows at a cell; ``clearly``: of words said in one way, that fall as it does."""
    rows, words = fitting.rows(cell) if usual else fitting.answers(cell), fitting.words
    kept: Ints = rows[words.clear[rows]]
    if fitting.form.lines[cell[0]].beats[cell[1]] == WEAK:
        kept = kept[words.length[kept] > 1]
    roomy = clearly and np.count_nonzero(words.heard(kept)) > ROOMY_KEYS
    return kept if roomy else rows


def _open_keys(rhyme: Rhyme, free: Sequence[Place], words: Words) -> bool:
    """Set the sounds for which every free cell has a word of its own, whatever others choose."""
    heard = np.array([words.heard(rows) for rows in rhyme.rows.values()]).min(0) > 0
    fewest = np.array([words.heard(rhyme.rows[cell]) for cell in free or rhyme.cells]).min(0)
    rhyme.keys = heard & (fewest >= max(1, len(free)))
    roomy = rhyme.keys & (fewest >= len(free) + ROOM)
    if roomy.sum() > ROOMY_KEYS:
        rhyme.keys = roomy
    if rhyme.keys.any():
        return True
    return _matched(rhyme, free, np.flatnonzero(heard).tolist(), words)


def _matched(rhyme: Rhyme, free: Sequence[Place], keys: Sequence[int], words: Words) -> bool:
    """Find the ways of a rhyme whose words are so few that each cell must be given its own."""
    for key in keys:
        options = {}
        for cell in free:
            rows = rhyme.rows[cell]
            options[cell] = np.unique(words.word[rows[words.key[rows] == key]]).tolist()
        chosen = _distinct(options)
        if not chosen:
            continue
        made = dict(rhyme.rows)
        for cell, word in chosen.items():
            rows = made[cell]
            made[cell] = rows[(words.word[rows] == word) & (words.key[rows] == key)]
        sounds = words.key[np.isin(words.word, list(chosen.values()))]
        rhyme.ways[key] = Way(made, frozenset(sounds.tolist()))
        if len(rhyme.ways) == MOST_WAYS:
            break
    rhyme.keys = np.isin(np.arange(len(words.keys)), list(rhyme.ways))
    return bool(rhyme.ways)


def _distinct(options: dict[Place, list[int]]) -> dict[Place, int]:
    """Return a different word for each cell, by augmenting paths; empty where there is none."""
    owner: dict[int, Place] = {}

    def give(cell: Place, seen: set[int]) -> bool:
        for word in options[cell]:
            if word not in seen:
                seen.add(word)
                if word not in owner or give(owner[word], seen):
                    owner[word] = cell
                    return True
        return False

    if not all(give(cell, set()) for cell in options):
        return {}
    return {cell: word for word, cell in owner.items()}


def _settle(
    rhymes: Sequence[Rhyme], tight: Sequence[Rhyme], place: int, rng: np.random.Generator
) -> bool:
    """Give every rhyme with few sounds one that its neighbours do not need."""
    if place == len(tight):
        return True
    rhyme = tight[place]
    before = rhyme.rows, rhyme.sounds
    for key in rng.permutation(np.flatnonzero(rhyme.keys)).tolist():
        rhyme.key = key
        if key in rhyme.ways:
            rhyme.rows = dict(rhyme.ways[key].rows)
            rhyme.sounds = before[1] | rhyme.ways[key].sounds
        if all(not heard(rhyme) & heard(rhymes[j]) for j in rhyme.near) and _settle(
            rhymes, tight, place + 1, rng
        ):
            return True
    rhyme.key = -1
    rhyme.rows, rhyme.sounds = before
    return False


def heard(rhyme: Rhyme) -> set[int]:
    """Return the sounds that its neighbours must not have."""
    return {*rhyme.sounds, rhyme.key} if rhyme.key >= 0 else set(rhyme.sounds)


def _no_rhyme(rhyme: Rhyme, fitting: Fitting) -> str:
    words = fitting.words
    for word in _with_itself(rhyme, fitting):
        return (
            f"{words.names[word]!r} would rhyme with itself at {rhyme.places()}; ask for it in one "
            "of these places only."
        )
    rows = {cell: fitting.rows(cell) for cell in rhyme.cells}
    taken = sorted(set(_taken(rows, words).values()))
    if taken:
        shown = " and ".join(repr(words.names[word]) for word in taken[:4])
        return (
            f"Not enough rhymes at {rhyme.places()} with {shown}: no dictionary word that fits is "
            "left; choose other words there, or give the cells different rhyme letters."
        )
    return (
        f"There are not {len(rhyme.cells)} different words of the engine's {words.usual} that "
        f"rhyme at {rhyme.places()}; use the rhyme letter less often, or free the cells."
    )


def _clash(rhymes: Sequence[Rhyme], tight: Sequence[Rhyme]) -> str:
    for rhyme, other in _pairs(rhymes, tight):
        if not (rhyme.keys & ~other.keys).any() or rhyme.sounds & other.sounds:
            return (
                f"{rhyme.places()} cannot help rhyming with {other.places()}, and the template "
                "asks that they do not; give them one rhyme letter or other words."
            )
    shown = ", ".join(rhyme.places() for rhyme in tight[:4])
    return f"The rhymes at {shown} cannot all differ; give some of them the same rhyme letter."


def _pairs(rhymes: Sequence[Rhyme], tight: Sequence[Rhyme]) -> Iterator[tuple[Rhyme, Rhyme]]:
    for rhyme in tight:
        for j in sorted(rhyme.near):
            yield rhyme, rhymes[j]
