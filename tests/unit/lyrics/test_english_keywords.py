"""Keywords and hooks in English verse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.engine import Options
from aigc.lyrics.english.packing import pack
from aigc.lyrics.english.writer import EnglishWriter
from aigc.lyrics.forms.notation import parse
from aigc.types.template import Keyword, Template
from tests.unit.lyrics.english_forms import form, with_cell, written
from tests.unit.lyrics.tiny_english import tiny_english

POOL = "love night heaven every fire again beautiful wind desire telephone i'm o'er flower"


@pytest.fixture(scope="module")
def writer(tmp_path_factory) -> EnglishWriter:
    return EnglishWriter(tiny_english(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def test_a_keyword_asked_for_twice_stands_once(writer):
    twice = (Keyword(text="night"), Keyword(text="night", line=1))
    template = form("....", "....", "....", scheme="aaa", keywords=twice)
    for seed in range(4):
        (lines,) = written(writer, template, seed=seed)
        assert " ".join(lines).lower().split(" ").count("night") == 1


def test_a_keyword_that_a_lock_holds_is_not_placed_again(writer):
    template = parse("en 3/3/3/3 +river 1:1=river")
    for lyric in writer.write(template, Options(), count=8):
        assert "river" not in " ".join(lyric.lines[1:]).lower()


def test_a_keyword_within_another_needs_no_place(writer):
    template = form("..", keywords=(Keyword(text="night"), Keyword(text="silent night", line=0)))
    with pytest.raises(InputError, match="'silent night' has 3 syllables"):
        writer.write(template, Options())
    template = form("...", keywords=template.keywords)
    assert written(writer, template) == [("Silent night",)]


def test_keywords_that_would_rhyme_with_themselves_are_refused(writer):
    asked = (Keyword(text="love night", line=0), Keyword(text="my night", line=1))
    with pytest.raises(InputError, match="'night' would rhyme with itself at 1:2 and 2:2"):
        writer.write(form("..", "..", scheme="aa", keywords=asked), Options())
    (lines,) = written(writer, form("...", "..", scheme="aa", keywords=asked))
    assert lines[0].lower().startswith("love night ")


TROCHEES = "river silver golden garden morning heaven summer winter spirit shadow mother father"


def asked_for(words: str) -> tuple[Keyword, ...]:
    return tuple(Keyword(text=word) for word in words.split())


def test_keywords_that_just_fit_are_placed_and_one_more_is_refused(writer):
    template = form(*["...."] * 6, keywords=asked_for(TROCHEES))
    (lines,) = written(writer, template)
    assert sorted(" ".join(lines).lower().split(" ")) == sorted(TROCHEES.split())
    with pytest.raises(InputError, match="do not fit beside each other"):
        writer.write(replace(template, keywords=asked_for(TROCHEES + " water")), Options())


def test_keywords_leave_the_rhymes_free_or_are_refused(writer):
    keywords = asked_for(TROCHEES)
    with pytest.raises(InputError, match="Not enough rhymes at 1:4 and 2:4"):
        writer.write(form(*["...."] * 6, scheme="aabbcc", keywords=keywords), Options())
    written(writer, form(*["....."] * 6, scheme="aabbcc", keywords=keywords))


COVERED = st.dictionaries(st.integers(0, 3), st.integers(0, 1), min_size=1, max_size=2)


@given(
    st.lists(st.lists(COVERED, min_size=1, max_size=3), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=2),
)
@settings(max_examples=60)
def test_packing_finds_the_cheapest_choice_there_is(choices, cuts):
    cuts = [[(k, n)] for k, n in cuts if k < len(choices) and n < len(choices[k])]
    costs = [[float((3 * k + 2 * n) % 5) for n in range(len(c))] for k, c in enumerate(choices)]

    def allowed(picked: tuple[int, ...]) -> bool:
        there: dict[int, int] = {}
        places = [choices[k][n] for k, n in enumerate(picked)]
        apart = all(there.setdefault(c, what) == what for p in places for c, what in p.items())
        return apart and not any((k, n) in enumerate(picked) for ((k, n),) in cuts)

    def cost(picked: Sequence[int]) -> float:
        return sum(costs[k][n] for k, n in enumerate(picked))

    good = [p for p in product(*(range(len(c)) for c in choices)) if allowed(p)]
    found = pack(choices, costs, cuts)
    assert (found is None) == (not good)
    assert found is None or (allowed(tuple(found)) and cost(found) == min(map(cost, good)))


def test_keywords_stand_whole_between_pauses(writer):
    template = form("....|....", "....|....", keywords=(Keyword(text="silver light", line=1),))
    for lines in written(writer, template, count=3):
        assert "silver light" in lines[1]


def test_candidates_have_their_keyword_in_different_places(writer):
    template = form(*["......"] * 4, keywords=(Keyword(text="river"),))
    texts = written(writer, template, count=9)
    assert len({next(i for i, x in enumerate(t) if "river" in x.lower()) for t in texts}) > 1


def test_a_keyword_longer_than_every_stretch_is_refused(writer):
    template = form("..|..", keywords=(Keyword(text="beautiful"),))
    with pytest.raises(InputError, match=r"'beautiful' has 3 syllables.*has 2"):
        writer.write(template, Options())


def test_a_keyword_against_the_beat_is_refused(writer):
    template = form("ws", keywords=(Keyword(text="river", line=0),))
    with pytest.raises(InputError, match=r"'river' \(stress /x\) fits nowhere in line 1"):
        writer.write(template, Options())


def test_a_hook_comes_back_word_for_word(writer):
    template = form("ws" * 3, "ws" * 3, "ws" * 3, scheme="aba")
    lines = (*template.lines[:2], replace(template.lines[2], repeats=0))
    for first, _, last in written(writer, replace(template, lines=lines), count=3):
        assert first == last


def with_hook(template: Template, line: int, repeats: int) -> Template:
    lines = list(template.lines)
    lines[line] = replace(lines[line], repeats=repeats)
    return replace(template, lines=tuple(lines))


def test_a_hook_under_two_stresses_has_words_of_one_syllable(writer):
    template = with_hook(form("wsws", "swsw"), 1, 0)
    for first, again in written(writer, template, count=3):
        assert first == again and len(first.split(" ")) == 4
    locked = with_cell(template, 0, 1, lock="heaven")
    with pytest.raises(InputError, match=r"'heaven' does not fit at 1:2.*beats === "):
        writer.write(locked, Options())


def test_a_hook_that_cannot_be_kept_names_both_places(writer):
    template = with_cell(with_hook(form("ws", "sw"), 1, 0), 0, 1, lock="night")
    with pytest.raises(InputError, match=r"Line 2 repeats line 1, but 1:2 and 2:2"):
        writer.write(with_cell(template, 1, 1, lock="day"), Options())


@pytest.mark.parametrize("source", [-1, 1, 5])
def test_a_hook_comes_after_its_source(writer, source):
    with pytest.raises(InputError, match="name an earlier line"):
        writer.write(with_hook(form("..", ".."), 1, source), Options())


def test_a_keyword_may_stand_over_a_pause_of_the_hook_alone(writer):
    template = form("....", "..|..", keywords=(Keyword(text="one old silver"),))
    (lines,) = written(writer, with_hook(template, 1, 0))
    assert lines == ("One old silver", "One old, silver")
