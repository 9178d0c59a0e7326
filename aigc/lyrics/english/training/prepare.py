"""The corpora of English verse read, the held-out poems kept apart, all packed and kept on disk."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from aigc.lyrics.english.symbols import vocabulary_of
from aigc.lyrics.english.training.corpus import parse, passages, sonnets, verse
from aigc.lyrics.english.training.pack import Collector, Pack, split
from aigc.lyrics.english.training.phrases import phrases_of
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.vocabulary import Vocabulary

HELD_OUT = ("sonnet_dev", "sonnet_test")
SONNET, VERSE = 0, 1
WORDS = 9_000
NAME_SHARE, LEAK_WORDS = 0.7, 5
HALVES, BLOCK = 2, 40
CAPITALISED = {
    "i", "god", "lord", "heaven", "i'm", "i'll", "i've", "i'd", "love", "death", "time", "nature",
    "christ", "jesus", "sabbath", "christmas", "easter", "sunday", "april", "may", "june", "july",
    "august", "autumn", "spring", "summer", "winter", "english", "england", "muse", "fate", "sir",
    "mother", "father", "king", "queen", "lady", "saviour", "truth", "beauty", "fortune", "hope",
}  # fmt: skip
REFUSED = re.compile(
    r"n[iy]gg.*|negro.*|negress.*|squaws?|coons?|dark(?:y|ies)|gyps.*|jew.?.?.?|whor.*"
)

_WORD = re.compile(r"[A-Za-z'’]+")


def names(texts: Iterable[Iterable[str]]) -> set[str]:
    """Return the words that are mostly written with a capital inside a line."""
    large: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for lines in texts:
        for line in lines:
            for word in _WORD.findall(line)[1:]:
                (large if word[0].isupper() else small)[word.lower().replace("’", "'")] += 1
    share = {word: n / (n + small[word]) for word, n in large.items()}
    return {word for word, part in share.items() if part > NAME_SHARE} - CAPITALISED


def sentences(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words of the lines that are long enough to be known again."""
    for line in lines:
        words = (parse(line) or ([],))[0]
        if len(words) >= LEAK_WORDS:
            yield tuple(words)


def _collected(folder: Path, held: set[tuple[str, ...]]) -> Collector:
    collector = Collector()
    for group, poems in (
        (SONNET, sonnets(folder / "sonnet_train.jsonl.gz")),
        (VERSE, passages(folder / "gutenberg_lines.txt.gz")),
    ):
        for poem in poems:
            read = (verse(line) for line in poem)
            collector.add((v if v and v.words not in held else None for v in read), group)
    return collector


def _words(collector: Collector, proper: set[str]) -> list[str]:
    """Return the vocabulary, most frequent first."""
    counts = collector.counts()
    refused = {w for w in counts if REFUSED.fullmatch(w) or w in proper}
    single = {w for w in counts if len(w) == 1} - {"a", "i", "o"}
    usual = sorted(counts.keys() - refused - single, key=lambda w: (-counts[w], w))
    return usual[:WORDS]


def prepare(folder: Path, out: Path) -> tuple[Vocabulary, dict[str, Pack]]:
    """Return the vocabulary and the packed corpora of a folder, prepared at the first call."""
    listed = out / "words.json"
    if not listed.exists():
        poems = {n: list(sonnets(folder / f"{n}.jsonl.gz")) for n in HELD_OUT}
        held = {words for some in poems.values() for poem in some for words in sentences(poem)}
        collector = _collected(folder, held)
        words = _words(collector, names(passages(folder / "gutenberg_lines.txt.gz")))
        collector.pack(words).save(out / "train.npz")
        for name, some in poems.items():
            kept = Collector(keys=collector.keys)
            for poem in some:
                kept.add(map(verse, poem), SONNET)
            kept.pack(words).save(out / f"{name}.npz")
        listed.write_text(json.dumps(words), encoding="utf-8")
    packs = {name: Pack.load(out / f"{name}.npz") for name in ("train", *HELD_OUT)}
    return vocabulary_of(json.loads(listed.read_text("utf-8"))), packs


def halved(packed: Pack, tokens: int, file: Path) -> tuple[Pack, Phrases]:
    """Return one half of a pack, for the network, and the phrases counted in the other.

    A network that learnt from the lines that were counted would trust the counts too much.
    """
    kept, counts = split(packed, HALVES, BLOCK)
    if not file.exists():
        arrays: dict[str, Any] = phrases_of(counts, tokens)
        np.savez(file, **arrays)
    with np.load(file) as arrays:
        return kept, Phrases.of(dict(arrays))
