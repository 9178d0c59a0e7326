"""The ways to say English words, for the aligner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aigc.g2p.english.lexicon import lexicon
from aigc.g2p.english.read import read_english


class Pronouncing(Mapping[str, tuple[tuple[str, ...], ...]]):
    """Every reading of a word that the lexicon has, or else the one that its letters suggest."""

    def __getitem__(self, word: str) -> tuple[tuple[str, ...], ...]:
        known = tuple(way.phones for way in lexicon().readings(word))
        if known or not word:
            return known
        said = read_english([word])
        return (tuple(p for one in said for r in one.readings for p in r.sounds.split()),)

    def __iter__(self) -> Iterator[str]:
        return iter(lexicon())

    def __len__(self) -> int:
        return len(lexicon())
