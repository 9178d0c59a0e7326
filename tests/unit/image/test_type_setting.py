"""Lines break where an editor would break them and glyphs stand where they should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.image.theme.themes import theme
from aigc.image.theme.typography import style
from aigc.image.type.block import Block, fit, layout, one_line, set_rows
from aigc.image.type.marks import NO_END, NO_START
from aigc.image.type.vertical import column_texts, set_column
from aigc.image.type.words import split_emphasis, words

ZH = style(theme("newsroom"), "title", 84)
EN = style(theme("newsroom"), "title", 84, "en")
SIZES = theme("newsroom").scale.display


def rows(block: Block) -> list[str]:
    return [line.text for line in block.lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县城开出第{一千家}咖啡馆", ["县城开出", "第一千家咖啡馆"]),
        (
            "他走过的路，比谁都长；他见过的人，比谁都多。",
            ["他走过的路，比谁都长", "他见过的人，比谁都多"],
        ),
        ("这是一个关于{坚持与信念}的故事", ["这是一个关于", "坚持与信念的故事"]),
    ],
)
def test_chinese_titles_break_at_phrases(text: str, expected: list[str]) -> None:
    assert rows(fit(text, ZH, 936, 3, (100, 88))) == expected


def test_number_and_unit_stay_together() -> None:
    for text, kept in (
        ("这家公司去年亏损38.6亿元，市场反应冷淡", "38.6亿元"),
        ("第三季度GDP同比增长4.6%，超出市场预期", "4.6%"),
        ("新能源汽车销量首次突破1000万辆大关", "1000万辆"),
    ):
        for width in (500, 620, 740, 860):
            assert any(kept in row for row in rows(layout(text, ZH, width)))


def test_no_line_starts_with_a_particle_or_ends_after_an_ordinal_prefix() -> None:
    text = "研究人员发现的新方法已经改变了每一个人的生活，也走过了第一百个春天"
    for width in range(520, 900, 20):
        lines = rows(layout(text, ZH, width))
        assert not any(line[0] in "的了着过" for line in lines[1:])
        assert not any(line[-1] in "第每" for line in lines[:-1])


def test_english_breaks_at_spaces_without_a_widow() -> None:
    text = "The town that opened its {thousandth} café is on"
    lines = rows(layout(text, EN, 700))
    assert " ".join(lines) == split_emphasis(text)[0]
    assert len(lines[-1].split()) > 1


def test_short_chinese_last_lines_are_avoided() -> None:
    for width in range(500, 900, 40):
        last = rows(layout("人工智能正在改变每一个普通人的生活方式", ZH, width))[-1]
        assert len(last) > 2


@settings(max_examples=60)
@given(
    st.text(
        alphabet="中国人民生活的了，。！？：；“”（）《》第每12.5%AB cd", min_size=1, max_size=60
    ),
    st.integers(300, 1000),
)
def test_breaking_keeps_every_character_and_the_rules(text: str, width: int) -> None:
    block = layout(text, ZH, width)
    joined = "".join(rows(block))
    assert joined.replace(" ", "") == "".join(text.split())
    if block.fits:
        assert not any(line[0] in NO_START for line in rows(block)[1:])
        assert not any(line[-1] in NO_END for line in rows(block)[:-1])
        assert block.ink_width_px <= width * 1.001


@given(st.text(alphabet="中文，字“”Latin 12"))
def test_words_join_back(text: str) -> None:
    assert "".join(words(text)) == text


def test_title_lines_lose_light_marks_only() -> None:
    assert rows(layout("真的吗？他问。", ZH, 900, strip_end=True)) == ["真的吗？他问"]
    assert rows(layout("真的吗？", ZH, 900, strip_end=True)) == ["真的吗？"]


def test_emphasis_follows_the_characters_across_lines() -> None:
    block = layout("县城开出第{一千家}咖啡馆", ZH, 700)
    marked = "".join(g.char for line in block.lines for g in line.glyphs if g.emphasis)
    assert marked == "一千家"


def test_overlong_text_says_that_it_does_not_fit() -> None:
    block = fit("这一句话实在是太长了" * 8, ZH, 600, 2, (84, 72))
    assert not block.fits
    assert block.style.size_px == 72
    assert fit("短句", ZH, 600, 2, (84, 72)).fits
    url = layout("https://example.com/" + "x" * 80, ZH, 500)
    assert not url.fits
    assert url.ink_width_px <= 500.5


def test_height_steps_the_size_down() -> None:
    tall = fit("县城开出第一千家咖啡馆", ZH, 936, 3, SIZES)
    low = fit("县城开出第一千家咖啡馆", ZH, 936, 3, SIZES, max_height_px=tall.height_px * 0.75)
    assert low.fits
    assert low.height_px <= tall.height_px * 0.75


def test_adjacent_marks_close_up_by_half_an_em() -> None:
    size = ZH.size_px
    loose = (
        sum(one_line(f"一{c}一", ZH).width_px for c in "》，") - 2 * one_line("一一", ZH).width_px
    )
    pair = one_line("一》，一", ZH).width_px - one_line("一一", ZH).width_px
    assert loose - pair == pytest.approx(size / 2, abs=1)
    assert one_line("“一", ZH).width_px == pytest.approx(1.5 * size, abs=1)


def test_a_seventh_of_an_em_opens_between_scripts_with_or_without_a_space() -> None:
    apart = one_line("用AI写", ZH).width_px
    parts = sum(one_line(t, ZH).width_px for t in ("用", "AI", "写"))
    assert apart - parts == pytest.approx(2 * ZH.size_px / 7, abs=0.5)
    assert one_line("用 AI 写", ZH).width_px == pytest.approx(apart, abs=0.5)


def test_tabular_figures_share_one_width() -> None:
    number = style(theme("tech"), "number", 200)
    assert one_line("1111", number).width_px == pytest.approx(one_line("0808", number).width_px)


def test_rows_count_characters_through() -> None:
    block = set_rows(["今年夏天，", "开了"], ZH, 800)
    assert [g.index for line in block.lines for g in line.glyphs] == list(range(7))


def test_columns_hold_eight_characters_and_turn_latin() -> None:
    ink = style(theme("ink"), "title", 60)
    texts = column_texts("我们卖的不是咖啡，是一个{可以坐下来}的地方。", ink)
    assert all(len(t.strip("{}")) <= 10 for t in texts)
    cells = set_column("“在2024年用AI”", ink).cells
    assert [c.kind for c in cells] == [
        "upright",
        "upright",
        "turned",
        "upright",
        "upright",
        "combined",
        "upright",
    ]
    assert (cells[0].text, cells[-1].text) == ("「", "」")


def test_a_width_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="0 px"):
        layout("字", ZH, 0)
