"""Build the data files of ``aigc/lyrics/ranking`` from the training texts.

``boundaries DATA`` trains the scorer of phrase ends, ``words DATA`` that of word ends, ``novelty
DATA`` packs the index of copied runs, ``habits DATA`` counts how soon poets use a character again;
each prints its figures on the held-out texts. DATA is the folder of ``scripts/train_lyrics.py``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.lyrics.model.training.corpus import LACUNA, Text, classical, modern, runs, shares
from aigc.lyrics.model.training.prepare import HELD_OUT, held_out
from aigc.lyrics.ranking import integrity, keyword, repetition
from aigc.lyrics.ranking import novelty as index
from aigc.lyrics.ranking.fuse import Fuse
from aigc.lyrics.ranking.units import Keys, grams, keys, segments, units

Marked = npt.NDArray[np.int64]

SEED = 2025
GROUPS = {
    "songci_train": 1.0,
    "yuanqu": 0.7,
    "classic_extra": 1.0,
    "shi": 0.3,
    "poem": 8.0,
    "lyric": 8.0,
    "good_prose": 1.0,
    "prose": 0.5,
    "sentence": 0.5,
}
"""How much one place of each group weighs in the training of the scorer."""
EPOCHS, BATCH, RATE, DECAY = 3, 16_384, 0.1, 0.3
FAMED = (
    "李白",
    "杜甫",
    "李贺",
    "王维",
    "李商隐",
    "杜牧",
    "孟浩然",
    "王昌龄",
    "王之涣",
    "崔颢",
    "贺知章",
)
"""Poets whose shi are in the index of copied runs; all of shi would take 25 MB."""
SELDOM = 500
"""A unit is rare while fewer units went by after its uses."""
VERNACULAR = ("poem", "lyric", "good_prose")
HIDE_AFTER, HIDE_FAR = 0.25, 0.15
"""How often what follows, and the third character before, are hidden in training."""


def training_texts(folder: Path) -> Iterator[Text]:
    """Return the texts that share no run of 12 characters with a held-out one; every other shi."""
    known = runs(text for name in HELD_OUT for text in held_out(folder, name))
    kinds = (("songci_train", "ci"), ("yuanqu", "qu"), ("classic_extra", "classic"))
    texts = [text for kind in kinds for text in classical(folder, *kind)]
    texts += [*modern(folder, "modern_zh"), *list(classical(folder, "shi", "classic"))[::2]]
    return (text for text in texts if not shares(text, known))


def places(
    texts: Iterable[Text], ends: Callable[[list[str]], Marked]
) -> tuple[Keys, Marked, npt.NDArray[np.bool_]]:
    """Return windows, styles and whether there is a seam at the places that ``ends`` labels.

    ``ends`` is given all segments and returns for each character 1: a seam after it, 0: none,
    -1: left out.
    """
    chosen = list(texts)
    flat = [segment for text in chosen for segment in text.segments]
    lengths = np.array([len(segment) for segment in flat])
    sizes = [sum(map(len, text.segments)) for text in chosen]
    codes = np.frombuffer("".join(flat).encode("utf-32-le"), np.uint32).astype(np.uint64)
    segment = np.repeat(np.arange(len(flat)), lengths)
    rows = integrity.windows(codes, segment, np.repeat(np.arange(len(chosen)), sizes))
    styles = np.repeat([integrity.STYLES.get(text.style, 0) for text in chosen], sizes)
    labels = ends(flat)
    labels[(rows[:, 2] == 0) | ((rows[:, 4] == 0) & (rows[:, 3] != 0))] = -1
    fair = labels >= 0
    return rows[fair], styles[fair].astype(np.uint64), labels[fair] == 1


def phrase_ends(flat: list[str]) -> Marked:
    """Label the last character of each segment."""
    lengths = np.array([len(segment) for segment in flat])
    labels = np.zeros(lengths.sum(), np.int64)
    labels[np.cumsum(lengths) - 1] = 1
    return labels


def word_ends(flat: list[str]) -> Marked:
    """Label the last character of each of jieba's words; leave out the ends of segments."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    labels = np.zeros(sum(map(len, flat)), np.int64)
    at = 0
    for segment in flat:
        inner = np.cumsum([len(word) for word in jieba.cut(segment)])
        labels[at + inner - 1] = 1
        at += len(segment)
        labels[at - 1] = -1
    return labels


def samples(
    texts: Sequence[Text], ends: Callable[[list[str]], Marked], size: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return features, labels and weights of all places, both labels balanced by group."""
    parts = []
    for group, weight in GROUPS.items():
        chosen = [text for text in texts if text.group == group]
        if not chosen:
            continue
        around, styles, seam = places(chosen, ends)
        around[rng.random(len(around)) < HIDE_AFTER, integrity.BEFORE :] = 0
        around[rng.random(len(around)) < HIDE_FAR, integrity.BEFORE - 1] = 0
        slots = integrity.features(around, styles, size).astype(np.int32)
        balance = np.where(seam, (~seam).sum() / seam.sum(), 1.0) * weight
        parts.append((slots, seam.astype(np.float32), balance.astype(np.float32)))
    slots, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return slots, labels, weights / weights.mean()


def fitted(
    texts: Sequence[Text], ends: Callable[[list[str]], Marked], size: int
) -> integrity.Scorer:
    """Return a scorer of ``size`` slots trained with Adagrad and a pull towards zero."""
    rng = np.random.default_rng(SEED)
    slots, labels, weights = samples(texts, ends, size, rng)
    found = np.zeros(size, np.float32)
    seen = np.full(size, 1e-3, np.float32)
    for epoch in range(EPOCHS):
        order = rng.permutation(len(labels))
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            some = slots[rows]
            wrong = 1 / (1 + np.exp(-found[some].sum(1))) - labels[rows]
            share = np.repeat(wrong * weights[rows], some.shape[1])
            slope = np.bincount(some.ravel(), share, size).astype(np.float32)
            slope += DECAY * found * (slope != 0)
            slope[0] = 0
            seen += slope * slope
            found -= RATE * (1 - epoch / EPOCHS) * slope / np.sqrt(seen)
    step = float(np.abs(found).max() / 127)
    return integrity.Scorer(weights=np.rint(found / step).astype(np.int8), step=step)


def area(chances: npt.NDArray[np.float64], ends: npt.NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve."""
    ranks = np.empty(len(chances))
    ranks[np.argsort(chances, kind="stable")] = np.arange(1, len(chances) + 1)
    count = int(ends.sum())
    above = ranks[ends].sum() - count * (count + 1) / 2
    return float(above / (count * (len(ends) - count)))


def boundaries(folder: Path) -> None:
    """Train the scorer of phrase ends, write it, and print how good it is."""
    found = fitted(list(training_texts(folder)), phrase_ends, 1 << 19)
    write_scorer(integrity.PATH, found)
    measure_boundaries(folder)


def words(folder: Path) -> None:
    """Train the scorer of word ends on part of the texts, write it, and print how good it is."""
    ci = list(classical(folder, "songci_train", "ci"))[::8]
    told = [text for text in modern(folder, "modern_zh") if text.group in VERNACULAR]
    write_scorer(keyword.PATH, fitted([*ci, *told], word_ends, 1 << 16))
    measure_words(folder)


def write_scorer(path: Path, found: integrity.Scorer) -> None:
    """Write a scorer and print the size of its file."""
    np.savez_compressed(path, weights=found.weights, step=np.float64(found.step))
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    integrity.scorer.cache_clear()


def measure_boundaries(folder: Path) -> None:
    """Print areas under the curve and figures on the held-out texts."""
    for name in HELD_OUT:
        texts = [text for text in held_out(folder, name) if text.style in ("ci", "modern")]
        around, styles, ends = places(texts, phrase_ends)
        blind = around.copy()
        blind[:, integrity.BEFORE :] = 0
        for kind, rows in (("both sides", around), ("before only", blind)):
            chances = integrity.scorer().chances(rows, styles)
            figure = 2 ** -np.log2(chances[ends]).mean()
            inside = 2 ** -np.log2(chances[~ends]).mean()
            print(f"{name}, {kind}: AUC {area(chances, ends):.3f}, figure {figure:.3f}, "
                  f"of places inside {inside:.2f}")  # fmt: skip


def measure_words(folder: Path) -> None:
    """Print areas under the curve and typical chances of word ends on the held-out texts."""
    for name in HELD_OUT:
        texts = [text for text in held_out(folder, name) if text.style in ("ci", "modern")]
        around, styles, ends = places(texts, word_ends)
        chances = integrity.scorer(keyword.PATH).chances(around, styles)
        quarters = np.quantile(chances[ends], (0.25, 0.5)).round(3)
        print(f"{name}, word ends: AUC {area(chances, ends):.3f}, lower quartile and median "
              f"{quarters}, inside words median {np.median(chances[~ends]):.3f}")  # fmt: skip


def stretches(texts: Iterable[Iterable[str]], length: int) -> Keys:
    """Return the hashes of all stretches of ``length`` units within a text."""
    stop = np.zeros(1, np.uint64)
    flat = np.concatenate([part for text in texts for part in (keys(text), stop)])
    within = np.lib.stride_tricks.sliding_window_view(flat, length).all(axis=1)
    return np.unique(grams(flat, length)[within])


def chinese(folder: Path) -> list[str]:
    """Return the training texts of the index without marks, prose sentence by sentence.

    Sentences that stand alone are left out, and shi but those of `FAMED`.
    """
    kinds = (("songci_train", "ci"), ("yuanqu", "qu"), ("classic_extra", "classic"))
    texts = [text for kind in kinds for text in classical(folder, *kind)]
    told = [text for text in modern(folder, "modern_zh") if text.group != "sentence"]
    texts += [text for text in told if text.style == "modern"]
    prose = [line for text in told if text.style == "prose" for line in text.lines]
    with gzip.open(folder / "shi.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["author"] in FAMED]
    poems = ["".join(run for line in row["lines"] for run in segments(line)) for row in rows]
    sentences = ["".join(segment for segment, _ in line) for line in prose]
    return ["".join(text.segments) for text in texts] + sentences + poems


def english(folder: Path, part: str) -> list[list[str]]:
    """Return the words of each sonnet of one part of the split."""
    with gzip.open(folder / f"sonnet_{part}.jsonl.gz", "rt", encoding="utf-8") as file:
        sonnets = [json.loads(row)["lines"] for row in file]
    return [[word for line in sonnet for word in units(line, "en")] for sonnet in sonnets]


def novelty(folder: Path) -> None:
    """Pack the index of copied runs, and print its size and how exact it is."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for language, texts in (("zh", chinese(folder)), ("en", english(folder, "train"))):
        found = stretches(texts, index.STRETCH[language])
        fuse = Fuse.of(found)
        arrays |= index.packed(language, fuse)
        print(f"{language}: {len(found)} stretches in {8 * fuse.low.size * 1.25 / len(found):.2f} "
              "bits each")  # fmt: skip
    part = index.PATH.with_name("novelty.part.npz")
    np.savez(part, **arrays)
    part.replace(index.PATH)
    print(f"{index.PATH.name}: {index.PATH.stat().st_size / 1e6:.2f} MB")
    index.index.cache_clear()
    measure_novelty(folder)


def exact_run(text: str, known: Mapping[int, Keys]) -> int:
    """Return the longest run that stands in one training text, by hashes of every length."""
    run = 0
    for length, hashes in known.items():
        asked = grams(keys(text), length)
        at = np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)
        if not (hashes[at] == asked).any():
            return run
        run = length
    return run


def measure_novelty(folder: Path) -> None:
    """Print how far the longest runs of held-out texts are from exact ones, and of copies."""
    texts = [text for text in chinese(folder) if LACUNA not in text]
    shortest = index.STRETCH["zh"]
    known = {length: stretches(texts, length) for length in range(shortest, shortest + 6)}
    for name in HELD_OUT:
        held = ["".join(text.segments) for text in held_out(folder, name)
                if text.style in ("ci", "modern")]  # fmt: skip
        held = [text for text in held if LACUNA not in text]
        exact = [exact_run(text, known) for text in held]
        found = [run.length if (run := index.longest([text])) else 0 for text in held]
        print(f"{name}: exact {sorted(Counter(exact).items())}")
        same = np.mean([a == b for a, b in zip(exact, found, strict=True)])
        over = Counter((a, b) for a, b in zip(exact, found, strict=True) if a != b)
        print(f"  same in {100 * same:.1f} %; (exact, found): {sorted(over.items())}")
    rng = np.random.default_rng(SEED)
    chosen = [texts[k] for k in rng.integers(len(texts), size=1000)]
    whole = [run.length == len(text) if (run := index.longest([text])) else len(text) < shortest
             for text in chosen]  # fmt: skip
    print(f"1000 training texts: found whole {sum(whole)}")


def rates(texts: Sequence[Sequence[str]]) -> tuple[dict[str, float], float]:
    """Return how readily each unit comes back, and the rate of rare ones, all drawn towards it."""
    back: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for text in texts:
        last: dict[str, int] = {}
        merged = [unit for unit, _ in groupby(text)]
        for now, unit in enumerate(merged):
            if unit in last:
                back[unit] += 1
                passed[unit] += now - last[unit]
            last[unit] = now
        for unit, now in last.items():
            passed[unit] += len(merged) - now
    seldom = [unit for unit in passed if passed[unit] < SELDOM]
    rare = sum(back[unit] for unit in seldom) / sum(passed[unit] for unit in seldom)
    kept = sorted(unit for unit in passed if passed[unit] >= SELDOM)
    return {unit: (back[unit] + 1) / (passed[unit] + 1 / rare) for unit in kept}, rare


def chunks(text: str, size: int = 120) -> list[str]:
    """Return a text in pieces of the length of a lyric."""
    return [text[k : k + size] for k in range(0, len(text), size)]


def habits(folder: Path) -> None:
    """Count how soon units come back, write the rates, and print the usual repetition."""
    ci = [*classical(folder, "songci_train", "ci"), *classical(folder, "yuanqu", "qu")]
    told = [text for text in modern(folder, "modern_zh") if text.group in VERNACULAR]
    sources: dict[str, list[Sequence[str]]] = {
        "classical": [part for text in ci for part in chunks("".join(text.segments))],
        "modern": [part for text in told for part in chunks("".join(text.segments))],
        "english": list(english(folder, "train")),
    }
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, texts in sources.items():
        found, rare = rates(texts)
        steps = np.rint(-repetition.STEPS * np.log(list(found.values())))
        arrays[f"{name}.units"] = np.array(" ".join(found))
        arrays[f"{name}.rates"] = steps.clip(0, 255).astype(np.uint8)
        arrays[f"{name}.figures"] = np.array([rare, usual(texts, found, rare)])
        print(f"{name}: {len(found)} units, rare {rare:.5f}, usual {arrays[f'{name}.figures'][1]}")
    np.savez_compressed(repetition.PATH, **arrays)
    print(f"{repetition.PATH.name}: {repetition.PATH.stat().st_size / 1000:.0f} kB")


def usual(texts: Sequence[Sequence[str]], found: dict[str, float], rare: float) -> float:
    """Return the mean repetition of the texts of at least 40 units."""
    known = repetition.Habits(rates=found, rare=rare, usual=0)
    figures = []
    for text in texts:
        merged = [unit for unit, _ in groupby(text)]
        last: dict[str, int] = {}
        total = 0.0
        for now, unit in enumerate(merged):
            total += known.surprise(unit, now - last[unit]) if unit in last else 0
            last[unit] = now
        if len(merged) >= 40:
            figures.append(total / len(merged))
    print(np.quantile(figures, (0.05, 0.25, 0.5, 0.75, 0.95)).round(3))
    return float(np.mean(figures))


STEPS = {"boundaries": boundaries, "words": words, "novelty": novelty, "habits": habits}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    STEPS[given.step](given.data)


if __name__ == "__main__":
    main()
