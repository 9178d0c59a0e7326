from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.lyrics.english.phrases import END, contexts, openings
from aigc.lyrics.english.symbols import (
    FIRST_WORD,
    JOINED,
    NEAR_RHYME,
    Metre,
    Rhyme,
    Stress,
    Syllable,
    layout,
    vocabulary_of,
)
from aigc.lyrics.english.training.corpus import parse, passages, verse
from aigc.lyrics.english.training.kinship import kinship
from aigc.lyrics.english.training.pack import Collector, Pack, split
from aigc.lyrics.english.training.phrases import phrases_of
from aigc.lyrics.english.training.prepare import halved, prepare
from aigc.lyrics.english.training.samples import PLAIN, Chances, draw
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.symbols import Column, Kind
from aigc.lyrics.model.vocabulary import FREE, UNKNOWN

STANZA = [
    "The night is long, and I am here to see",
    "And all the river is a silver light",
    "My love is like a flower by the sea",
    "And she shall sing to me the summer night",
]


def collected(*poems: list[str]) -> Collector:
    collector = Collector()
    for poem in poems:
        collector.add(map(verse, poem), 0)
    return collector


@pytest.fixture(scope="module")
def pack() -> tuple[Pack, list[str]]:
    collector = collected(*[STANZA] * 6)
    words = sorted(collector.words)
    return collector.pack(words), words


def test_words_and_marks_of_a_line():
    words, marks = parse("“Lov’d, -- and o’er the sea!”")
    assert words == ["loved", "and", "o'er", "the", "sea"]
    assert marks == {0: "-", 4: "!"}


def test_an_old_hyphen_is_closed():
    assert parse("To-morrow or to-night, to-ward")[0] == ["tomorrow", "or", "tonight", "to", "ward"]


def test_a_line_of_other_signs_is_not_read():
    assert parse("see page 12") is None
    assert verse("zxqv is no word") is None


def test_a_line_is_said_so_that_it_scans():
    line = verse("and every river runs into the sea")
    assert line.metre is Metre.IAMBIC
    assert line.syllables == 10
    assert verse("every river in the silver morning").metre is Metre.TROCHAIC
    assert verse("beautiful river, beautiful sea").metre is Metre.FREE


def test_passages_are_runs_of_lines_that_begin_large(tmp_path):
    path = tmp_path / "lines.txt.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("One\nTwo\nprose goes on\n“Three\n")
    assert list(passages(path)) == [["One", "Two"], ["“Three"]]


def test_a_pack_keeps_syllables_words_and_rhymes(pack):
    packed_lines, words = pack
    begin, end = packed_lines.starts[:2]
    tokens = packed_lines.token[begin:end].tolist()
    assert [words[t - FIRST_WORD] for t in tokens if t != JOINED] == parse(STANZA[0])[0]
    assert end - begin == verse(STANZA[0]).syllables
    keys = packed_lines.rhyme[:4].tolist()
    assert keys[0] == keys[2] != keys[1] == keys[3]


def test_unknown_words_break_a_passage_in_two():
    poem = [*STANZA, "qwrtz", *STANZA[:3]]
    collector = collected(poem)
    assert len(collector.pack(sorted(collector.words))) == 4
    few = collector.pack(["the", "and"])
    assert len(few) == 0


def test_split_holds_whole_passages_back(pack):
    kept, held = split(pack[0], every=3, block=1)
    assert len(kept) + len(held) == len(pack[0]) and len(held) == 8
    assert not set(kept.passage.tolist()) & set(held.passage.tolist())
    assert np.diff(held.starts).tolist() == np.diff(pack[0].starts).tolist()[8:16]


def test_a_pack_comes_back_from_disk(pack, tmp_path):
    pack[0].save(tmp_path / "some.npz")
    again = Pack.load(tmp_path / "some.npz")
    assert np.array_equal(again.token, pack[0].token) and len(again) == len(pack[0])


def test_a_line_is_laid_out_from_its_end():
    vocabulary = vocabulary_of(["love"])
    line = [Syllable(), Syllable(mark=","), Syllable(stress=Stress.STRONG, rhyme=Rhyme.OPENS)]
    slots = layout([line], vocabulary)
    assert slots.cell.tolist() == [2, -1, 1, 0]
    rows = slots.rows
    assert rows[:, Column.KIND].tolist() == [Kind.LAST, Kind.MARK, Kind.LAST, Kind.CHARACTER]
    assert rows[:, Column.COUNTDOWN].tolist() == [0, 0, 1, 0]
    assert rows[0, Column.TONE] == Stress.STRONG and rows[0, Column.RHYME] == Rhyme.OPENS
    assert rows[1, Column.GIVEN] == vocabulary.ids([","])[0]
    assert rows[2, Column.GIVEN] == FREE


@given(st.integers(0, 2**32 - 1), st.integers(0, 23))
def test_samples_tell_the_truth(pack, seed, line):
    packed_lines, words = pack
    vocabulary = vocabulary_of(words)
    sample = draw(packed_lines, line, np.random.default_rng(seed), Chances(), vocabulary)
    given_rows = sample.slots[:, Column.GIVEN]
    told = given_rows != FREE
    assert (given_rows[told] == sample.tokens[told]).all()
    assert not (sample.free & told).any()
    assert not np.isin(sample.tokens[sample.free], [JOINED, UNKNOWN]).any()
    assert sample.slots[:, Column.RHYME].max() <= Rhyme.OPENS + NEAR_RHYME


def test_a_plain_sample_tells_rhyme_and_metre(pack):
    packed_lines, words = pack
    rng = np.random.default_rng(0)
    sample = draw(packed_lines, 0, rng, PLAIN, vocabulary_of(words))
    last = sample.slots[sample.slots[:, Column.KIND] == Kind.LAST]
    assert last[:4, Column.RHYME].tolist() == [Rhyme.OPENS] * 2 + [Rhyme.OPENS + 2] * 2
    assert sample.slots[:4, Column.TONE].tolist() == [1, 2, 1, 2]


def test_words_are_foreseen_from_what_follows(pack):
    packed_lines, words = pack
    vocabulary = vocabulary_of(words)
    phrases = Phrases.of(phrases_of(packed_lines, len(vocabulary)))
    the, summer, night = vocabulary.ids(["the", "summer", "night"])
    row = phrases.foresee(night, END)
    assert int(row.argmax()) == summer
    assert row.sum() == pytest.approx(1, abs=0.05)
    assert int(phrases.foresee(summer, night).argmax()) == the
    opening = openings(phrases)
    assert opening[vocabulary.ids(["and"])[0]] > 3 * opening[summer]


def test_contexts_begin_anew_with_each_line():
    tokens = np.array([30, JOINED, 40, 50, UNKNOWN, 60])
    around = contexts(tokens, np.array([0, 0, 0, 1, 1, 1]))
    assert around.tolist() == [
        [END, END],
        [30, END],
        [30, END],
        [END, END],
        [50, END],
        [UNKNOWN, 50],
    ]


def test_preparing_leaves_out_held_out_lines(tmp_path):
    held = [
        "The summer night is long and silver light",
        "I am to see the river by the sea",
        "My flower shall sing to me and all is long",
        "And she is like the river to the hill",
    ]
    for name, poem in (("train", STANZA), ("dev", held), ("test", held)):
        with gzip.open(tmp_path / f"sonnet_{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps({"lines": [line.lower() for line in poem]}) + "\n")
    with gzip.open(tmp_path / "gutenberg_lines.txt.gz", "wt", encoding="utf-8") as file:
        other = ["The golden morning comes to me again"] * 5
        file.write("\n".join([*other, held[0], *other, "a break"] * 900))
    vocabulary, packs = prepare(tmp_path, tmp_path)
    assert len(packs["sonnet_dev"]) == 4 and len(packs["train"]) > 9000
    assert "hill" not in vocabulary and "golden" in vocabulary
    again, _ = prepare(tmp_path, tmp_path)
    assert again == vocabulary
    kept, phrases = halved(packs["train"], len(vocabulary), tmp_path / "half.npz")
    assert 0 < len(kept) < len(packs["train"])
    assert len(phrases.alone) == len(vocabulary)


def test_words_of_the_same_company_begin_close_together():
    poems = [[f"{a} sings a song", f"{a} sings a song", f"{b} reads a book", f"{b} reads a book"]
             for a, b in (("mary", "john"), ("susan", "peter")) for _ in range(8)]  # fmt: skip
    collector = collected(*poems)
    words = sorted(collector.words)
    vocabulary = vocabulary_of(words)
    rows = kinship(collector.pack(words), len(vocabulary), width=4, seed=1)
    mary, susan, peter = (rows[i] for i in vocabulary.ids(["mary", "susan", "peter"]))
    assert mary @ susan > mary @ peter
