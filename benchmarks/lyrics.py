"""How good the bundled model of Chinese verse is: SongNet's figures, and stricter ones.

Run ``python benchmarks/lyrics.py DATA`` with the folder of the held-out and training texts. It
prints the surprise of the shipped model on the held-out poems, then writes one poem under the form
of each test poem and prints the table beside SongNet's figures as recalled, then what holds in
tone mode and with keywords, how new the poems are, and how long they take. ``--poems N`` takes the
first N test poems of a shuffle; by itself all of them are taken.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import statistics
import sys
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.lyrics.chinese.decode import Decoder, Taste
from aigc.lyrics.chinese.voice import Voice
from aigc.lyrics.chinese.writer import ChineseWriter
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import Plan, plans, printed
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.engine import Options
from aigc.lyrics.forms.cipai import cipai, names, variants
from aigc.lyrics.forms.reference import template_of
from aigc.lyrics.model.symbols import Column, Ids, Kind, Rhyme, prompt
from aigc.lyrics.model.training.corpus import book_tones, spoken_tone
from aigc.lyrics.model.training.pack import pack
from aigc.lyrics.model.training.prepare import corpora, held_out
from aigc.lyrics.model.training.samples import Sample, paper_tokens, plain
from aigc.lyrics.verify.grid import is_han
from aigc.types.template import UNRHYMED, Keyword, Template
from benchmarks import lyrics_metrics as metrics

SONGNET = {
    "PPL dev": 11.56, "PPL test": 12.64, "MA-D-1": 75.0, "MA-D-2": 97.3, "format MA-F1": 99.88,
    "format MI-F1": 99.89, "rhyme MA-F1": 73.2, "rhyme MI-F1": 72.6, "integrity": 1.77,
}  # fmt: skip
"""As recalled from the paper; other splits of the same corpus, its own integrity scorer."""

Poem = list[str]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def surprise(voice: Voice, data: Path, name: str, most: int | None) -> dict[str, float]:
    """Return perplexities by character and in SongNet's way, by what is known of the rhyme.

    SongNet is told where lines end, not which ends rhyme: what it is compared with is the figure
    without the rhyme. It has to foresee the marks too, which are given here. The second measure
    tells which ends rhyme, and the class from the first of them on, when it has been heard; the
    third tells the class at once. Characters out of the vocabulary cost nothing; their share is
    told as well.
    """
    texts = [t for t in held_out(data, name) if "prose" not in t.group]
    random.Random(1).shuffle(texts)
    texts = texts[:most]
    book = {c: spoken_tone(c) for c in voice.vocabulary.characters} | book_tones(data)
    packed = pack(texts, voice.vocabulary, lambda style: book)
    nats: dict[str, list[float]] = {"rhyme unknown": [], "scheme told": [], "class told": []}
    papers: dict[str, list[float]] = {known: [] for known in nats}
    count = left_out = 0
    for i, text in enumerate(texts):
        unknown, told = (plain(packed, i, rhyme=rhyme) for rhyme in (False, True))
        ends = np.flatnonzero(told.slots[:, Column.RHYME] >= Rhyme.FIRST)
        heard = np.arange(len(told.tokens)) > (ends[0] if len(ends) else len(told.tokens))
        before, after = (judged(voice, sample, text.style) for sample in (unknown, told))
        costs = before, np.where(heard, after, before), after
        for known, cost in zip(nats, costs, strict=True):
            nats[known].append(float(cost.sum()))
            papers[known].append(2 ** (nats[known][-1] / paper_tokens(unknown)))
        count += int(unknown.free.sum())
        inside = unknown.slots[:, Column.KIND] != Kind.MARK
        left_out += int((inside & ~unknown.free).sum())
    found: dict[str, float] = {}
    for known in nats:
        found[f"{known}, per character"] = math.exp(sum(nats[known]) / count)
        found[f"{known}, SongNet's way"] = statistics.mean(papers[known])
    found["characters left out, %"] = 100 * left_out / (count + left_out)
    return found


def judged(voice: Voice, sample: Sample, style: str) -> np.ndarray:
    """Return the nats of every slot, 0 where nothing was free."""
    speaking = voice.start(sample.prompt, sample.slots, 1, style)
    return np.where(sample.free, -speaking.judge(sample.tokens[None])[0], 0)


def cleaned(poem: Poem) -> Poem:
    """Return the lines with characters and marks alone; what is no Chinese character reads 一."""
    kept = (
        "".join(_plain(c) for c in line if c.isalnum() or c == "□" or c in metrics.MARKS)
        for line in poem
    )
    return [line for line in kept if metrics.plain([line])]


def _plain(character: str) -> str:
    return character if character in metrics.MARKS or is_han(character) else "一"


def form_of(poem: Poem) -> Template:
    """Return the form of a poem with the rhymes that SongNet's metric sees, no words of it."""
    template = template_of("\n".join(poem), rhyme=False)
    classes = [metrics.rhyme_class(metrics.plain([line])[-1]) for line in poem]
    shared = [k if k >= 0 and classes.count(k) > 1 else -1 for k in classes]
    letters = {k: "abcdefghijklm"[i] for i, k in enumerate(dict.fromkeys(shared)) if k >= 0}
    lines = [
        replace(line, repeats=None, cells=(*line.cells[:-1], replace(line.cells[-1], rhyme=group)))
        for line, k in zip(template.lines, shared, strict=True)
        for group in [letters.get(k, UNRHYMED if letters else "")]
    ]
    return replace(template, lines=tuple(lines))


class Unmasked(Decoder):
    """Draws whatever the model likes; the form is only told to it."""

    def _mask(self, row: int, cell: int) -> np.ndarray:
        return self.of[row].problem.alphabet.known

    def _checked(self, row: int, cell: int, drawn: int, liking: np.ndarray) -> int:
        return drawn


def unmasked(voice: Voice, template: Template, title: str, seed: int) -> Poem:
    problem = Problem(template, alphabet(voice.vocabulary.characters, template.book))
    some: list[Plan] = plans(problem, 1, seed)
    asked: Ids = prompt(voice.vocabulary, "ci", title)
    taste = Taste(temperature=0.9, top=32, repetition=1.0)
    decoder = Unmasked(voice, some, 1, "ci", taste, np.random.default_rng(seed))
    for _ in decoder.run(asked):
        pass
    (draft,) = decoder.drafts()
    assert draft
    return list(printed(template, draft.characters))


def bare(template: Template) -> Template:
    """Return the template without its rhymes."""
    lines = tuple(
        replace(line, cells=tuple(replace(cell, rhyme="") for cell in line.cells))
        for line in template.lines
    )
    return replace(template, lines=lines)


def written(writer: ChineseWriter, template: Template, title: str, seed: int) -> Poem:
    (lyric,) = writer.write(template, Options(style="ci", title=title), seed=seed)
    return list(lyric.lines)


def table(references: Sequence[Poem], poems: Sequence[Poem]) -> dict[str, float]:
    """Return the figures of SongNet's table."""
    kept, rhymed = metrics.format_f1(references, poems), metrics.rhyme_f1(references, poems)
    strict = metrics.rhyme_f1(references, poems, strict=True)
    one, two = metrics.distinct(poems, 1), metrics.distinct(poems, 2)
    return {
        "format MA-F1": kept.macro, "format MI-F1": kept.micro,
        "rhyme MA-F1": rhymed.macro, "rhyme MI-F1": rhymed.micro,
        "strict rhyme MA-F1": strict.macro, "strict rhyme MI-F1": strict.micro,
        "MA-D-1": one.macro, "MI-D-1": one.micro, "MA-D-2": two.macro, "MI-D-2": two.micro,
        "integrity": metrics.integrity(poems, style="ci"),
    }  # fmt: skip


def toned(data: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Template]]:
    """Yield cipai whose catalogue has the length of a test poem, with their tones."""
    known = set(names())
    for row in data:
        size = len(metrics.plain(row["lines"]))
        fits = [v for v in variants(row["cipai"]) if v.characters == size] if (
            row["cipai"] in known
        ) else []  # fmt: skip
        if fits:
            yield row["cipai"], cipai(row["cipai"], fits[0].number)


def with_keywords(
    poem: Poem, template: Template, known: Container[str], rng: random.Random
) -> Template:
    """Return the template with up to three words of two characters from inside the poem's lines."""
    segments = [s for line in poem for s in _segments(line) if len(s) > 3]
    starts = [(s, rng.randrange(len(s) - 2)) for s in rng.sample(segments, min(3, len(segments)))]
    words = dict.fromkeys(s[k : k + 2] for s, k in starts)
    asked = tuple(Keyword(text=w) for w in words if all(c in known for c in w))
    return replace(template, keywords=asked)


def _segments(line: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in line).split()


def timed(writer: ChineseWriter, forms: Sequence[Template], count: int) -> float:
    """Return the median CPU seconds of one call."""
    spent = []
    for seed, template in enumerate(forms):
        began = time.process_time()
        writer.write(template, Options(style="ci"), count=count, seed=seed)
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--poems", type=int)
    parser.add_argument("--weights", type=Path)
    options = parser.parse_args()
    writer = ChineseWriter(options.weights) if options.weights else ChineseWriter()
    voice = writer.voice()
    for name in ("songci_dev", "songci_test", "modern_dev", "modern_test"):
        told = surprise(voice, options.data, name, options.poems)
        say(f"{name}: " + ", ".join(f"{key} {value:.2f}" for key, value in told.items()))

    test = list(rows(options.data / "songci_test.jsonl.gz"))
    random.Random(3).shuffle(test)
    test = test[: options.poems]
    references = [cleaned(row["lines"]) for row in test]
    forms = list(map(form_of, references))
    pairs = list(zip(forms, test, strict=True))
    hard = [written(writer, t, row["cipai"], i) for i, (t, row) in enumerate(pairs)]
    free = [unmasked(voice, t, row["cipai"], i) for i, (t, row) in enumerate(pairs)]
    blind = [unmasked(voice, bare(t), row["cipai"], i) for i, (t, row) in enumerate(pairs)]
    columns = [table(references, poems) for poems in (references, hard, free, blind)]
    for key in ("format MA-F1", "format MI-F1"):
        columns[2][key] = columns[3][key] = math.nan
    say("\nunmasked: marks and lengths are printed, rhymes are the network's own, told the class; "
        "blind: not told it either")  # fmt: skip
    say(f"{len(test)} test poems{'':20}human  hard   unmasked  blind  SongNet (recalled)")
    for key in columns[0]:
        figures = "".join(f"{column[key]:9.2f}" for column in columns)
        say(f"{key:22}{figures}{SONGNET.get(key, float('nan')):12.2f}")
    say("integrity: by the scorer of this project; SongNet's figure is of its own")
    say(f"exact by the verifier: {metrics.exactness(forms, hard):.2f} %")

    strict = list(toned(test))
    made = [written(writer, t, name, i) for i, (name, t) in enumerate(strict)]
    told = [t for _, t in strict]
    say(f"\ntone mode, {len(told)} poems: tone {metrics.conformity(told, made, 'tone'):.2f} %, "
        f"rhyme {metrics.conformity(told, made, 'rhyme'):.2f} %, "
        f"exact {metrics.exactness(told, made):.2f} %")  # fmt: skip
    rng = random.Random(5)
    known = set(voice.vocabulary.characters)
    keyed = [with_keywords(row["lines"], t, known, rng) for t, row in pairs]
    titles = [row["cipai"] for row in test]
    made = [
        written(writer, t, title, i) for i, (t, title) in enumerate(zip(keyed, titles, strict=True))
    ]
    count = sum(len(t.keywords) for t in keyed)
    say(f"{count} keywords: {metrics.keyword_share(keyed, made):.2f} %, "
        f"exact {metrics.exactness(keyed, made):.2f} %")  # fmt: skip
    train = [list(text.segments) for text in corpora(options.data)]
    for who, poems in (("model", hard), ("human", references)):
        runs = metrics.longest_shared_runs(poems, train)
        middle, high = np.percentile(runs, (50, 90))
        say(f"longest run shared with a training text, {who}: median {middle:g}, "
            f"90 % {high:g}, longest {max(runs)}")  # fmt: skip
    some = forms[:20]
    say(f"CPU seconds, median of {len(some)} forms: one poem {timed(writer, some, 1):.2f}, "
        f"16 {timed(writer, some, 16):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
