from __future__ import annotations

from dataclasses import replace

import pytest

from aigc.errors import InputError
from aigc.lyrics.forms.editing import (
    Lock,
    freed,
    lock,
    locked_from,
    parse_keyword,
    parse_lock,
    with_keywords,
    with_locks,
)
from aigc.lyrics.forms.notation import parse
from aigc.types.lyric import Lyric
from aigc.types.template import Keyword

FORM = parse("3，2。/5。/5。 aaa 3=2")
WRITTEN = Lyric(lines=("春来了，花开。", "人在天涯外。", "人在天涯外。"))
VERSE = parse("en 4,/4. ab")
ENGLISH = Lyric(lines=("The silver moon,", "I'm going home."), language="en")


def locks(template):
    return ["".join(cell.lock or "·" for cell in line.cells) for line in template.lines]


def words(template):
    return {(i, k): cell.lock for i, k, cell in template.places() if cell.lock}


def test_locks_are_read():
    assert parse_lock("2:1-2=明月") == Lock(line=1, cell=0, text="明月", last=1)
    assert parse_lock(" 2：1 ＝ 明 ") == Lock(line=1, cell=0, text="明")
    assert parse_lock("1:3=moon") == Lock(line=0, cell=2, text="moon")


@pytest.mark.parametrize(
    "text", ["", "明月", "2=明月", "2:1", "2:1=", "a:b=月", "0:1=月", "1:0=月"]
)
def test_what_is_no_lock_is_refused(text):
    with pytest.raises(InputError, match="lock"):
        parse_lock(text)


def test_keywords_are_read():
    assert parse_keyword("秋@3") == Keyword(text="秋", line=2)
    assert parse_keyword(" silver moon ") == Keyword(text="silver moon")
    for wrong in ("", "@3", "秋@0"):
        with pytest.raises(InputError, match="keyword"):
            parse_keyword(wrong)


def test_locks_and_keywords_join_a_template():
    made = with_locks(FORM, ["2:1-2=明月", "1:3=花", Lock(line=0, cell=0, text="春")])
    assert locks(made) == ["春·花··", "明月···", "·····"]
    assert lock(FORM, 1, 3, "天涯") == with_locks(FORM, ["2:4-5=天涯"])
    again = with_locks(made, ["3:1=明", "2:2=月"])
    assert locks(again) == ["春·花··", "明月···", "明····"]
    spoken = with_keywords(with_keywords(FORM, ["秋@3", "月"]), ["月"])
    assert spoken.keywords == (Keyword(text="秋", line=2), Keyword(text="月"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["9:1=月"], "no line 9 for 9:1: the template has lines 1 to 3"),
        (["2:6=月"], "no cell 2:6: line 2 has cells 1 to 5"),
        (["2:5=明月"], "no cell 2:6"),
        (["2:1-3=明月"], "2:1-3=明月 names 3 cells for 2 characters"),
        (["2:2-1=明月"], "names 0 cells for 2"),
        (["2:1=x"], "Chinese characters"),
        (["2:1=月。"], "Chinese characters"),
        (["2:1=月", "2:1=明"], "明 at 2:1 clashes with 月 at 2:1"),
        (["2:1=月", "3:1=明"], "明 at 3:1 clashes with 月 at 2:1"),
    ],
)
def test_locks_that_cannot_be_are_refused(asked, message):
    with pytest.raises(InputError, match=message):
        with_locks(FORM, asked)


def test_a_lock_must_be_allowed():
    line = FORM.lines[0]
    cell = replace(line.cells[0], allowed=frozenset("山水"))
    narrow = replace(FORM, lines=(replace(line, cells=(cell, *line.cells[1:])), *FORM.lines[1:]))
    assert locks(with_locks(narrow, ["1:1=山"]))[0][0] == "山"
    with pytest.raises(InputError, match="月 at 1:1 is not among what is allowed"):
        with_locks(narrow, ["1:1=月"])


def test_a_keyword_needs_its_line():
    with pytest.raises(InputError, match=r"line 4.*lines 1 to 3"):
        with_keywords(FORM, ["月@4"])


def test_one_line_is_freed():
    made = freed(FORM, WRITTEN, lines=[0])
    assert locks(made) == ["·····", "人在天涯外", "人在天涯外"]


def test_hooks_are_freed_together():
    assert locks(freed(FORM, WRITTEN, lines=[2])) == ["春来了花开", "·····", "·····"]
    assert locks(freed(FORM, WRITTEN, cells=[(2, 1)])) == ["春来了花开", "人·天涯外", "人·天涯外"]


def test_what_was_locked_stays_when_its_line_is_freed():
    liked = with_locks(FORM, ["1:1=春"])
    assert locks(freed(liked, WRITTEN, lines=[0]))[0] == "春····"


def test_what_is_liked_is_locked():
    made = locked_from(FORM, WRITTEN, [(0, 0), (0, 4), (1, 2)])
    assert locks(made) == ["春···开", "··天··", "·····"]


def test_english_words_are_kept_or_freed_whole():
    everything = freed(VERSE, ENGLISH)
    assert words(everything) == {
        (0, 0): "the", (0, 1): "silver", (0, 3): "moon",
        (1, 0): "i'm", (1, 1): "going", (1, 3): "home",
    }  # fmt: skip
    assert words(freed(VERSE, ENGLISH, cells=[(0, 2), (1, 3)])) == {
        (0, 0): "the", (0, 3): "moon", (1, 0): "i'm", (1, 1): "going",
    }  # fmt: skip
    assert words(locked_from(VERSE, ENGLISH, [(0, 2)])) == {(0, 1): "silver"}
    assert words(with_locks(VERSE, ["1:2=Silver"])) == {(0, 1): "silver"}
    with pytest.raises(InputError, match="one word at a time"):
        with_locks(VERSE, ["1:2=silver moon"])


def test_english_words_are_laid_on_the_beat():
    form = parse("en u-u-u-u/u-")
    lyric = Lyric(lines=("An hour eternal fire", "The sea"), language="en")
    assert words(freed(form, lyric, lines=[1])) == {
        (0, 0): "an", (0, 1): "hour", (0, 2): "eternal", (0, 5): "fire",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("春来了，花开。",), "has 1 lines and the template 3"),
        (("春来，花开了。", *WRITTEN.lines[1:]), "Line 1 of the lyric.*cell 1:3"),
        (("春来了，花开。好", *WRITTEN.lines[1:]), "'好' is left over after 5 cells"),
        (("春来了", *WRITTEN.lines[1:]), "cell 1:3"),
    ],
)
def test_a_lyric_of_another_form_is_refused(lines, message):
    with pytest.raises(InputError, match=message):
        freed(FORM, Lyric(lines=lines))


def test_english_of_another_form_is_refused():
    with pytest.raises(InputError, match="do not fill 4 syllables"):
        freed(VERSE, Lyric(lines=("The moon,", "I'm going home."), language="en"))
    with pytest.raises(InputError, match="'zzyzxq' is not known"):
        freed(VERSE, Lyric(lines=("The zzyzxq moon,", "I'm going home."), language="en"))


def test_places_outside_the_template_are_refused():
    with pytest.raises(InputError, match="no line 8"):
        freed(FORM, WRITTEN, lines=[7])
    with pytest.raises(InputError, match="no cell 1:9"):
        locked_from(FORM, WRITTEN, [(0, 8)])
