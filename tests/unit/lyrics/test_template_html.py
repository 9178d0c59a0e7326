from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser

from aigc.lyrics.forms.notation import parse
from aigc.types.template import Cell, Keyword, Template, TemplateLine

EVIL = '<img src=x onerror="alert(1)">&'


class Cells(HTMLParser):
    """The coloured cells of a page: tip, background and what is said."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.cells = set(), "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        told = dict(attrs)
        if "title" in told:
            fill = told["style"].rsplit("background:", 1)[1]
            self.cells.append((told["title"], fill))

    def handle_data(self, data):
        self.text += data


def shown(template):
    return Cells(template._repr_html_())


def test_cells_of_a_rhyme_group_share_a_colour_and_others_do_not():
    page = shown(parse("1/1/1/1/1 abax-"))
    fills = [fill for _, fill in page.cells]
    assert fills[0] == fills[2] != fills[1]
    assert fills[3] == fills[4] not in fills[:3]
    assert [tip for tip, _ in page.cells] == [
        "1:1 · rhyme a", "2:1 · rhyme b", "3:1 · rhyme a", "4:1 · rhyme x", "5:1",
    ]  # fmt: skip


def test_locks_tones_marks_hooks_and_keywords_are_seen():
    page = shown(parse("《月》 verse: 平仄，中/3 aa | verse 1:3=月 +秋@2 +明"))
    assert "verse" in page.text and "月" in page.text and "，" in page.text
    assert "= line 1" in page.text and "= line 2" in page.text
    assert "秋 (line 2), 明" in page.text
    assert "4 lines · 12 cells" in page.text
    assert page.cells[0][0] == "1:1 · 平"
    assert page.cells[2][0] == "1:3 · rhyme a · locked: 月"
    english = shown(parse("en u-* a"))
    assert "˘" in english.text and "–" in english.text


def test_melody_and_allowed_sets_are_in_the_tip():
    cell = Cell(pitches=(60, 62), beats=Fraction(3, 2), rest=Fraction(1), allowed=frozenset("山"))
    page = shown(Template(lines=(TemplateLine(cells=(cell,), start=Fraction(5, 2)),)))
    assert page.cells[0][0] == "1:1 · one of 山 · C4 D4 · 3/2 beats · then 1 beats of rest"
    assert "at 2.50 s" in page.text


def test_no_word_becomes_markup():
    cell = Cell(lock=EVIL, rhyme=EVIL, mark=EVIL, allowed=frozenset([EVIL]))
    line = TemplateLine(cells=(cell,), part=EVIL)
    page = shown(Template(lines=(line,), name=EVIL, keywords=(Keyword(text=EVIL),)))
    assert "img" not in page.tags
    assert page.text.count(EVIL) == 6
    assert EVIL in page.cells[0][0]


def test_an_empty_template_is_shown():
    assert "0 lines" in shown(Template(lines=())).text
