"""The figures by which lyrics under a form are compared: SongNet's, and stricter ones.

A poem is its lines with their marks. SongNet's figures compare a poem that was written with the
reference whose form it was given, line by line. They cut the reference to as many lines as were
written, so that missing lines cost nothing; ``strict`` counts them as missed.

Source: P. Li and others, Rigid Formats Controlled Text Generation, ACL 2020, section 5, and the
evaluation published with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from aigc.lyrics.ranking.integrity import integrities
from aigc.lyrics.verify.report import Kind
from aigc.lyrics.verify.verifier import verify
from aigc.types.template import Template

Poem = Sequence[str]
Hashes = npt.NDArray[np.uint64]

MARKS = frozenset(",.?!:，。？！：")
"""The marks that SongNet knows."""

RHYMES = (
    "a ia ua", "e o uo ie ve", "u", "i v", "ai uai", "ao iao", "ou iou", "an ian uan van",
    "en in uen vn", "ang iang uang", "eng ing ueng ong iong", "er", "ei uei",
)  # fmt: skip
"""The finals of SongNet's thirteen rhyme classes, in strict pinyin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class F1:
    """Two harmonic means of precision and recall in percent.

    ``macro`` takes both as means over poems, ``micro`` over all lines.
    """

    macro: float
    micro: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Of one poem: lines that are right, lines that were written and lines of the reference."""

    right: int
    written: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """Different n-grams as a share of all, in percent: mean over poems, and over all at once."""

    macro: float
    micro: float


def format_f1(references: Sequence[Poem], poems: Sequence[Poem], *, strict: bool = False) -> F1:
    """Return how many lines have the length and the marks of the reference."""
    return _f1(references, poems, _format_hits, strict)


def rhyme_f1(references: Sequence[Poem], poems: Sequence[Poem], *, strict: bool = False) -> F1:
    """Return how often a poem rhymes where its reference does.

    In each, the lines count that end in the class most of its lines end in; of classes that are
    equally frequent, the one that comes first.
    """
    return _f1(references, poems, _rhyme_hits, strict)


def distinct(poems: Sequence[Poem], size: int) -> Distinct:
    """Return the share of different n-grams of ``size`` characters; marks are characters."""
    grams = [list(_grams("".join(poem), size)) for poem in poems]
    shares = [len(set(some)) / len(some) for some in grams if some]
    everything = [gram for some in grams for gram in some]
    return Distinct(
        macro=100 * sum(shares) / max(len(shares), 1),
        micro=100 * len(set(everything)) / max(len(everything), 1),
    )


def integrity(poems: Sequence[Poem], *, style: str = "modern") -> float:
    """Return the mean over poems of how surely segments end where phrases end; 1 is best.

    SongNet's is two to the power of the mean ``-log2`` of the probability that a language model
    gives the mark after each sentence. Here the probability is that of the small scorer in
    `aigc.lyrics.ranking.integrity`, told only what stands before the mark; its even odds make
    figures comparable with each other, not with SongNet's.
    """
    return float(np.mean([i.figure for i in integrities(poems, style=style, ahead=False)]))


def conformity(
    templates: Sequence[Template],
    poems: Sequence[Poem],
    kind: Literal["tone", "rhyme", "lock", "stress"],
) -> float:
    """Return the share in percent of cells asking for one kind of thing that get it.

    A line without the right number of cells misses all of its own.
    """
    met = asked = 0
    for template, poem in zip(templates, poems, strict=True):
        faults = verify(template, poem).faults
        lost = {f.line for f in faults if f.kind in ("length", "syllables", "character")}
        lost |= set(range(len(poem), len(template.lines)))
        missed = {(f.line, f.cell) for f in faults if f.kind == kind}
        for i, k, cell in template.places():
            if getattr(cell, kind):
                asked += 1
                met += i not in lost and (i, k) not in missed
    return 100 * met / asked if asked else 100.0


def exactness(templates: Sequence[Template], poems: Sequence[Poem]) -> float:
    """Return the share in percent of poems in which the verifier finds no fault."""
    pairs = zip(templates, poems, strict=True)
    return 100 * sum(verify(template, poem).ok for template, poem in pairs) / max(len(poems), 1)


def keyword_share(templates: Sequence[Template], poems: Sequence[Poem]) -> float:
    """Return the share in percent of keywords that stand where they were asked for."""
    kind: Kind = "keyword"
    pairs = zip(templates, poems, strict=True)
    missed = sum(f.kind == kind for t, poem in pairs for f in verify(t, poem).faults)
    asked = sum(len(t.keywords) for t in templates)
    return 100 * (asked - missed) / asked if asked else 100.0


def longest_shared_runs(poems: Sequence[Poem], corpus: Iterable[Poem]) -> list[int]:
    """Return for each poem the characters of its longest run that a poem of the corpus has too.

    Marks and line ends do not count. Runs are compared by hashes of 64 bits for one length after
    the other, so that a wrong answer has odds of about one in 10 million.
    """
    known = _codes(corpus)
    sought = [_codes([poem])[1:] for poem in poems]
    longest = [0] * len(poems)
    open_ = list(range(len(poems)))
    size = 0
    hashes = np.zeros(len(known) + 1, np.uint64)
    rows = {i: np.zeros(len(sought[i]) + 1, np.uint64) for i in open_}
    while open_:
        size += 1
        hashes = _lengthened(hashes, known, size)
        rows = {i: _lengthened(rows[i], sought[i], size) for i in open_}
        shared = _shared(np.concatenate(list(rows.values())), hashes)
        for i in open_:
            if not shared.isdisjoint(rows[i].tolist()):
                longest[i] = size
        open_ = [i for i in open_ if longest[i] == size]
    return longest


def plain(poem: Poem) -> str:
    """Return the characters of a poem without its marks."""
    return "".join(c for line in poem for c in line if c.isalnum())


def _f1(
    references: Sequence[Poem],
    poems: Sequence[Poem],
    count: Callable[[Poem, Poem], Hits],
    strict: bool,
) -> F1:
    hits = []
    for reference, poem in zip(references, poems, strict=True):
        kept = reference if strict else reference[: len(poem)]
        hits.append(count(kept, poem))
    precision = sum(h.right / h.written for h in hits if h.written) / max(len(hits), 1)
    recall = sum(h.right / h.wanted for h in hits if h.wanted) / max(len(hits), 1)
    right, written, wanted = (
        sum(values) for values in zip(*((h.right, h.written, h.wanted) for h in hits), strict=True)
    )
    micro = _mean(right / written if written else 0, right / wanted if wanted else 0)
    return F1(macro=100 * _mean(precision, recall), micro=100 * micro)


def _mean(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def _format_hits(reference: Poem, poem: Poem) -> Hits:
    pairs = zip(reference, poem, strict=False)
    right = sum(len(a) == len(b) and _marks(a) == _marks(b) for a, b in pairs)
    return Hits(right=right, written=len(poem), wanted=len(reference))


def _marks(line: str) -> list[str]:
    return [c for c in line if c in MARKS]


def _rhyme_hits(reference: Poem, poem: Poem) -> Hits:
    wanted, written = _dominant(reference), _dominant(poem)
    return Hits(right=len(wanted & written), written=len(written), wanted=len(wanted))


def _dominant(poem: Poem) -> set[int]:
    """Return the lines that end in the most frequent rhyme class."""
    places: dict[int, set[int]] = {}
    for i, line in enumerate(poem):
        last = line[-2:-1] if line[-1:] in MARKS and len(line) > 1 else line[-1:]
        rhyme = rhyme_class(last) if last else -1
        if rhyme >= 0:
            places.setdefault(rhyme, set()).add(i)
    return max(places.values(), key=len, default=set())


@lru_cache(maxsize=20_000)
def rhyme_class(character: str) -> int:
    """Return the rhyme class of a character read alone, -1 when it has none.

    >>> rhyme_class("光") == rhyme_class("霜")
    True
    """
    from pypinyin import Style, lazy_pinyin

    final = lazy_pinyin(character, style=Style.FINALS)[0]
    return next((k for k, finals in enumerate(RHYMES) if final in finals.split()), -1)


def _grams(text: str, size: int) -> Iterator[str]:
    if size == 2:
        return ("".join(pair) for pair in pairwise(text))
    return (text[i : i + size] for i in range(len(text) - size + 1))


def _codes(poems: Iterable[Poem]) -> Hashes:
    """Return a random number for each character, 0 before each poem."""
    text = "\n" + "\n".join(map(plain, poems))
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    return np.where(points == ord("\n"), np.uint64(0), _mixed(points))


def _mixed(values: Hashes) -> Hashes:
    """Return 64-bit numbers that look random, equal for equal values."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _lengthened(hashes: Hashes, codes: Hashes, size: int) -> Hashes:
    """Return the hashes of all runs of ``size`` characters from those one character shorter."""
    if len(codes) < size:
        return hashes[:0]
    return _mixed(hashes[: len(codes) - size + 1] ^ codes[size - 1 :])


def _shared(sought: Hashes, known: Hashes) -> set[int]:
    """Return the values that both arrays hold; the first is the small one."""
    if not len(sought):
        return set()
    table = np.unique(sought)
    at = np.minimum(np.searchsorted(table, known), len(table) - 1)
    return set(known[table[at] == known].tolist())
