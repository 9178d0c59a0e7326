from __future__ import annotations

import pytest

from aigc.errors import InputError
from aigc.lyrics.forms.metres import metre, names


def rhymes(name: str) -> str:
    return "".join(line.cells[-1].rhyme or "." for line in metre(name).lines)


def test_a_sonnet_has_fourteen_iambic_lines():
    form = metre("sonnet")
    assert [len(line) for line in form.lines] == [10] * 14
    assert rhymes("sonnet") == "ababcdcdefefgg"
    beats = [cell.stress for cell in form.lines[0].cells]
    assert beats == ["weak", "strong"] * 5
    assert [line.stanza for line in form.lines] == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 2
    assert (form.language, form.book, form.name) == ("en", "english", "Shakespearean sonnet")


@pytest.mark.parametrize(
    ("name", "lengths", "scheme"),
    [
        ("petrarchan sonnet", [10] * 14, "abbaabbacdecde"),
        ("common metre", [8, 6] * 4, "ababcdcd"),
        ("long metre", [8] * 8, "ababcdcd"),
        ("short metre", [6, 6, 8, 6] * 2, "ababcdcd"),
        ("hymn", [8, 7] * 4, "ababcdcd"),
        ("ballad", [8, 6] * 8, ".a.a.b.b.c.c.d.d"),
        ("limerick", [8, 8, 5, 5, 8], "aabba"),
        ("couplets", [10] * 8, "aabbccdd"),
        ("blank verse", [10] * 8, "........"),
        ("haiku", [5, 7, 5], "..."),
    ],
)
def test_lengths_and_rhymes(name, lengths, scheme):
    assert [len(line) for line in metre(name).lines] == lengths
    assert rhymes(name) == scheme


def test_only_line_ends_rhyme_and_rhymes_fall_on_the_beat():
    for name in names():
        for line in metre(name).lines:
            assert not any(cell.rhyme for cell in line.cells[:-1])
            if line.cells[-1].rhyme and name != "hymn":
                assert line.cells[-1].stress == "strong"


def test_the_hymn_in_trochees_begins_on_the_beat_and_has_a_weak_ending():
    first, second = metre("hymn").lines[:2]
    assert [c.stress for c in first.cells] == ["strong", "weak"] * 4
    assert [c.stress for c in second.cells] == ["strong", "weak"] * 3 + ["strong"]


def test_a_form_without_stress_keeps_lengths_and_rhymes():
    for name in names():
        bare, full = metre(name, stress=False), metre(name)
        assert {cell.stress for _, _, cell in bare.places()} == {""}
        told = [(len(line), line.stanza, line.cells[-1].rhyme) for line in bare.lines]
        assert told == [(len(line), line.stanza, line.cells[-1].rhyme) for line in full.lines]


def test_spelling_does_not_matter():
    assert metre("Common-Meter") == metre("common metre")


def test_an_unknown_name_offers_close_ones():
    with pytest.raises(InputError, match=r"'sonet'.*Did you mean .*sonnet"):
        metre("sonet")
