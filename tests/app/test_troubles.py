"""Errors in the page's language: the lists of both pages and how they are read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.app import words
from aigc.app.lyrics import words as lyrics_words
from aigc.app.phrasebook import phrasebook, translated
from aigc.app.troubles import chinese, in_chinese

HAN = re.compile("[\u4e00-\u9fff]")
SIGNS = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), exclude_characters="\\")
LINES = st.text(SIGNS, min_size=1).map(str.strip).filter(bool)


def test_every_phrase_of_the_pages_can_be_said():
    assert len(chinese()) > 100
    assert len({pattern.pattern for pattern, _ in chinese()}) == len(chinese())
    for pattern, other in chinese():
        groups = {int(number) for number in re.findall(r"\\(\d)", other)}
        assert groups <= set(range(1, pattern.groups + 1)), pattern.pattern
        assert HAN.search(other)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (words.SAID, "no_article"),
        (words.SAID, "no_script"),
        (lyrics_words.SAID, "no_form"),
        (lyrics_words.SAID, "no_lyrics"),
    ],
)
def test_what_a_page_asks_for_is_the_same_as_an_error(said, key):
    other, english = said[key]
    assert in_chinese(english) == other


def test_both_pages_are_read():
    assert in_chinese("Scene 2 shows no picture that could be moved.").startswith("镜头 2")
    assert in_chinese("The template has 1001 lines; 1000 at most. Split it.").startswith(
        "格式有 1001 行"
    )
    assert in_chinese("The style 'sonnet' is of the other language; choose modern.").startswith(
        "风格 sonnet"
    )
    assert in_chinese("Nobody foresaw this.") == "Nobody foresaw this."


def test_the_first_phrase_that_is_found_counts():
    book = phrasebook("# A heading\n\nLine (\\d+) is (\\S+)\n第 \\1 行：\\2\n\n\nLine\n行\n")
    assert translated("Line 3 is empty.", book) == "第 3 行：empty."
    assert translated("No Line.", book) == "行"


@given(st.lists(st.tuples(LINES, LINES), unique_by=lambda pair: pair[0]))
def test_messages_are_found_as_they_were_listed(pairs):
    book = phrasebook("\n\n".join(f"^{re.escape(one)}$\n{other}" for one, other in pairs))
    assert [translated(one, book) for one, _ in pairs] == [other for _, other in pairs]


@pytest.mark.parametrize("listed", ["alone", "one\ntwo\nthree", "(\nopen"])
def test_a_list_with_a_fault_is_refused(listed):
    with pytest.raises(ValueError, match=re.escape(repr(listed.split("\n")[0])[:6])):
        phrasebook(f"a\nb\n\n{listed}")
