"""The verifier on English lyrics, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aigc.lyrics.verify import Report, verify
from aigc.lyrics.verify.phones import rhyme_of, spoken, stresses
from aigc.types.template import Cell, Keyword, Stress, Template, TemplateLine


def line(length: int, *, stress: str = "", **last: str) -> TemplateLine:
    """Return cells with stresses after a pattern of ``-`` and ``/``."""
    signs: dict[str, Stress] = {"-": "weak", "/": "strong", "": ""}
    cells = [Cell(stress=signs[stress[k : k + 1]]) for k in range(length)]
    return TemplateLine(cells=(*cells[:-1], replace(cells[-1], **last)))


def form(*lines: TemplateLine, keywords: tuple[Keyword, ...] = ()) -> Template:
    return Template(lines=lines, language="en", book="english", keywords=keywords)


def kinds(report: Report) -> list[str]:
    return [fault.kind for fault in report.faults]


def test_a_quatrain_that_everyone_knows_keeps_its_form() -> None:
    template = form(
        line(8, stress="-/-/-/-/", mark=","),
        line(6, stress="-/-/-/", rhyme="a", mark=","),
        line(8, stress="-/-/-/-/", mark=","),
        line(6, stress="-/-/-/", rhyme="a", mark="."),
    )
    text = [
        "Amazing grace how sweet the sound,",
        "That saved a wretch like me,",
        "I once was lost but now am found,",
        "Was blind but now I see.",
    ]
    assert verify(template, text).ok
    assert kinds(verify(template, [*text[:3], "Was blind but now I saw."])) == ["rhyme"]


def test_any_choice_of_pronunciations_may_fill() -> None:
    counts = {len(stresses(p)) for p in spoken("fire")}
    assert counts == {1, 2}
    assert all(verify(form(line(length)), ["The burning fire"]).ok for length in (4, 5))
    assert kinds(verify(form(line(7)), ["The burning fire"])) == ["syllables"]
    assert "4 or 5 syllables" in verify(form(line(7)), ["The burning fire"]).faults[0].message


def test_stress_binds_words_of_two_syllables_and_more() -> None:
    template = form(line(4, stress="-/-/"))
    assert verify(template, ["The golden wind"]).ok
    assert verify(template, ["Of the and of"]).ok
    report = verify(template, ["Golden the wind"])
    assert kinds(report) == ["stress", "stress"]
    assert [f.place for f in report.faults] == ["1:1", "1:2"]


def test_secondary_stress_may_stand_on_a_strong_cell() -> None:
    assert "2" in stresses(spoken("moonlight")[0])
    assert verify(form(line(2, stress="//")), ["Moonlight"]).ok
    assert kinds(verify(form(line(2, stress="/-")), ["Moonlight"])) == ["stress"]


def test_a_word_never_goes_on_across_a_mark() -> None:
    template = form(TemplateLine(cells=(Cell(), Cell(mark=","), Cell(), Cell())))
    assert verify(template, ["The wind, the rain"]).ok
    assert kinds(verify(template, ["The wind the rain"])) == ["mark"]
    assert kinds(verify(template, ["The golden rain"])) == ["mark"]
    assert "mark" in kinds(verify(template, ["The wind , the rain"]))
    assert "mark" in kinds(verify(template, ["The wind,  the rain"]))


def test_a_lock_stands_on_its_first_syllable() -> None:
    template = form(TemplateLine(cells=(Cell(), Cell(lock="golden"), Cell(), Cell())))
    assert verify(template, ["The golden rain"]).ok
    assert kinds(verify(template, ["The silver rain"])) == ["lock"]
    assert kinds(verify(template, ["Golden the rain"])) == ["lock"]
    template = form(TemplateLine(cells=(Cell(), Cell(allowed=frozenset({"wind", "rain"})))))
    assert verify(template, ["The rain"]).ok
    assert kinds(verify(template, ["The moon"])) == ["allowed"]


def test_an_unknown_word_is_named() -> None:
    report = verify(form(line(2)), ["Brillig toves"])
    assert kinds(report) == ["character", "character"]
    assert "'brillig'" in report.faults[0].message


def test_case_and_the_kind_of_apostrophe_do_not_count() -> None:
    template = form(line(3), keywords=(Keyword(text="I'm"),))
    assert kinds(verify(template, ["I am here"])) == ["keyword"]
    assert verify(template, ["And I’m here"]).ok
    cells = Cell(lock="I’m"), Cell(allowed=frozenset({"Don’t", "Love"}))
    assert verify(form(TemplateLine(cells=cells)), ["I'm don't"]).ok


@pytest.mark.parametrize(
    ("one", "other", "rhyme"),
    [
        ("night", "light", True), ("night", "moonlight", True), ("pleasure", "measure", True),
        ("pleasure", "sure", False), ("love", "above", True), ("love", "move", False),
        ("memory", "tree", False), ("wind", "kind", True), ("night", "knight", True),
        ("rain", "rain", False), ("girl's", "pearls", True),
    ],
)  # fmt: skip
def test_perfect_rhymes(one: str, other: str, rhyme: bool) -> None:
    sizes = [len(stresses(spoken(word)[0])) for word in (one, other)]
    template = form(*(line(size, rhyme="a") for size in sizes))
    assert verify(template, [one, other]).ok == rhyme


def test_a_rhyme_begins_at_the_last_stressed_vowel() -> None:
    assert rhyme_of(spoken("treasure")[0]) == "EH ZH ER"
    assert rhyme_of(("DH", "AH0")) == "AH"


def test_unrhymed_ends_and_other_groups_must_sound_different() -> None:
    ends = ("a", "x", "a", "b")
    template = form(*(line(1, rhyme=r) for r in ends))
    assert verify(template, ["Night", "Day", "Light", "Sea"]).ok
    assert kinds(verify(template, ["Night", "Bright", "Light", "Sea"])) == ["rhyme"]
    assert kinds(verify(template, ["Night", "Day", "Light", "Bright"])) == ["rhyme"]


def test_a_word_may_rhyme_with_itself_where_the_form_says_so() -> None:
    first = TemplateLine(cells=(Cell(), Cell(rhyme="a")))
    assert kinds(verify(form(first, first), ["The rain", "In rain"])) == ["rhyme"]
    inner = TemplateLine(cells=(Cell(rhyme="a"), Cell(), Cell(rhyme="a")))
    assert kinds(verify(form(inner), ["Rain the rain"])) == ["rhyme"]
    again = replace(first, repeats=0)
    assert verify(form(first, again), ["The rain", "The rain"]).ok
    locked = TemplateLine(cells=(Cell(), Cell(rhyme="a", lock="rain")))
    assert verify(form(locked, locked), ["The rain", "In rain"]).ok


def test_a_group_goes_to_the_last_syllable_of_a_word() -> None:
    inner = TemplateLine(cells=(Cell(), Cell(rhyme="a"), Cell(), Cell(rhyme="a")))
    assert verify(form(inner), ["The night is bright"]).ok
    assert kinds(verify(form(inner), ["The golden light"])) == ["rhyme"]


def test_hooks_and_keywords_are_words() -> None:
    template = form(line(3), replace(line(3), repeats=0), keywords=(Keyword(text="silver moon"),))
    assert verify(template, ["Silver moon", "Silver moon"]).ok
    report = verify(template, ["Silver rain", "Golden moon"])
    assert sorted(kinds(report)) == ["keyword", "repeat"]


def test_missing_lines_and_empty_ones() -> None:
    template = form(line(2), line(2))
    assert kinds(verify(template, ["The rain"])) == ["length"]
    assert kinds(verify(template, ["The rain", ""])) == ["syllables"]
