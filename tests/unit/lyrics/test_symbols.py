from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from aigc.lyrics.model.symbols import COUNTDOWNS, Column, Kind, Rhyme, layout, prompt
from aigc.lyrics.model.vocabulary import FREE, MARK_IDS, MARKS, UNKNOWN, Vocabulary

WORDS = Vocabulary(characters=tuple("明月光上床前地霜"))


def test_vocabulary_keeps_frequent_characters_in_order_and_no_marks():
    made = Vocabulary.of(Counter("山山山水水云，，，"), at_least=2)
    assert made.characters == ("山", "水")
    assert "云" not in made and "山" in made and "，" in made


def test_ids_and_text_are_inverse_but_for_unknown_characters():
    ids = WORDS.ids("床前明月光，鬼。")
    assert WORDS.text(ids) == "床前明月光，□。"
    assert ids[6] == UNKNOWN
    assert len(WORDS) == max(WORDS.ids(WORDS.characters)) + 1


def test_marks_have_their_own_range():
    assert WORDS.ids(MARKS) == list(MARK_IDS)


def test_layout_counts_down_to_each_segment_end_and_gives_marks():
    slots = layout([[(3, "，"), (2, "。")], [(1, "")]], WORDS)
    kinds = [Kind.CHARACTER, Kind.CHARACTER, Kind.LAST, Kind.MARK, Kind.CHARACTER, Kind.LAST]
    assert slots[:, Column.KIND].tolist() == [*kinds, Kind.MARK, Kind.LAST]
    assert slots[:, Column.COUNTDOWN].tolist() == [2, 1, 0, 0, 1, 0, 0, 0]
    assert slots[:, Column.SEGMENT].tolist() == [0, 0, 0, 0, 1, 1, 1, 2]
    assert slots[:, Column.PARITY].tolist() == [0] * 7 + [1]
    comma, stop = WORDS.ids("，。")
    assert slots[:, Column.GIVEN].tolist() == [FREE] * 3 + [comma, FREE, FREE, stop, FREE]
    any_end = slots[:, Column.RHYME] == Rhyme.ANY
    assert (any_end == (slots[:, Column.KIND] == Kind.LAST)).all()


def test_layout_of_a_very_long_form_stays_within_the_tables():
    slots = layout([[(200, "")]] * 90, WORDS)
    assert slots[:, Column.COUNTDOWN].max() == COUNTDOWNS - 1
    assert slots[:, Column.SEGMENT].max() == 63
    assert len(layout([], WORDS)) == 0


def test_prompt_holds_style_title_and_at_most_four_themes():
    rows = prompt(WORDS, "ci", "明月光" * 9, ["床前", "地上霜月光", "月", "光", "床"])
    assert rows[0].tolist() == [WORDS.style("ci"), 0, 0]
    assert np.bincount(rows[:, 1]).tolist() == [1, 12, 2, 4, 1, 1]
    assert rows[rows[:, 1] == 3, 2].tolist() == [0, 1, 2, 3]


def test_prompt_refuses_an_unknown_style():
    with pytest.raises(KeyError):
        prompt(WORDS, "rap")
