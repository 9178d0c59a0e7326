"""The verifier on Chinese lyrics, by hand."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import aigc.lyrics.verify as package
from aigc.lyrics.verify import Report, verify
from aigc.lyrics.verify.books import every_sound, heard
from aigc.types.template import Book, Cell, Keyword, Template, TemplateLine, Tone

QUIET = ("床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。")


def form(*rhymes: str, length: int = 5, book: Book = "thirteen", marks: str = "，。") -> Template:
    """Return lines of one length, a rhyme group for each."""
    lines = tuple(
        TemplateLine(
            cells=(*(Cell() for _ in range(length - 1)), Cell(rhyme=r, mark=marks[i % len(marks)]))
        )
        for i, r in enumerate(rhymes)
    )
    return Template(lines=lines, book=book)


def line(*cells: Cell, repeats: int | None = None) -> TemplateLine:
    return TemplateLine(cells=cells, repeats=repeats)


def plain(count: int, **last: str) -> TemplateLine:
    return line(*(Cell() for _ in range(count - 1)), Cell(**last))


def kinds(report: Report) -> list[str]:
    return [fault.kind for fault in report.faults]


def places(report: Report) -> list[str]:
    return [fault.place for fault in report.faults]


@pytest.mark.parametrize("book", ["thirteen", "xinyun", "cilin", "pingshui"])
def test_a_poem_that_everyone_knows_keeps_its_form_after_every_book(book: Book) -> None:
    assert verify(form("a", "a", "x", "a", book=book), QUIET).ok


def test_missing_and_surplus_lines_are_faults() -> None:
    template = form("a", "a", "x", "a")
    assert places(verify(template, QUIET[:2])) == ["line 3", "line 4"]
    assert kinds(verify(template, (*QUIET, "春眠不觉晓，"))) == ["length"]
    assert kinds(verify(template, ())) == ["length"] * 4
    assert places(verify(template, (*QUIET[:3], ""))) == ["line 4"]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("床前月光，", "length", "line 1"), ("床前明月月光，", "length", "line 1"),
        ("床前明月光", "mark", "1:5"), ("床前明月光。", "mark", "1:5"),
        ("床前，明月光，", "mark", "1:2"), ("床前明月光， ", "mark", "1:5"),
        ("“床前明月光，", "mark", "line 1"), ("床前明の光，", "character", "1:4"),
        ("床前明□光，", "character", "1:4"), ("床前明a光，", "character", "1:4"),
    ],
)  # fmt: skip
def test_a_line_is_compared_as_printed(text: str, kind: str, place: str) -> None:
    report = verify(form(""), [text])
    assert (kinds(report), places(report)) == ([kind], [place])


def test_locks_and_sets_hold_cell_by_cell() -> None:
    cells = (Cell(lock="明"), Cell(lock="月"), Cell(allowed=frozenset("光白")))
    template = Template(lines=(line(*cells),))
    assert verify(template, ["明月白"]).ok
    report = verify(template, ["明日黑"])
    assert list(zip(kinds(report), places(report), strict=True)) == [
        ("lock", "1:2"),
        ("allowed", "1:3"),
    ]
    assert "locked to 月" in report.faults[0].message


def test_a_locked_sign_that_is_no_character_is_right() -> None:
    template = Template(lines=(line(Cell(lock="啊"), Cell(lock="A")),))
    assert verify(template, ["啊A"]).ok


def test_keywords_stand_whole_between_two_pauses() -> None:
    template = replace(form("", "", length=4), keywords=(Keyword(text="明月"),))
    assert verify(template, ["今夜明月，", "何处是家。"]).ok
    assert kinds(verify(template, ["今夜月明，", "何处是家。"])) == ["keyword"]
    paused = line(Cell(), Cell(mark="，"), Cell(), Cell())
    template = Template(lines=(paused,), keywords=(Keyword(text="明月"),))
    assert kinds(verify(template, ["今明，月来"])) == ["keyword"]


def test_a_keyword_of_a_line_stands_in_that_line() -> None:
    template = replace(form("", "", length=4), keywords=(Keyword(text="明月", line=1),))
    assert verify(template, ["今夜何处，", "明月在天。"]).ok
    assert kinds(verify(template, ["明月在天，", "今夜何处。"])) == ["keyword"]


def test_a_hook_repeats_the_words_and_not_the_marks() -> None:
    template = Template(
        lines=(plain(3, mark="，"), plain(3), replace(plain(3, mark="！"), repeats=0))
    )
    assert verify(template, ["归去来，", "不如归", "归去来！"]).ok
    report = verify(template, ["归去来，", "不如归", "归来去！"])
    assert (kinds(report), places(report)) == (["repeat"], ["3:2"])
    assert kinds(verify(template, ["归来，", "不如归", "归来去！"])) == ["length", "repeat"]


def test_a_line_that_repeats_no_earlier_one_cannot_be_right() -> None:
    template = Template(lines=(replace(plain(3), repeats=1), plain(3)))
    assert kinds(verify(template, ["归去来", "归去来"])) == ["repeat"]


@pytest.mark.parametrize(
    ("segment", "index", "tone"),
    [
        ("长大", 0, "仄"), ("长江", 0, "平"), ("银行", 1, "平"), ("行长", 1, "仄"),
        ("还是", 0, "平"), ("音乐", 1, "仄"), ("觉得", 1, "仄"), ("重新", 0, "平"),
        ("重要", 0, "仄"), ("好的", 1, "仄"), ("国", 0, "平"), ("白", 0, "平"),
    ],
)  # fmt: skip
def test_modern_tones_are_those_of_the_reading(segment: str, index: int, tone: str) -> None:
    assert {t for t, _ in heard("thirteen", segment, index)} == {tone}


@pytest.mark.parametrize(
    ("segment", "index", "tones"),
    [
        ("长大", 0, "仄"), ("长江", 0, "平"), ("长", 0, "平仄"), ("长水", 0, "平仄"),
        ("国", 0, "仄"), ("白", 0, "仄"), ("看", 0, "平仄"), ("思", 0, "平仄"), ("人", 0, "平"),
    ],
)  # fmt: skip
def test_old_tones_are_all_that_are_listed_unless_a_word_decides(
    segment: str, index: int, tones: str
) -> None:
    for book in ("pingshui", "cilin"):
        assert {t for t, _ in heard(book, segment, index)} == set(tones)


@pytest.mark.parametrize(
    ("book", "one", "other", "rhyme"),
    [
        ("thirteen", "东", "风", True), ("pingshui", "东", "风", True),
        ("pingshui", "东", "冬", False), ("cilin", "东", "冬", True),
        ("xinyun", "波", "结", False), ("thirteen", "波", "结", True),
        ("xinyun", "知", "衣", False), ("thirteen", "知", "衣", True), ("xinyun", "儿", "鱼", True),
        ("thirteen", "儿", "鱼", False), ("cilin", "白", "来", False),
        ("pingshui", "斜", "家", True), ("thirteen", "斜", "家", False),
        ("xinyun", "翁", "红", True),
    ],
)  # fmt: skip
def test_what_rhymes_after_which_book(book: Book, one: str, other: str, rhyme: bool) -> None:
    template = form("a", "a", length=1, book=book)
    assert verify(template, [f"{one}，", f"{other}。"]).ok == rhyme


def test_a_group_without_tones_agrees_in_one_in_cilin() -> None:
    template = form("a", "a", length=1, book="cilin")
    assert kinds(verify(template, ["东，", "动。"])) == ["rhyme"]
    tones: tuple[Tone, ...] = ("平", "仄")
    cells = [Cell(rhyme="a", tone=tone) for tone in tones]
    template = Template(lines=tuple(map(line, cells)), book="cilin")
    assert verify(template, ["东", "动"]).ok
    assert not verify(form("a", "a", length=1, book="pingshui"), ["东，", "动。"]).ok
    assert verify(form("a", "a", length=1), ["东，", "动。"]).ok


def test_the_odd_one_out_is_named() -> None:
    report = verify(form("a", "a", "a", length=2), ["天光，", "山花。", "地霜，"])
    assert places(report) == ["2:2"]
    assert "花 at 2:2 does not rhyme with 光 at 1:2" in report.faults[0].message


def test_tone_and_rhyme_must_come_from_one_reading() -> None:
    cells = (Cell(rhyme="a", tone="平"), Cell(rhyme="a", lock="想"))
    template = Template(lines=tuple(map(line, cells)), book="pingshui")
    assert {"平", "仄"} == {tone for tone, _ in every_sound("pingshui", "榜")}
    assert kinds(verify(template, ["榜", "想"])) == ["rhyme"]


def test_groups_must_differ_only_when_they_are_near() -> None:
    def two(gap: int) -> list[str]:
        template = form("a", *[""] * (gap - 1), "b", length=1)
        texts = ["光", *"天" * (gap - 1), "霜"]
        return kinds(verify(template, [t + "，。"[i % 2] for i, t in enumerate(texts)]))

    assert two(4) == ["rhyme"]
    assert two(5) == []


def test_groups_whose_spans_overlap_must_differ_however_far_their_ends() -> None:
    rhymes = ["a", *[""] * 5, "b", *[""] * 5, "a"]
    texts = ["光" if r else "天" for r in rhymes]
    marked = [t + "，。"[i % 2] for i, t in enumerate(texts)]
    assert places(verify(form(*rhymes, length=1), marked)) == ["7:1"]


def test_an_unrhymed_end_is_compared_with_groups_within_four_lines() -> None:
    def odd(gap: int) -> list[str]:
        template = form("a", "a", *[""] * (gap - 1), "x", length=1)
        texts = ["光", "霜", *"天" * (gap - 1), "乡"]
        return kinds(verify(template, [t + "，。"[i % 2] for i, t in enumerate(texts)]))

    assert odd(4) == ["rhyme"]
    assert odd(5) == []


def test_classes_are_chosen_so_that_all_groups_can_differ() -> None:
    both = {label for _, label in every_sound("cilin", "车")}
    assert both == {"第四部", "第十部"}
    template = form("a", "b", length=1, book="cilin")
    assert verify(template, ["车，", "花。"]).ok
    assert verify(template, ["车，", "书。"]).ok
    assert verify(template, ["车，", "车。"]).ok
    three = form("a", "b", "c", length=1, book="cilin")
    assert not verify(three, ["车，", "花。", "书，"]).ok


def test_an_unrhymed_end_may_have_no_reading_in_common() -> None:
    template = form("a", "x", length=1, book="cilin")
    assert kinds(verify(template, ["花，", "车。"])) == ["rhyme"]


@pytest.mark.parametrize("named", [Cell(lock="长"), Cell(allowed=frozenset("长短"))])
def test_what_the_writer_named_may_be_read_as_it_fits(named: Cell) -> None:
    free = Template(lines=(line(Cell(tone="平"), Cell()),))
    assert kinds(verify(free, ["长大"])) == ["tone"]
    bound = Template(lines=(line(replace(named, tone="平"), Cell()),))
    assert verify(bound, ["长大"]).ok
    assert verify(replace(free, keywords=(Keyword(text="长大"),)), ["长大"]).ok


def test_what_is_named_in_a_line_is_named_in_its_repetition() -> None:
    first = line(Cell(lock="长"), Cell())
    again = line(Cell(tone="平"), Cell(), repeats=0)
    assert verify(Template(lines=(first, again)), ["长大", "长大"]).ok


def test_a_mark_ends_the_word_in_which_a_character_is_read() -> None:
    whole = Template(lines=(line(Cell(tone="仄"), Cell()),))
    parted = Template(lines=(line(Cell(tone="仄", mark="，"), Cell()),))
    assert verify(whole, ["重要"]).ok
    assert verify(whole, ["还是"]).faults[0].message == "还 at 1:1 is not 仄."
    assert verify(parted, ["重，要"]).ok


def test_a_line_of_the_wrong_length_is_not_judged_for_sounds() -> None:
    template = form("a", "a", length=3)
    assert kinds(verify(template, ["明月，", "山上花。"])) == ["length"]


def test_the_report_shows_itself_and_escapes() -> None:
    template = form("", length=1)
    assert "Fits" in verify(template, ["花，"])._repr_html_()
    shown = verify(template, ["<，"])._repr_html_()
    assert "Does not fit" in shown
    assert "&lt;" in shown and "<，" not in shown


def test_the_verifier_shares_no_code_with_what_writes() -> None:
    folder = Path(package.__file__).parent
    allowed = ("aigc.lyrics.verify", "aigc.types")
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(n.startswith(allowed) for n in names if n.startswith("aigc")), path.name
