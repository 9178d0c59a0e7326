"""Learn letters to sounds from the packed lexicon, for `aigc.g2p.english.letters`.

Each word is parted into pieces of a letter and its phones by expectation maximisation; the pieces
are counted in runs, smoothed after Kneser and Ney, and rare runs left out. Words whose checksum
says so are held out, and the accuracy on them is printed::

    python scripts/train_letter_to_sound.py aigc/g2p/data/english.letters
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aigc.g2p.english.letters import EDGE, Grams, LetterToSound, Piece, read, write
from aigc.g2p.english.lexicon import lexicon

MOST_PHONES = 3
HELD_OUT_SHARE = 20
Chances = dict[tuple[str, tuple[str, ...]], float]
Word = tuple[str, tuple[str, ...]]


def held_out(word: str) -> bool:
    """Tell whether a word is kept from the training."""
    return zlib.crc32(word.encode()) % HELD_OUT_SHARE == 0


def words() -> Iterator[Word]:
    """Yield each word of plain letters with each of its readings."""
    known = lexicon()
    for word in known:
        if re.fullmatch("[a-z]{2,}", word):
            for reading in known.readings(word):
                yield word, reading.phones


def plain(phones: Iterable[str]) -> tuple[str, ...]:
    return tuple(phone.rstrip("012") for phone in phones)


def forward(word: str, phones: Sequence[str], chances: Chances) -> list[list[float]]:
    """Return the chance of each beginning of the letters with each beginning of the phones."""
    table = [[0.0] * (len(phones) + 1) for _ in range(len(word) + 1)]
    table[0][0] = 1.0
    for i, letter in enumerate(word):
        for j in range(len(phones) + 1):
            if mass := table[i][j]:
                for k in range(min(MOST_PHONES, len(phones) - j) + 1):
                    table[i + 1][j + k] += mass * chances.get((letter, phones[j : j + k]), 0.0)
    return table


def expected(data: Sequence[Word], chances: Chances) -> Chances:
    """Return the chances of the pieces after one pass of expectation and maximisation."""
    counts: dict[Piece, float] = defaultdict(float)
    for word, phones in data:
        ahead = forward(word, phones, chances)
        total = ahead[-1][-1]
        if not total:
            continue
        behind = [0.0] * len(phones) + [1.0]
        for i in range(len(word) - 1, -1, -1):
            before = [0.0] * (len(phones) + 1)
            for j in range(len(phones) + 1):
                for k in range(min(MOST_PHONES, len(phones) - j) + 1):
                    if rest := behind[j + k]:
                        piece = word[i], phones[j : j + k]
                        part = chances.get(piece, 0.0) * rest
                        before[j] += part
                        counts[piece] += ahead[i][j] * part / total
            behind = before
    sums: Counter[str] = Counter()
    for (letter, _), count in counts.items():
        sums[letter] += count
    return {piece: count / sums[piece[0]] for piece, count in counts.items() if count > 1e-3}


def first_guess(data: Sequence[Word]) -> Chances:
    """Return equal chances for every piece, less for those of none or several phones."""
    weights = (0.2, 1.0, 0.05, 0.001)
    return {
        (word[i], phones[j : j + k]): weights[k]
        for word, phones in data
        for i in range(len(word))
        for j in range(len(phones))
        for k in range(min(MOST_PHONES, len(phones) - j) + 1)
    }


def parted(word: str, phones: Sequence[str], chances: Chances) -> list[Piece] | None:
    """Return the likeliest pieces of a word, or None where no pieces make it."""
    bare = plain(phones)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in word:
        row: dict[int, tuple[float, int]] = {}
        for j, (score, _) in best[-1].items():
            for k in range(min(MOST_PHONES, len(bare) - j) + 1):
                chance = chances.get((letter, bare[j : j + k]), 0.0)
                if chance > 1e-5:
                    new = score + math.log(chance)
                    if j + k not in row or new > row[j + k][0]:
                        row[j + k] = new, j
        best.append(row)
    if len(bare) not in best[-1]:
        return None
    out, j = [], len(bare)
    for i in range(len(word), 0, -1):
        before = best[i][j][1]
        out.append((word[i - 1], tuple(phones[before:j])))
        j = before
    return out[::-1]


def counted(lines: Sequence[Sequence[int]], order: int) -> list[dict[tuple[int, ...], int]]:
    """Return how often each run comes, by length; shorter ones count what may stand before them."""
    levels: list[dict[tuple[int, ...], int]] = [Counter() for _ in range(order + 1)]
    longest = levels[order]
    for line in lines:
        for end in range(1, len(line) + 1):
            run = tuple(line[max(0, end - order) : end])
            if len(run) == order:
                longest[run] += 1
            elif run[0] == 0:
                levels[len(run)][run] += 1
    for length in range(order, 1, -1):
        for run in levels[length]:
            if not (run[1] == 0 and len(run) > 2 and run[0] == 0):
                levels[length - 1][run[1:]] += 1
    return levels


def smoothed(levels: Sequence[dict[tuple[int, ...], int]], least: Sequence[int]) -> Grams:
    """Return the chances of the runs that come at least so often, by length."""
    chance: dict[tuple[int, ...], float] = {}
    shorter: dict[tuple[int, ...], float] = {}
    shorter[()] = 0.0
    for length in range(1, len(levels)):
        level = levels[length]
        ones, twos = (sum(1 for c in level.values() if c == n) for n in (1, 2))
        discount = ones / (ones + 2 * twos) if length > 1 else 0.0
        totals: Counter[tuple[int, ...]] = Counter()
        for run, count in level.items():
            totals[run[:-1]] += count
        kept = {r: c for r, c in level.items() if c >= least[length] and r[:-1] in shorter}
        used: dict[tuple[int, ...], float] = defaultdict(float)
        for run, count in kept.items():
            used[run[:-1]] += (count - discount) / totals[run[:-1]]
        for run, count in kept.items():
            own = (count - discount) / totals[run[:-1]]
            rest = 1.0 - used[run[:-1]]
            chance[run] = own + (rest * lower(run[1:], chance, shorter) if length > 1 else 0.0)
        for context, mass in used.items():
            shorter[context] = max(1.0 - mass, 1e-4)
        for run in kept:
            shorter.setdefault(run, 1.0)
    return {
        run: (math.log(max(p, 1e-9)), math.log(shorter.get(run, 1.0))) for run, p in chance.items()
    }


def lower(
    run: tuple[int, ...],
    chance: dict[tuple[int, ...], float],
    shorter: dict[tuple[int, ...], float],
) -> float:
    """Return the chance of the last piece after the others, by the runs known so far."""
    scale = 1.0
    while run:
        if run in chance:
            return scale * chance[run]
        scale *= shorter.get(run[:-1], 1.0)
        run = run[1:]
    return scale * 1e-6


def distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many phones are wrong, missing or too many."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def measure(model: LetterToSound, held: dict[str, list[tuple[str, ...]]]) -> str:
    """Return the share of words read right and of phones read wrong, the nearest reading taken."""
    right = right_stress = wrong = total = 0
    for word, readings in held.items():
        said = model.phones(word)
        errors, length = min((distance(plain(said), plain(r)), len(r)) for r in readings)
        wrong, total, right = wrong + errors, total + length, right + (errors == 0)
        right_stress += said in readings
    count = len(held)
    return (
        f"{count} words held out: {right / count:.1%} right ({right_stress / count:.1%} with "
        f"stress), {wrong / total:.2%} of phones wrong"
    )


def main(arguments: argparse.Namespace) -> None:
    everything = list(words())
    train = [(w, p) for w, p in everything if not held_out(w)]
    held: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for word, phones in everything:
        if held_out(word):
            held[word].append(phones)
    bare = [(w, plain(p)) for w, p in train]
    chances = first_guess(bare)
    for _ in range(arguments.passes):
        chances = expected(bare, chances)
    lines = [line for w, p in train if (line := parted(w, p, chances))]
    common = Counter(piece for line in lines for piece in line)
    pieces: list[Piece] = [(EDGE, ()), *sorted(p for p, n in common.items() if n >= 3)]
    number = {piece: i for i, piece in enumerate(pieces)}
    runs = [[0, *(number[p] for p in line), 0] for line in lines if all(p in number for p in line)]
    whole = min(arguments.whole, arguments.order)
    least = [0, *(1,) * whole, *(arguments.least,) * (arguments.order - whole)]
    grams = smoothed(counted(runs, arguments.order), least)
    write(arguments.out, pieces, grams)
    size = arguments.out.stat().st_size / 1e6
    sys.stdout.write(
        f"{len(runs)} of {len(train)} words, {len(pieces)} pieces, {len(grams)} runs, "
        f"{size:.2f} MB\n"
    )
    sys.stdout.write(measure(read(arguments.out), held) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--order", type=int, default=7, help="pieces in the longest run")
    parser.add_argument("--whole", type=int, default=2, help="keep all runs up to this length")
    parser.add_argument("--least", type=int, default=2, help="how often a longer one must come")
    parser.add_argument("--passes", type=int, default=6, help="of expectation maximisation")
    main(parser.parse_args())
