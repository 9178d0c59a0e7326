"""The tables of words: all that they name exists."""

import pytest

from aigc.avatar import catalogue
from aigc.avatar.curated import SOME
from aigc.avatar.sentence.colours import table
from aigc.avatar.sentence.lexicon import effects, lexicon, parts, rows, settings, simplified
from aigc.avatar.sentence.slots import STANDS_FOR, TABLE_OF, labels
from aigc.avatar.spec import HEX

RELATIVE = "~+*"


def asked():
    for part, sets, absent, _ in rows("nouns"):
        yield from ((part, *s) for s in settings(sets) + settings(absent))
    for sets, _ in rows("people"):
        yield from (("person", *s) for s in settings(sets))
    for (_, _, part), sets in effects().items():
        yield from ((part, *s) for s in sets)


def test_every_part_and_path_exists():
    for part, path, _ in asked():
        assert part in parts()
        assert path.lstrip("?") in labels() or path.lstrip("?") in STANDS_FOR


def test_every_name_stands_in_the_catalogue_and_every_colour_is_known():
    for _, path, value in asked():
        path = path.lstrip("?")
        if path in TABLE_OF:
            names = {*catalogue.TABLES[TABLE_OF[path]], "any"}
            assert set(value.split("/")) <= names
        elif path.endswith(("colour", "iris", "lips")):
            assert value in table() or HEX.fullmatch(value)


def test_every_number_can_be_read():
    for _, path, value in asked():
        path = path.lstrip("?")
        if path.startswith("sliders.") or path in ("body.age", "body.height_m", "smile"):
            float(value.replace("-~", "").lstrip(RELATIVE).split("/")[0])


@pytest.mark.parametrize("name", ["nouns", "people", "colours", "qualities"])
def test_no_word_stands_twice_in_a_table(name):
    words = [w for *_, cell in rows(name) for w in cell.split(", ")]
    assert sorted({w for w in words if words.count(w) > 1}) == []


def test_colours_are_colours():
    for cells in table().values():
        assert len(cells) == 4 and all(HEX.fullmatch(c) for c in cells)


def test_characters_are_made_simple_one_by_one():
    assert all(a != b for a, b in simplified().items())
    assert not set(simplified()) & set(simplified().values())
    assert not any(ord(c) in simplified() for key in lexicon() for c in key)


def test_what_any_will_do_exists():
    for path, names in SOME.items():
        assert set(names) <= set(catalogue.TABLES[TABLE_OF[path]])
