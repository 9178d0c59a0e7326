from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.forms.notation import parse, write
from aigc.lyrics.forms.schemes import rhyme_groups
from aigc.types.template import UNRHYMED, Keyword
from tests.unit.lyrics.template_samples import templates


def lengths(template):
    return [len(line) for line in template.lines]


def ends(template):
    return "".join(line.cells[-1].rhyme or "-" for line in template.lines)


def repeats(template):
    return {i: line.repeats for i, line in enumerate(template.lines) if line.repeats is not None}


def test_lengths_and_rhymes():
    made = parse("4/5/5/6/9/9 aabbcc")
    assert lengths(made) == [4, 5, 5, 6, 9, 9]
    assert ends(made) == "aabbcc"
    assert (made.language, made.book, made.name, made.keywords) == ("zh", "thirteen", "", ())
    inner = [cell for line in made.lines for cell in line.cells[:-1]]
    assert {cell.rhyme for cell in inner} == {""}


@pytest.mark.parametrize(
    ("scheme", "lines", "groups"),
    [
        ("aabb", 8, "aabbccdd"),
        ("aaxa", 8, "aaxabbxb"),
        ("xb", 4, "xbxa"),
        ("a-", 4, "a-b-"),
        ("x", 3, "xxx"),
        ("AABB", 4, "aabb"),
        ("A-xA", 4, "a-xa"),
    ],
)
def test_a_short_scheme_is_repeated_with_fresh_groups(scheme, lines, groups):
    assert ends(parse("/".join(["5"] * lines) + " " + scheme)) == groups


def test_fresh_groups_avoid_the_letters_of_other_stanzas():
    assert ends(parse("5/5/5/5 aa | 5/5 bb")) == "aaccbb"


def test_many_groups_go_on_with_primes():
    groups = rhyme_groups("aa", 60)
    assert len(set(groups)) == 30
    assert UNRHYMED not in groups and "a'" in groups


def test_pauses_and_marks():
    made = parse('4,3。/7/2、2"～"3')
    assert lengths(made) == [7, 7, 7]
    marks = ["".join(c.mark for c in line.cells) for line in made.lines]
    assert marks == ["，。", "", "、～"]
    assert made.lines[0].cells[3].mark == "，"
    assert parse("en 4,4;/6. ab").lines[0].cells[3].mark == ","


def test_rhymes_at_a_pause():
    made = parse("4a,3a/7b")
    assert [c.rhyme for c in made.lines[0].cells] == ["", "", "", "a", "", "", "a"]
    assert ends(made) == "ab"


def test_tones_stand_for_lengths():
    made = parse("中平中仄，仄/仄仄仄平平 xa")
    assert [c.tone for c in made.lines[0].cells] == ["", "平", "", "仄", "仄"]
    assert made.lines[0].cells[3].mark == "，"
    assert ends(made) == "xa"


def test_english_stress_and_metres():
    made = parse("en u-u-u-*/u-u-u- ab")
    assert [c.stress for c in made.lines[0].cells[:3]] == ["weak", "strong", "weak"]
    assert made.lines[0].cells[-1].stress == ""
    assert (made.language, made.book) == ("en", "english")
    hymn = parse("en 8.6.8.6 abab")
    assert lengths(hymn) == [8, 6, 8, 6]
    assert parse("en 8a 6b 8a 6b") == hymn == parse("8/6/8/6 abab", language="en")


def test_stanzas_come_again_with_new_words_or_word_for_word():
    made = parse("verse: 7/7 ab | chorus: 5/5/5 ccx | verse: ... | chorus")
    assert [line.stanza for line in made.lines] == [0, 0, 1, 1, 1, 2, 2, 3, 3, 3]
    assert [line.part for line in made.lines[::3]] == ["verse", "chorus", "verse", "chorus"]
    assert ends(made) == "abccxabccx"
    assert repeats(made) == {7: 2, 8: 3, 9: 4}
    again = parse("verse: 7/7 ab | verse: ... cd | verse | verse")
    assert ends(again) == "abcdcdcd"
    assert repeats(again) == {4: 2, 5: 3, 6: 4, 7: 5}


def test_lines_of_text_are_stanzas_too():
    text = "\n主歌：7／7\nａｂ\n\n副歌：5，5/4\ncc +明月\n副歌\n"
    assert parse(text) == parse("主歌: 7/7 ab | 副歌: 5,5/4 cc +明月 | 副歌")


def test_refrains_of_a_triolet_and_a_villanelle():
    made = parse("8/8/8/8/8/8/8/8 ABaAabAB")
    assert ends(made) == "abaaabab"
    assert repeats(made) == {3: 0, 6: 0, 7: 1}
    two = parse("5/5/5 A1bA2 | 5/5/5 abA1 | 5/5/5 abA2")
    assert ends(two) == "abaabaaba"
    assert repeats(two) == {5: 0, 8: 2}


def test_locks_hooks_keywords_book_and_name():
    made = parse('《静夜思》 pingshui 5/5/5 aba 2:1-2=明月 3=1 +秋@3 +"silver moon"')
    assert [c.lock for c in made.lines[1].cells] == ["明", "月", "", "", ""]
    assert repeats(made) == {2: 0}
    assert made.keywords == (Keyword(text="秋", line=2), Keyword(text="silver moon"))
    assert (made.book, made.name) == ("pingshui", "静夜思")
    assert parse("pingshui 5/5", book="cilin").book == "cilin"


REFUSED = {
    "": "empty",
    " \n ": "empty",
    "en": "empty",
    "hello": "'hello', character 1: here the length",
    "4//5": "'/5', character 3",
    "4/5/": "at its end: here the length",
    "0/5": "1 to 64 cells, not 0",
    "5/65": "character 3: a line has 1 to 64 cells, not 65",
    "60,5": "1 to 64 cells, not 65",
    "9" * 6000: "1 to 64 cells",
    "4/5 " + "9" * 6000 + "=1": "1 to 64 cells",
    "/".join(["7"] * 1000): "200 lines at most",
    " | ".join(["7"] * 1000): "more than 200 stanzas",
    "7/7 aa" + " +明月" * 201: "201 keywords",
    "a: " + "7/" * 150 + "7 | a | a": "character 308: here are more than 200 lines",
    "7" * 200_000: "200,000 characters",
    "4/5/5 aa": "names 2 lines, but its stanza has 3",
    "4/5aabb": "'abb', character 5",
    "4/5 ab?": "'?', character 7: After the lengths",
    "4/5 a%": "'%', character 6",
    "4a/5 ba": "scheme says b for a line whose length says a",
    "5/5/5/5 Aa": "refrains",
    "4/5 2:9=月": "'2:9=月', character 5: There is no cell 2:9: line 2 has cells 1 to 5",
    "4/5 3:1=月": "no line 3",
    "4/5 1:0=月": "count from 1",
    "4/5 1:1=ab": "Chinese characters",
    "4/5 1:1-3=明月": "names 3 cells for 2 characters",
    "4/5 1:2=月 2:1=月 1:2=明 1:1=月": "character 17: The lock 明 at 1:2 clashes with 月",
    "4/5 +月@9": "line 9",
    "4/5 +月@0": "lines count from 1",
    "4/5 2=1": "Line 2 cannot repeat line 1",
    "4/4 9=1": "no line 9",
    "verse: 4/5 | vrese": "no earlier stanza is called vrese. Did you mean verse?",
    "verse: ...": "no earlier stanza is called verse",
    "4/5 |": "both sides of |",
    "| 4/5": "both sides of |",
    "4 || 5": "both sides of |",
    "u-u-": "begin the template with en",
    "en 平平": "tones of Chinese",
    "cilin en 8/6": "does not fit the language en",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20] or "empty")
def test_what_cannot_be_is_refused_at_once_and_where(text):
    with pytest.raises(InputError) as caught:
        parse(text)
    assert REFUSED[text] in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_language_that_the_text_denies_is_refused():
    with pytest.raises(InputError, match="says en, but zh"):
        parse("en 8/6", language="zh")


@given(templates(melody=False))
@settings(max_examples=100)
def test_what_is_written_is_read_again(template):
    assert parse(write(template)) == template


@given(st.text(alphabet="47/ab|x-,=:+@.\n 平仄中verse月\"'《》en…Z9", max_size=40))
@settings(max_examples=500)
@example("4|en:4")
@example("4|en:4|en")
def test_any_text_is_read_or_refused(text):
    try:
        made = parse(text)
    except InputError:
        return
    assert parse(write(made)) == made


def test_writing_is_short():
    text = "verse: 7/7/7/7 aaba | chorus: 5，5/5 cc | verse: 4/4 | chorus 1:1-2=明月 +秋@3"
    assert write(parse(text)) == text


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"allowed": frozenset("月")}, "allowed at 1:2"),
        ({"pitches": (60,)}, "melody at 1:2"),
        ({"rest": Fraction(1)}, "melody at 1:2"),
        ({"stress": "strong"}, "strong of 1:2"),
        ({"rhyme": "group"}, "'group' of 1:2"),
        ({"mark": '"'}, "mark"),
        ({"lock": "明月"}, "more than a character"),
    ],
)
def test_what_the_notation_cannot_tell_is_refused(change, name):
    template = parse("3/3")
    line = template.lines[0]
    cell = replace(line.cells[1], **change)
    line = replace(line, cells=(line.cells[0], cell, line.cells[2]))
    with pytest.raises(InputError, match=name):
        write(replace(template, lines=(line, template.lines[1])))


def test_names_that_the_notation_cannot_tell_are_refused():
    template = parse("a: 3 | b: 3")
    first, second = template.lines
    for part in ("x: y", "en verse", "平平", " a", "a|b", "2nd"):
        with pytest.raises(InputError, match="a stanza called"):
            write(replace(template, lines=(replace(first, part=part), second)))
    for wrong in (replace(second, stanza=3), replace(second, start=Fraction(1))):
        with pytest.raises(InputError, match="line 2"):
            write(replace(template, lines=(first, wrong)))
    with pytest.raises(InputError, match="the name"):
        write(replace(template, name="《a》"))
