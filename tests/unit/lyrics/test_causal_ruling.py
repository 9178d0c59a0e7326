"""A plan as a sheet, and what the writer refuses before it reads a model."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from aigc.errors import EngineUnavailable, InputError
from aigc.lyrics.causal.ruling import check_spelling, common_characters, paper, rule, writable
from aigc.lyrics.causal.sheet import FREE
from aigc.lyrics.causal.table import Spelling, TokenTable
from aigc.lyrics.causal.walk import Gate, Walk
from aigc.lyrics.causal.writer import CausalWriter
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import plans
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.engine import MOST, Options
from aigc.types.template import Cell, Keyword, Template, TemplateLine

BYTES = [bytes([b]) for b in range(256)]
ENDS = ("，", "")


def pieces(*texts: str) -> Spelling:
    return Spelling([b"", *(t.encode() for t in texts)])


def line(text: str, mark: str = "", **more) -> TemplateLine:
    cells = [Cell(lock=c) if c != "_" else Cell() for c in text]
    return TemplateLine(cells=(*cells[:-1], Cell(lock=cells[-1].lock, mark=mark)), **more)


def ruled(template: Template, spelling: Spelling, count: int = 1):
    table = TokenTable(spelling, paper(template))
    characters = writable(template, table)
    problem = Problem(template, alphabet(characters, template.book))
    return table, rule(plans(problem, count, 3), table)


def shown(table: TokenTable, sheet) -> str:
    """The sheet as text: what has no choice as it is, a free place as _, a copy as =."""
    signs = []
    for place, which in enumerate(sheet.which):
        only = np.flatnonzero(sheet.sets[which])
        sign = table.alphabet[only[0]] if len(only) == 1 else "_"
        signs.append("=" if sheet.copies[place] != FREE else sign)
    return "".join(signs)


FORM = Template(
    lines=(
        line("明__", "，"),
        line("_月", "？！", stanza=1),
        line("___", "；", stanza=1, repeats=0),
        line("__", "", stanza=1),
        line("_", ""),
    )
)
CHARACTERS = "明月江花夜春风"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("，；？！\n ", "明__，\n\n_月？！\n===；\n__\n\n_"),
        ("，；？！ ", "明__， _月？！ ===； __ _"),
        ("，；？！", "明__，_月？！===；__，_"),
        (",;?", "明__,_月?===;__,_"),
        ("", "明___月===___"),
    ],
)
def test_marks_and_breaks_are_laid_down_as_far_as_they_are_spelled(more, expected):
    table, (found,) = ruled(FORM, pieces(*CHARACTERS, *more))
    assert shown(table, found.sheet) == expected
    assert "".join(expected[place] for place in found.cells) == "明___月===___"


def test_cells_hold_characters_only_and_copies_name_their_place():
    table, (found,) = ruled(FORM, Spelling([b"", *BYTES]))
    free = found.sheet.sets[found.sheet.which[found.cells[1]]]
    held = {table.alphabet[c] for c in np.flatnonzero(free)}
    assert held <= set(common_characters()) and len(held) > 6000
    copied = [found.sheet.copies[place] for place in found.cells]
    assert copied == [FREE] * 5 + list(found.cells[:3]) + [FREE] * 3


def test_every_plan_can_be_walked_to_its_end():
    template = Template(
        lines=tuple(
            TemplateLine(cells=(*(Cell(tone="平"),) * 2, Cell(rhyme="a", mark=ENDS[k % 2])))
            for k in range(4)
        ),
        keywords=(Keyword(text="春风"),),
        book="pingshui",
    )
    table, found = ruled(template, Spelling([b"", *BYTES, *(c.encode() for c in "春风江")]), 5)
    gate, rng = Gate(table), np.random.default_rng(0)
    texts = set()
    for each in found:
        walk = Walk(gate, each.sheet, 0)
        while not walk.done:
            walk.advance(int(rng.choice(walk.allowed())))
        assert "春风" in walk.text
        texts.add(walk.text)
    assert len(texts) == 5


def test_common_characters_are_those_of_the_standard_the_commoner_first():
    characters = common_characters()
    assert len(characters) == len(set(characters)) == 6763
    assert set("的一是不了人我在有他") <= set(characters[:3755])
    assert set("鼷鼹齄") <= set(characters[3755:])
    assert "".join(sorted(characters, key=lambda c: c.encode("gb2312"))).startswith("啊阿埃")
    assert len(set("啊阿埃挨哎唉哀皑癌蔼") & set(characters[:200])) <= 3


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (Template(lines=(line("__"), line("_龘_"))), r"'tiny' cannot spell '龘'.*cell 2:2"),
        (Template(lines=(line("___"),), keywords=(Keyword(text="龘风"),)), "keyword '龘风'"),
        (
            Template(lines=(TemplateLine(cells=(Cell(), Cell(allowed=frozenset("龘靐")))),)),
            "cell 1:2",
        ),
        (Template(lines=(line("\udc00"),)), "1:1"),
    ],
)
def test_what_cannot_be_spelled_is_named(template, says):
    with pytest.raises(InputError, match=says):
        check_spelling(template, pieces(*CHARACTERS), "tiny")


def test_what_bytes_spell_passes():
    check_spelling(Template(lines=(line("_龘_"),)), Spelling([b"", *BYTES]), "tiny")


@pytest.mark.parametrize(
    ("template", "count", "model", "error", "says"),
    [
        (FORM, 1, "", EngineUnavailable, "--model"),
        (Template(lines=()), 1, "x", InputError, "no cells"),
        (Template(lines=FORM.lines, language="en"), 1, "x", InputError, "Chinese"),
        (FORM, 0, "x", InputError, "1 to 256"),
        (FORM, MOST + 1, "x", InputError, "257"),
    ],
)
def test_what_needs_no_model_to_be_refused(template, count, model, error, says):
    with pytest.raises(error, match=says):
        CausalWriter().write(template, Options(model=model), count=count)


def test_missing_packages_are_one_clear_error(monkeypatch):
    monkeypatch.delitem(sys.modules, "aigc.lyrics.causal.model", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EngineUnavailable, match=r"torch.*models"):
        CausalWriter().write(FORM, Options(model="x"))


def test_the_fingerprint_names_the_model(tmp_path):
    writer = CausalWriter()
    one = writer.fingerprint(Options(model=str(tmp_path)))
    assert one == writer.fingerprint(Options(model=str(tmp_path)))
    (tmp_path / "config.json").write_text("{}")
    assert len({one, writer.fingerprint(Options(model=str(tmp_path))),
                writer.fingerprint(Options(model="some/model"))}) == 3  # fmt: skip
