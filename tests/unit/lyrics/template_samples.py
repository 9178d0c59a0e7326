"""Hypothesis strategies of templates: all that a template can say, or what the notation can."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from aigc.lyrics.forms.hooks import hook_lines
from aigc.types.template import Cell, Keyword, Template, TemplateLine

HAN = "明月几时有把酒问青天不知宫阙今夕是何年"
BOOKS = ("thirteen", "xinyun", "cilin", "pingshui")
PARTS = ("", "verse", "chorus", "verse 2", "副歌", "pre-chorus", "A段", "中段")
MARKS = {
    "zh": ("", "", "，", "。", "、", "……", "——", "？！", "～", "）"),
    "en": ("", "", ",", ".", "...", ";", "—", " -", "?!", ":", "、"),
}
GROUPS = ("", "a", "b", "u", "z'", "w''")
WORDS = ("moon", "don't", "o'er", "silver")


def cells(language, *, melody=False):
    zh = language == "zh"
    lengths = st.sampled_from((Fraction(0), Fraction(1, 3), Fraction(7, 2), Fraction(4)))
    sung = {
        "allowed": st.sampled_from((frozenset(), frozenset("明月"), frozenset(HAN))),
        "pitches": st.sampled_from(((), (60,), (0, 127, 64))),
        "beats": lengths,
        "rest": lengths,
    }
    return st.builds(
        Cell,
        mark=st.sampled_from(MARKS[language]),
        tone=st.sampled_from(("", "", "平", "仄") if zh else ("",)),
        stress=st.sampled_from(("",) if zh else ("", "strong", "weak")),
        lock=st.sampled_from(("", "", "", "明", "月") if zh else ("", "", *WORDS)),
        rhyme=st.sampled_from(("", "", "", *GROUPS)),
        **(sung if melody else {}),
    )


def rhymes_where_heard(line, inner):
    """Keep inner rhymes at pauses only: elsewhere they are rare."""
    return replace(
        line,
        cells=tuple(
            cell if inner or cell.mark or k == len(line) else replace(cell, rhyme="")
            for k, cell in enumerate(line.cells, 1)
        ),
    )


@st.composite
def lines_of(draw, language, *, melody):
    """Stanzas of lines; some stanzas and some lines come again."""
    palette = draw(st.lists(cells(language, melody=melody), min_size=1, max_size=5))
    rows = st.lists(st.sampled_from(palette), min_size=1, max_size=6)
    lines: list[TemplateLine] = []
    named: dict[str, range] = {}
    for stanza in range(draw(st.integers(1, 4))):
        part = draw(st.sampled_from(PARTS))
        first = len(lines)
        if part in named and part and draw(st.booleans()):
            lines += hook_lines(lines, named[part], stanza)
        else:
            for _ in range(draw(st.integers(1, 4))):
                line = TemplateLine(cells=tuple(draw(rows)), stanza=stanza, part=part)
                line = rhymes_where_heard(line, draw(st.booleans()))
                same = [i for i, old in enumerate(lines) if len(old) == len(line)]
                if same and draw(st.booleans()):
                    line = replace(line, repeats=draw(st.sampled_from(same)))
                lines.append(line)
        named[part] = range(first, len(lines))
    return lines


def without_clashes(lines):
    """Drop the locks of lines that repeat others, which could say something else."""
    tied = {line.repeats for line in lines} | {
        i for i, line in enumerate(lines) if line.repeats is not None
    }
    return tuple(
        replace(line, cells=tuple(replace(c, lock="") for c in line.cells)) if i in tied else line
        for i, line in enumerate(lines)
    )


@st.composite
def templates(draw, *, melody=True):
    """Any valid template; without ``melody`` only what the notation can tell."""
    language = draw(st.sampled_from(("zh", "en")))
    lines = without_clashes(draw(lines_of(language, melody=melody)))
    if melody:
        starts = st.sampled_from((None, Fraction(0), Fraction(1234, 100)))
        lines = tuple(replace(line, start=draw(starts)) for line in lines)
    words = st.sampled_from(("明月", "秋", "silver moon", "a@3", "x|y", "'tis"))
    where = st.none() | st.integers(0, len(lines) - 1)
    return Template(
        lines=lines,
        language=language,
        book="english" if language == "en" else draw(st.sampled_from(BOOKS)),
        keywords=tuple(draw(st.lists(st.builds(Keyword, text=words, line=where), max_size=3))),
        name=draw(st.sampled_from(("", "静夜思", "Ballad 2/3 | x"))),
    )
