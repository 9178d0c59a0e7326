"""The extractive writer over forty articles, and refitting to measured lengths."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from aigc.errors import InputError
from aigc.text.article.reader import read_article
from aigc.text.engine import Options, Pace, syllables
from aigc.text.script.extractive import ExtractiveWriter
from aigc.text.script.guard import check
from aigc.text.script.passages import passages
from aigc.text.script.pointing import dangling
from aigc.text.script.refit import refit
from aigc.types.article import Article, Block, Span
from aigc.types.script import Script, ScriptLine

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
NAMES = sorted(p.stem for p in FIXTURES.glob("*.md"))
PACE = Pace()


@cache
def article(name: str) -> Article:
    return read_article(FIXTURES / f"{name}.md", assets=FIXTURES / "none")


def write(name: str, target: int, *, seed: int = 0, options: Options | None = None) -> Script:
    doc = article(name)
    return ExtractiveWriter(options).write(
        doc, target=Fraction(target), language=doc.language, seed=seed, pace=PACE
    )


def whole(name: str) -> float:
    doc = article(name)
    forms = [p.forms[0] for p in passages(doc, Options())]
    return float(sum(PACE.duration(x.text, doc.language) for f in forms for x in f)) + sum(
        PACE.pause_s for f in forms for _ in f
    )


def test_there_are_forty_articles() -> None:
    assert len(NAMES) == 40


@pytest.mark.parametrize("name", NAMES)
def test_scripts_are_true_and_last_as_long_as_asked(name: str) -> None:
    doc = article(name)
    for target in (20, 30, 60):
        script = write(name, target)
        assert [v for x in script.lines for v in check(x, doc)] == []
        assert not dangling(script.lines[0].text, doc.language)
        length = float(PACE.total(script))
        if whole(name) > target:
            assert abs(length - target) <= 0.1 * target
        else:
            assert length <= target * 1.02


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_whole_clauses_in_the_order_of_the_article(name: str) -> None:
    script = write(name, 45)
    body = [x for x in script.lines if x.role not in ("hook", "chapter")]
    starts = [x.sources[0].start for x in body]
    assert starts == sorted(starts)
    assert script.lines[0].role in ("hook", "list", "quote")
    for line in script.lines:
        assert line.text[-1] in '。！？：，；.!?:,;”"'
        assert not any(mark in line.text for mark in ("（", "http", "`", "**", "🙂"))
    assert script.lines[-1].text[-1] in '。！？.!?”"'


def test_most_scripts_come_within_five_percent() -> None:
    near = [abs(float(PACE.total(write(n, 30))) - 30) <= 1.5 for n in NAMES if whole(n) > 32]
    assert sum(near) >= 0.9 * len(near)


def test_all_sections_of_a_long_script_are_covered() -> None:
    doc = article("zh_history")
    headings = [i for i, b in enumerate(doc.blocks) if b.kind == "heading"]
    blocks = {x.block for x in write("zh_history", 45).lines}
    for start, stop in zip(headings, [*headings[1:], len(doc.blocks)], strict=True):
        assert any(start < b < stop for b in blocks)


def test_roles_follow_the_blocks() -> None:
    roles = {x.role for x in write("zh_finance", 60).lines}
    assert {"hook", "table", "point", "close"} <= roles
    steps = [x for x in write("zh_howto", 60).lines if x.role == "list" and x.items]
    assert [x.text[:2] for x in steps] == ["第一", "第二", "第三", "第四", "第五", "第六"]
    doc = article("zh_howto")
    assert all(x.items[0] in doc.blocks[x.block].items for x in steps)
    assert any(x.role == "quote" for x in write("zh_interview", 60).lines)


def test_an_answer_is_not_said_without_its_question() -> None:
    lines = [x.text for x in write("en_policy", 60).lines]
    assert lines.index("Can I keep a pet?") + 1 == next(
        i for i, t in enumerate(lines) if t.startswith("Yes, unless")
    )


def test_a_one_sentence_article_is_said_whole() -> None:
    script = write("zh_one", 60)
    assert "".join(x.text for x in script.lines) == article("zh_one").blocks[-1].span.of(
        article("zh_one").text
    )


def test_options_leave_blocks_out_and_add_chapters() -> None:
    bare = Options(tables=False, lists=False, quotes=False)
    roles = {x.role for n in NAMES for x in write(n, 60, options=bare).lines}
    assert not roles & {"table", "list", "quote"}
    chapters = write("zh_history", 60, options=Options(chapters=True))
    assert [x.text for x in chapters.lines if x.role == "chapter"]
    prints = {ExtractiveWriter(o).fingerprint for o in (bare, Options(), Options(diversity=0.1))}
    assert len(prints) == 3


def test_the_same_arguments_give_the_same_script_and_a_seed_another() -> None:
    assert write("zh_metro", 30) == write("zh_metro", 30)
    takes = {tuple(x.text for x in write("zh_metro", 30, seed=s).lines) for s in range(6)}
    assert len(takes) > 1


def test_a_faster_voice_says_more() -> None:
    doc = article("zh_coral")
    fast = ExtractiveWriter().write(
        doc, target=Fraction(30), language="zh", seed=0, pace=Pace(zh_characters_per_s=7.0)
    )
    said = sum(len(x.text) for x in fast.lines)
    assert said > 1.2 * sum(len(x.text) for x in write("zh_coral", 30).lines)


def test_refusals_say_what_to_do() -> None:
    doc = article("zh_metro")
    with pytest.raises(InputError, match="Ask for more than 0"):
        ExtractiveWriter().write(doc, target=Fraction(0), language="zh", seed=0, pace=PACE)
    with pytest.raises(InputError, match="cannot translate"):
        ExtractiveWriter().write(doc, target=Fraction(9), language="en", seed=0, pace=PACE)
    picture = Block(kind="picture", span=Span(start=0, end=0))
    empty = Article(title="空", text="", blocks=(picture,), language="zh")
    with pytest.raises(InputError, match="no sentence"):
        ExtractiveWriter().write(empty, target=Fraction(9), language="zh", seed=0, pace=PACE)


@pytest.mark.parametrize("name", ["zh_coral", "zh_metro", "en_bees", "en_ferry", "zh_finance"])
@pytest.mark.parametrize("drift", [Fraction(3, 4), Fraction(5, 4), Fraction(3, 2)])
def test_refit_meets_the_target_with_measured_lengths(name: str, drift: Fraction) -> None:
    doc, target = article(name), Fraction(40)
    script = write(name, 40)

    def spoken(s: Script) -> list[Fraction]:
        return [PACE.duration(x.text, s.language) * drift for x in s.lines]

    again = refit(doc, script, spoken(script), target, pace=PACE)
    real = float(sum(spoken(again))) + PACE.pause_s * (len(again.lines) - 1)
    room = whole(name) * float(drift)
    assert abs(real - 40) <= 4 or (room < 44 and real <= 44)
    assert [v for x in again.lines for v in check(x, doc)] == []
    kept = {x.text for x in script.lines} & {x.text for x in again.lines}
    assert len(kept) >= min(len(script.lines), len(again.lines)) * 0.5


def test_refit_leaves_a_good_fit_alone_and_wants_every_duration() -> None:
    script = write("zh_coral", 30)
    exact = [PACE.duration(x.text, "zh") for x in script.lines]
    assert refit(article("zh_coral"), script, exact, Fraction(30), pace=PACE).lines == script.lines
    with pytest.raises(InputError, match="durations"):
        refit(article("zh_coral"), script, exact[1:], Fraction(30), pace=PACE)


def test_refit_shortens_a_script_that_somebody_else_wrote() -> None:
    doc = article("zh_coral")
    told = [b for b in doc.blocks if b.kind == "paragraph"]
    lines = tuple(
        ScriptLine(text=f"{b.span.of(doc.text)[:12]}。", sources=(b.span,), block=n)
        for n, b in enumerate(doc.blocks)
        if b in told
    )
    script = Script(title="t", lines=lines, language="zh", target=Fraction(30))
    again = refit(doc, script, [Fraction(6)] * len(lines), Fraction(20), pace=PACE)
    assert 2 <= len(again.lines) <= 5
    assert (again.lines[0], again.lines[-1]) == (lines[0], lines[-1])
    longer = refit(doc, script, [Fraction(2)] * len(lines), Fraction(40), pace=PACE)
    assert len(longer.lines) > len(lines)


def test_syllables_count_digits_as_they_are_read() -> None:
    assert syllables("全长35公里", "zh") == 7
    assert syllables("2024年", "zh") == 5
    assert syllables("NASA", "en") == 4
    assert syllables("the ferries", "en") == 3
