from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from aigc.lyrics.model.symbols import Column, Kind, Rhyme, Tone, layout
from aigc.lyrics.model.training.corpus import Text, parse
from aigc.lyrics.model.training.pack import Pack, pack
from aigc.lyrics.model.training.samples import (
    LONGEST,
    Chances,
    by_length,
    collate,
    draw,
    plain,
)
from aigc.lyrics.model.vocabulary import FREE, PAD, UNKNOWN, Vocabulary

POEM = ("床前明月光，疑是地上霜。", "举头望明月，低头思故□。")
LONG = ("明月光地上霜，", "疑是故人来。") * 40
NOTHING = Chances(
    no_title=0, themes=0, tones=0, locks=0, no_marks=0, one_segment_a_line=0,
    rhyme_any=1, rhyme_main=0, rhyme_all=0,
)  # fmt: skip


def texts() -> list[Text]:
    first = Text(group="shi", style="classic", title="静夜思", lines=parse(POEM))
    return [first, Text(group="ci", style="ci", title="", lines=parse(LONG))]


WORDS = Vocabulary.of(Counter("".join((*POEM, *LONG, "静夜")).replace("□", "")), 1)


@pytest.fixture(scope="module")
def packed() -> Pack:
    return pack(texts(), WORDS, lambda _: {"明": 1, "月": 2, "光": 3})


def chances(**told: float) -> Chances:
    base = {name: getattr(NOTHING, name) for name in NOTHING.__dataclass_fields__}
    return Chances(**base | told)


def test_a_plain_sample_is_the_layout_of_its_form(packed):
    sample = plain(packed, 0, rhyme=False)
    form = [[(len(s), m) for s, m in line] for line in parse(POEM)]
    np.testing.assert_array_equal(sample.slots, layout(form, WORDS))
    assert WORDS.text(sample.tokens) == "".join(POEM)
    assert WORDS.text(sample.prompt[1:, 0]) == "静夜思"
    marks = sample.slots[:, Column.KIND] == Kind.MARK
    assert sample.free.sum() == 19
    assert not sample.free[marks | (sample.tokens == UNKNOWN)].any()


def test_the_main_rhyme_is_told_at_line_ends_only(packed):
    sample = plain(packed, 1, rhyme=True)
    ends = sample.slots[sample.slots[:, Column.KIND] == Kind.LAST, Column.RHYME]
    assert set(ends.tolist()) in ({Rhyme.NONE, ends[0]}, {Rhyme.NONE, ends[1]})
    assert (plain(packed, 0, rhyme=True).slots[5, Column.RHYME]) == Rhyme.INNER


def test_all_rhymes_tell_every_shared_end(packed):
    told = draw(packed, 1, np.random.default_rng(1), chances(rhyme_any=0, rhyme_all=1))
    ends = told.slots[told.slots[:, Column.KIND] == Kind.LAST, Column.RHYME]
    assert len(set(ends.tolist())) == 2
    assert ends.min() >= Rhyme.FIRST


def test_long_texts_are_cut_to_whole_lines(packed):
    rng = np.random.default_rng(1)
    sample = draw(packed, 1, rng, NOTHING)
    assert LONGEST - 8 < len(sample.tokens) <= LONGEST
    assert sample.slots[0, Column.SEGMENT] == 0 == sample.slots[0, Column.PARITY]
    text = WORDS.text(sample.tokens)
    assert text.startswith(("明月光", "疑是")) and text.endswith(("霜，", "来。"))


def test_tones_are_those_of_the_characters_or_any(packed):
    rng = np.random.default_rng(2)
    allowed = {"明": {Tone.LEVEL}, "月": {Tone.OBLIQUE}, "光": {Tone.LEVEL, Tone.OBLIQUE}}
    seen: set[int] = set()
    for _ in range(20):
        sample = draw(packed, 0, rng, chances(tones=1))
        tones = sample.slots[:, Column.TONE].tolist()
        for character, tone in zip("".join(POEM), tones, strict=True):
            assert tone in allowed.get(character, set()) | {Tone.ANY}
        seen.add(tones[4])
    assert seen == {Tone.ANY, Tone.LEVEL, Tone.OBLIQUE}


def test_locked_slots_give_their_token_and_cost_nothing(packed):
    rng = np.random.default_rng(3)
    locked = 0
    for _ in range(20):
        sample = draw(packed, 0, rng, chances(locks=1))
        given = sample.slots[:, Column.GIVEN]
        held = given != FREE
        assert (given[held] == sample.tokens[held]).all()
        assert not (held & sample.free).any() and UNKNOWN not in given
        locked += int(held.sum()) - 4
    assert locked > 20


def test_themes_are_words_of_the_text(packed):
    rng = np.random.default_rng(4)
    flat = "".join(LONG)
    for _ in range(20):
        asked = draw(packed, 1, rng, chances(themes=1)).prompt
        words = ["".join(WORDS.text(asked[asked[:, 1] == p, 0])) for p in range(2, 6)]
        assert any(words) and all(word in flat for word in words)


def test_marks_can_be_left_out(packed):
    sample = draw(packed, 0, np.random.default_rng(5), chances(no_marks=1))
    assert WORDS.text(sample.tokens) == "".join(POEM).replace("，", "").replace("。", "")
    assert sample.slots[:, Column.SEGMENT].tolist() == [i // 5 for i in range(20)]


def test_batches_pad_with_signs_that_attention_leaves_out(packed):
    samples = [plain(packed, 0, rhyme=False), plain(packed, 1, rhyme=False)]
    prompt, slots, tokens, free = collate(samples)
    assert prompt.shape == (2, 4, 3) and prompt[1, 1:, 0].tolist() == [PAD] * 3
    assert (slots[0, 24:, Column.KIND] == Kind.PAD).all()
    assert not free[0, 24:].any() and (tokens[0, 24:] == PAD).all()


def test_batches_by_length_keep_every_sample_within_the_budget(packed):
    samples = [plain(packed, i % 2, rhyme=False) for i in range(20)]
    batches = list(by_length(samples, 900))
    assert sum(map(len, batches)) == 20
    assert all(len(b) * max(len(s.tokens) for s in b) <= 900 for b in batches)


def test_a_pack_is_read_back(packed, tmp_path):
    packed.save(tmp_path / "p.npz")
    again = Pack.load(tmp_path / "p.npz")
    assert len(again) == 2
    for name in Pack.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(again, name), getattr(packed, name))
