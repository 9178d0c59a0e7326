"""SongNet's figures on poems small enough to count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.types.template import Cell, Keyword, Template, TemplateLine
from benchmarks.lyrics_metrics import (
    F1,
    conformity,
    distinct,
    exactness,
    format_f1,
    integrity,
    keyword_share,
    longest_shared_runs,
    rhyme_class,
    rhyme_f1,
)

QUIET = ["床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。"]
COPY = ["春来江水光，", "秋去白云霜。", "行人不可见，", "何处是他乡。"]


def test_a_poem_under_its_form_has_full_marks() -> None:
    assert format_f1([QUIET], [COPY]) == F1(macro=100, micro=100)
    assert rhyme_f1([QUIET], [COPY]) == F1(macro=100, micro=100)


def test_missing_lines_cost_nothing_but_in_the_strict_figures() -> None:
    half = COPY[:2]
    assert format_f1([QUIET], [half]).micro == 100
    assert rhyme_f1([QUIET], [half]).micro == 100
    assert format_f1([QUIET], [half], strict=True).micro == pytest.approx(100 * 2 / 3)
    assert rhyme_f1([QUIET], [half], strict=True).micro == pytest.approx(100 * 4 / 5)


def test_surplus_lines_cost_precision() -> None:
    longer = [*COPY, "春眠不觉晓，"]
    assert format_f1([QUIET], [longer]).micro == pytest.approx(100 * 2 * 0.8 / 1.8)


def test_length_and_marks_must_both_agree() -> None:
    wrong = [COPY[0], "秋去白云。", "行人不可见。", COPY[3]]
    assert format_f1([QUIET], [wrong]).micro == 50


def test_macro_takes_means_over_poems_and_micro_over_lines() -> None:
    short = ["明月光，"]
    found = format_f1([QUIET, short], [COPY, ["月光，"]])
    assert found.macro == pytest.approx(50)
    assert found.micro == pytest.approx(80)


def test_only_the_most_frequent_class_counts_and_of_equals_the_first() -> None:
    two_pairs = ["月光，", "如霜，", "山花，", "人家。"]
    assert rhyme_f1([two_pairs], [["白马，", "开花，", "风霜，", "天上。"]]).micro == 100
    assert rhyme_f1([two_pairs], [["天上，", "人间，", "白马，", "开花。"]]).micro == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("波", "结", True), ("衣", "鱼", True), ("东", "风", True), ("知", "衣", True),
     ("根", "灯", False), ("诶", "花", False), ("。", "花", False)],
)  # fmt: skip
def test_rhyme_classes(one: str, other: str, same: bool) -> None:
    assert (rhyme_class(one) == rhyme_class(other) != -1) == same


def test_distinct_counts_marks_and_grams_across_lines() -> None:
    found = distinct([["春春，", "春"]], 1)
    assert (found.macro, found.micro) == (50, 50)
    assert distinct([["春春，", "春"]], 2).macro == 100
    two = distinct([["春花"], ["春花"]], 1)
    assert (two.macro, two.micro) == (100, 50)


def test_integrity_is_better_where_phrases_end() -> None:
    whole = ["小楼昨夜又东风，", "故国不堪回首月明中。"]
    cut = ["小楼昨夜又东，", "风故国不堪回首月明中。"]
    assert 1 <= integrity([whole], style="ci") < integrity([cut], style="ci")


def toned() -> Template:
    cells = tuple(Cell(tone=t) for t in ("平", "平", "仄", "仄"))
    return Template(lines=(TemplateLine(cells=cells),) * 2, keywords=(Keyword(text="明月"),))


def test_conformity_counts_cells_and_lost_lines() -> None:
    template = toned()
    assert conformity([template], [["江山白日", "青天落山"]], "tone") == 75
    assert conformity([template], [["江山日落", "青天落"]], "tone") == 50
    assert conformity([template], [["江山日落"]], "tone") == 50
    assert conformity([template], [["江山日落"]], "lock") == 100


def test_keywords_and_exactness_are_shares_of_what_was_asked() -> None:
    poems = [["江天落日", "山明月落"], ["江山日落", "青天路近"]]
    assert keyword_share([toned()] * 2, poems) == 50
    assert exactness([toned()] * 2, [["江山日落", "青天日落"], poems[0]]) == 50


def reference_run(poem: str, corpus: list[str]) -> int:
    runs = (poem[i:j] for i in range(len(poem)) for j in range(i + 1, len(poem) + 1))
    return max((len(run) for run in runs if any(run in text for text in corpus)), default=0)


TEXT = st.text("春花秋月", max_size=12)


@given(st.lists(TEXT, min_size=1, max_size=4), st.lists(TEXT, min_size=1, max_size=6))
def test_the_longest_shared_run_is_exact(poems: list[str], corpus: list[str]) -> None:
    found = longest_shared_runs([[p] for p in poems], [[c] for c in corpus])
    assert found == [reference_run(p, corpus) for p in poems]


def test_a_shared_run_goes_on_over_marks_but_not_from_poem_to_poem() -> None:
    poem = ["明月，", "几时有。"]
    assert longest_shared_runs([poem], [["明月几时有"]]) == [5]
    assert longest_shared_runs([poem], [["明月"], ["几时有"]]) == [3]
