"""Cipai and regulated verse by name."""

from __future__ import annotations

import pytest

from aigc.errors import InputError
from aigc.lyrics.forms import regulated as verse
from aigc.lyrics.forms.cipai import aliases, cipai, names, split_number, variants
from aigc.types.template import Template


def shape(template: Template) -> str:
    return "/".join(
        "".join((cell.tone or "中") + cell.rhyme + cell.mark for cell in line.cells)
        for line in template.lines
    )


def test_the_catalogue_is_whole():
    assert len(names()) == len(set(names())) == 817
    every = [variant for name in names() for variant in variants(name)]
    assert len(every) == 2294
    assert all(sum(v.usual for v in variants(name)) == 1 for name in names())


@pytest.mark.parametrize("start", range(0, 817, 163))
def test_every_form_is_a_sound_template(start):
    for name in names()[start : start + 163]:
        for variant in variants(name):
            template = cipai(name, variant.number)
            assert template.book == "cilin" and template.name.startswith(name)
            assert len(template) == variant.characters
            assert len(template.lines) == variant.lines
            for i, line in enumerate(template.lines):
                assert line.cells and line.cells[-1].mark in "，。" and line.cells[-1].mark
                assert all(cell.mark in ("", "、") for cell in line.cells[:-1])
                assert all(not c.rhyme for c in line.cells[:-1]) or line.cells[-1].lock
                if line.repeats is not None:
                    assert line.repeats < i and len(template.lines[line.repeats]) == len(line)
            assert sum(c.rhyme != "" for _, _, c in template.places()) == variant.rhymes > 0


def test_a_known_form():
    assert shape(cipai("浣溪沙")) == (
        "中仄中平中仄平a。/中平中仄仄平平a。/中平中仄仄平平a。/"
        "中仄中平平仄仄，/中平中仄仄平平a。/中平中仄仄平平a。"
    )
    assert [line.part for line in cipai("浣溪沙").lines] == ["上片"] * 3 + ["下片"] * 3


def test_rhymes_that_change_get_letters_of_their_own():
    letters = [line.cells[-1].rhyme for line in cipai("菩萨蛮").lines]
    assert letters == ["a", "a", "b", "b", "c", "c", "d", "d"]


def test_level_and_oblique_of_one_rhyme_share_a_letter():
    ends = [line.cells[-1] for line in cipai("西江月").lines]
    assert [(c.rhyme, c.tone) for c in ends if c.rhyme][:3] == [
        ("a", "平"),
        ("a", "平"),
        ("a", "仄"),
    ]


def test_repeated_lines_are_hooks():
    assert [line.repeats for line in cipai("如梦令").lines] == [None] * 5 + [4, None]


def test_a_word_called_after_each_line_is_locked():
    lines = cipai("水龙吟", 24).lines
    called = [line.cells[-1].lock for line in lines if line.cells[-1].lock]
    assert called == ["些"] * 10
    assert lines[0].cells[-2].rhyme == "a"


def test_without_tones_only_mixed_rhymes_keep_theirs():
    plain = cipai("水调歌头", tones=False)
    assert {cell.tone for _, _, cell in plain.places()} == {""}
    mixed = cipai("西江月", tones=False)
    assert {(cell.rhyme, cell.tone) for _, _, cell in mixed.places()} == {
        ("", ""), ("a", "平"), ("a", "仄"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("酹江月", "念奴娇"),
        ("望江南", "忆江南"),
        ("钗头凤", "撷芳词"),
        ("闲中好", "閒中好"),
        ("抛球乐", "抛毬乐"),
        ("水调歌头·其二", "水调歌头·其二"),
        ("水调歌头/2", "水调歌头·其二"),
        ("水调歌头 2", "水调歌头·其二"),
        ("大江东去·其十", "念奴娇·其十"),
    ],
)
def test_names_that_are_understood(said, name):
    assert cipai(said).name == name


def test_the_number_beside_the_name_wins():
    assert cipai("水调歌头/2", 3).name == "水调歌头·其三"
    assert split_number("酒泉子·其二十一") == ("酒泉子", 21)
    assert split_number("三台") == ("三台", None)


def test_other_names():
    assert "大江东去" in aliases("念奴娇") and "大江东去" in aliases("百字令")
    others = [other for name in names() for other in aliases(name)]
    assert not set(others) & set(names())


@pytest.mark.parametrize(
    ("wrong", "offer"),
    [
        ("水掉歌头", "水调歌头"),
        ("念怒娇", "念奴娇"),
        ("浣溪纱", "浣溪沙"),
        ("满江", "满江红"),
        ("shuidiao getou", "水调歌头"),
        ("苏武慢", "过秦楼 and of 选冠子"),
        ("abcdef", "aigc lyrics forms"),
        ("", "aigc lyrics forms"),
        ("水调歌头/99", "forms 1 to 8"),
        ("水调歌头/0", "forms 1 to 8"),
        ("宴" * 3000, "aigc lyrics forms"),
    ],
)
def test_what_is_not_known_is_refused_with_close_names(wrong, offer):
    cipai("浣溪沙")
    with pytest.raises(InputError, match=offer):
        cipai(wrong)


def test_a_number_out_of_range_is_refused():
    with pytest.raises(InputError, match="has no form -1"):
        cipai("浣溪沙", -1)
    with pytest.raises(InputError, match="has only one form"):
        cipai("归字谣", 2)


@pytest.mark.parametrize("name", verse.names())
def test_regulated_verse_keeps_its_rules(name):
    for variant in verse.variants(name):
        template = verse.regulated(name, variant.number)
        seconds = [line.cells[1].tone for line in template.lines]
        fourths = [line.cells[3].tone for line in template.lines]
        assert all(a != b for a, b in zip(seconds[::2], seconds[1::2], strict=True))
        assert seconds[1:-1:2] == seconds[2::2]
        assert all(a != b for a, b in zip(seconds, fourths, strict=True))
        assert variant.about.startswith(seconds[0]) and template.book == "pingshui"
        assert template.name == f"{name}·{variant.about}"
        for i, line in enumerate(template.lines):
            end = line.cells[-1]
            rhymed = bool(i % 2) or (i == 0 and variant.about.endswith("首句入韵"))
            assert (end.rhyme, end.tone) == (("a", "平") if rhymed else ("", "仄"))
            assert end.mark == ("。" if i % 2 else "，")
            assert {cell.tone for cell in line.cells[-3:]} == {"平", "仄"}
        assert len(template) == variant.characters and len(template.lines) == variant.lines


def test_a_known_quatrain():
    assert shape(verse.regulated("五绝")) == (
        "中仄平平仄，/平平仄仄平a。/中平平仄仄，/中仄仄平平a。"
    )
    assert verse.regulated("七绝/2").name == "七言绝句·仄起首句入韵"


def test_regulated_verse_without_tones_keeps_those_of_its_rhymes():
    template = verse.regulated("七言律诗", tones=False)
    assert {(c.rhyme, c.tone) for _, _, c in template.places()} == {("", ""), ("a", "平")}


def test_unknown_verse_is_refused():
    with pytest.raises(InputError, match="五言绝句"):
        verse.regulated("六言绝句")
    with pytest.raises(InputError, match="has no form 5"):
        verse.variants("七绝") and verse.regulated("七绝", 5)
