from __future__ import annotations

import dataclasses
import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_storyboard_samples import (
    EN,
    EN_LINES,
    ZH,
    ZH_LINES,
    article,
    asset,
    figure,
    narrate,
    script,
)

from aigc.errors import InputError
from aigc.types.scene import Chart, Headline, Identity, ItemList, PictureShot, Quote, TimelineCard
from aigc.video.storyboard.phrases import budget_length
from aigc.video.storyboard.plan import plan_storyboard
from aigc.video.storyboard.story import BUDGETS


def plan(made, lines, *, seed=3, tail=Fraction(1), **options):
    text = script(made, lines)
    return plan_storyboard(made, text, narrate(text), seed=seed, tail=tail, **options)


def of_kind(board, kind):
    return [s for s in board.scenes if s.kind == kind]


def shown(text):
    return text.replace("{", "").replace("}", "")


def texts(content):
    """All text fields of a scene's content with the budget field that limits each."""
    name = type(content).__name__
    fields = {
        "Headline": {"title": "headline"},
        "Statement": {"text": "statement", "note": "detail"},
        "Quote": {"text": "quote"},
        "Number": {"label": "label"},
        "Chapter": {"title": "title"},
        "EndCard": {"takeaway": "takeaway"},
        "PictureShot": {"label": "label"},
        "ItemList": {"title": "title"},
        "Chart": {"title": "title"},
        "TimelineCard": {"title": "title"},
    }[name]
    for field, budget in fields.items():
        yield getattr(content, field), budget
    if isinstance(content, ItemList):
        assert 2 <= len(content.items) <= 4
        for item in content.items:
            yield item.head, "head" if item.detail else "detail"
            assert "…" not in item.head + item.detail
            yield item.detail, "detail"
    if isinstance(content, Chart):
        assert 2 <= len(content.rows) <= 6 and 0 <= content.highlight < len(content.rows)
        for label, _ in content.rows:
            yield label, "row"
    if isinstance(content, TimelineCard):
        assert 2 <= len(content.events) <= 4
        for _, event in content.events:
            yield event, "event"


def check(board, made, length, fps=30, language="zh"):
    scenes = board.scenes
    assert scenes[0].time.start == 0
    assert all(a.time.end == b.time.start for a, b in itertools.pairwise(scenes))
    assert all((s.time.start * fps).denominator == 1 for s in scenes)
    assert 0 <= scenes[-1].time.end - length < Fraction(1, fps)
    if len(scenes) > 1:
        assert min(s.time.duration for s in scenes) >= Fraction(8, 5) - Fraction(1, fps)
    for get in (lambda s: s.kind, lambda s: s.ground):
        runs = [get(s) for s in scenes]
        assert not any(a == b == c for a, b, c in zip(runs, runs[1:], runs[2:], strict=False))
    for n, scene in enumerate(scenes):
        for text, field in texts(scene.content):
            field = "again" if n and field == "headline" else field
            bare = shown(text)
            assert "…" not in bare, (scene.kind, text)
            assert budget_length(bare, language) <= BUDGETS[language][field], (scene.kind, text)
            assert text.count("{") == text.count("}") <= 1
    used = [s.content.picture.sha256 for s in scenes if isinstance(s.content, PictureShot)]
    used += [
        s.content.picture.picture.sha256
        for s in scenes
        if isinstance(s.content, Headline) and s.content.picture
    ]
    assert len(used) == len(set(used))


@pytest.mark.parametrize("seed", [0, 1, 7])
@pytest.mark.parametrize("fps", [24, 30])
def test_both_languages_keep_every_rule_of_the_look(seed, fps):
    for made, lines in ((ZH, ZH_LINES), (EN, EN_LINES)):
        board = plan(made, lines, seed=seed, fps=fps)
        length = narrate(script(made, lines)).duration + 1
        check(board, made, length, fps, made.language)
        assert {n for s in board.scenes for n in s.lines} == set(range(len(lines)))
        assert board == plan(made, lines, seed=seed, fps=fps)
    assert plan(ZH, ZH_LINES, seed=0) != plan(ZH, ZH_LINES, seed=1)


def test_scene_changes_fall_in_the_pause_before_the_first_word():
    voice = narrate(script(ZH, ZH_LINES))
    for scene in plan(ZH, ZH_LINES).scenes[1:]:
        words = [
            w
            for n in voice.lines
            for w in n.words
            if w.time.start >= scene.time.start - Fraction(1, 30)
        ]
        before = [
            w
            for n in voice.lines
            for w in n.words
            if w.time.start < scene.time.start - Fraction(1, 30)
        ]
        assert words[0].time.start - scene.time.start <= Fraction(1, 3)
        assert before[-1].time.end <= scene.time.start + Fraction(1, 30)


def test_opening_has_title_source_and_lead_picture():
    first = plan(ZH, ZH_LINES, identity=Identity(name="小城", section="消费")).scenes[0]
    assert first.kind == "headline" and first.content.kicker == "消费"
    assert shown(first.content.title) == "县城开出第一千家咖啡馆，小城街角正在改变"
    assert first.content.picture.picture.sha256 == asset(1).sha256
    assert first.content.deck == "县域观察 · 2026年3月5日"


def test_number_scene_shows_value_unit_and_what_is_counted():
    number = of_kind(plan(ZH, ZH_LINES), "number")[0].content
    assert (number.value, number.unit, number.decimals, number.share) == (38.6, "%", 1, None)
    assert "从业者" in number.label and "增长" in number.label
    english = [s.content for s in of_kind(plan(EN, EN_LINES), "number")]
    assert (english[0].value, english[0].unit, english[0].label) == (
        240,
        "kilometres",
        "Track relaid",
    )
    assert english[1].share == 0.62 and english[1].unit == "%"
    assert english[1].label == "Residents who live within a short walk of a stop"


def test_list_builds_with_the_voice():
    board = plan(ZH, ZH_LINES)
    scene = of_kind(board, "list")[0]
    assert [i.head for i in scene.content.items] == ["租金低", "年轻人回来了", "供应链下沉"]
    assert scene.content.title == "为什么是县城" and scene.lines == (2, 3)
    voice = narrate(script(ZH, ZH_LINES))
    word = next(w for w in voice.lines[3].words if w.text.startswith("年轻"))
    assert scene.content.items[1].at == pytest.approx(
        float(word.time.start - scene.time.start), abs=0.001
    )
    assert [i.at for i in scene.content.items] == sorted(i.at for i in scene.content.items)


def test_a_long_list_is_split_into_scenes_of_four():
    names = ["苹果", "香蕉", "葡萄", "西瓜", "草莓", "樱桃"]
    made = article(
        "六种水果", [("paragraph", "先看店里。"), ("list", names), ("paragraph", "都很甜。")], "zh"
    )
    lines = [
        ("店里今天来了几种新鲜的水果。", 0, "hook"),
        ("其中有" + "，有".join(f"本地的{n}" for n in names) + "。", 1, "list"),
        ("每一种都很甜，值得尝一尝。", 2, "close"),
    ]
    lists = of_kind(plan(made, lines), "list")
    assert [[i.head for i in s.content.items] for s in lists] == [names[:3], names[3:]]


def test_quote_is_whole_with_its_speaker():
    board = plan(EN, EN_LINES)
    quote = next(s.content for s in of_kind(board, "quote") if 3 in s.lines)
    assert quote.who == "Maria Lopez"
    assert shown(quote.text) == "My commute used to take an hour; now I read a book and I am home"
    assert "林晓" in of_kind(plan(ZH, ZH_LINES), "quote")[0].content.who


def test_quote_block_gives_speaker_and_role():
    made = article(
        "老桥",
        [
            ("paragraph", "桥要修了。"),
            ("quote", "这座桥比我爷爷还老，我们都舍不得它。", {"attribution": "王强，守桥人"}),
            ("paragraph", "明年完工。"),
        ],
        "zh",
    )
    lines = [
        ("城里最老的那座桥终于要修了。", 0, "hook"),
        ("这座桥比我爷爷还老，我们都舍不得它。", 1, "quote"),
        ("工程预计明年春天完工。", 2, "close"),
    ]
    quote = of_kind(plan(made, lines), "quote")[0].content
    assert (quote.who, quote.role) == ("王强", "守桥人")


def test_tables_become_bars_or_a_line():
    bars = of_kind(plan(ZH, ZH_LINES), "bars")[0].content
    assert bars.rows == (("一线城市", 32.0), ("二线城市", 26.5), ("三线城市", 19.8), ("县城", 9.9))
    assert (bars.unit, bars.decimals, bars.highlight, bars.kicker) == ("元", 1, 3, "价格")
    line = of_kind(plan(EN, EN_LINES), "line")[0].content
    assert [label for label, _ in line.rows] == ["2021", "2022", "2023", "2024", "2025"]
    assert (line.unit, line.highlight) == ("million", 4)


def test_dated_clauses_become_a_timeline():
    card = of_kind(plan(ZH, ZH_LINES), "timeline")[0].content
    assert card.events == (
        ("2021", "第一家独立店开业"),
        ("2022", "连锁品牌进场"),
        ("2024", "门店总数突破一千家"),
    )


def test_chapters_open_sections_in_long_clips_only():
    chapters = of_kind(plan(ZH, ZH_LINES), "chapter")
    assert [(c.content.number, c.content.title) for c in chapters] == [(2, "一杯拿铁多少钱")]
    assert not of_kind(plan(ZH, ZH_LINES[:5]), "chapter")


def test_end_card_closes_with_the_source():
    last = plan(ZH, ZH_LINES, identity=Identity(name="小城")).scenes[-1]
    assert last.kind == "end" and last.ground == 2
    assert shown(last.content.takeaway) == "小城不缺咖啡，缺的是一个坐下来的理由"
    assert (last.content.handle, last.content.source) == ("小城", "县域观察 · 2026年3月5日")
    english = plan(EN, EN_LINES).scenes[-1].content
    assert english.source == "example.org · March 5, 2026"


def test_pictures_stand_with_their_lines_and_carry_focus_and_credit():
    board = plan(ZH, ZH_LINES, focus_of=lambda a: (0.2, 0.3))
    scene = of_kind(board, "picture")[0]
    assert scene.lines == (4,) and scene.content.picture.sha256 == asset(2).sha256
    assert (scene.content.focus, scene.content.credit) == ((0.2, 0.3), "摄影部")
    assert scene.content.label == "冷链车把咖啡豆送到县城仓库"


WALK = [
    "Fishermen unload crates of mackerel at the north pier",
    "The old crane stands still since the strike",
    "Children feed gulls beside the lighthouse",
    "A ferry leaves for the islands every hour",
    "Divers repair the hull of a tug",
    "Painters climb the red water tower",
    "Night falls and the market closes",
]


def walk(pictures):
    parts = [("paragraph", "The harbour wakes before the city does.")]
    for n, text in enumerate(WALK):
        parts.append(("paragraph", text + "."))
        if n in pictures:
            parts.append(("picture", figure(30 + n, text)))
    made = article("A walk through the harbour", parts, "en", author="Ann Lee")
    at = [n for n, p in enumerate(parts) if p[0] == "paragraph"]
    lines = [("The harbour wakes long before the city does.", 0, "hook")]
    lines += [(t + ".", at[n + 1]) for n, t in enumerate(WALK)]
    return made, lines


@pytest.mark.parametrize("pictures", [(), (0,), (3,), tuple(range(7))])
def test_any_number_of_pictures_keeps_order_and_rules(pictures):
    made, lines = walk(pictures)
    board = plan(made, lines, tail=Fraction(2))
    check(board, made, narrate(script(made, lines)).duration + 2, language="en")
    order = [int(s.content.picture.sha256, 16) for s in of_kind(board, "picture")]
    assert order == sorted(order)
    for scene in of_kind(board, "picture"):
        said = " ".join(lines[n][0] for n in scene.lines)
        assert scene.content.label.split()[1] in said
    moves = [s.content.move for s in of_kind(board, "picture")]
    assert not any(a == b for a, b in itertools.pairwise(moves))
    total = len(order) + (board.scenes[0].content.picture is not None)
    assert total >= min(len(pictures), 4)


def test_a_foreign_picture_and_ornaments_are_left_out():
    made, lines = walk(())
    blocks = list(made.blocks)
    odd = [
        figure(90, "Parliament debates a pension reform"),
        figure(91, "Company logo"),
        figure(92, "", width=64, height=64),
    ]
    for f in odd:
        blocks.append(dataclasses.replace(blocks[-1], kind="picture", figure=f))
    made = dataclasses.replace(made, blocks=tuple(blocks))
    board = plan(made, lines[:4])
    assert not of_kind(board, "picture") and board.scenes[0].content.picture is None


def test_given_shots_replace_the_articles_pictures():
    made, lines = walk((2,))
    shot = PictureShot(picture=asset(77), label="A ferry leaves for the islands", focus=(0.9, 0.5))
    lead = PictureShot(picture=asset(78), label="Harbour at dawn")
    board = plan(made, lines, shots=[lead, shot])
    assert board.scenes[0].content.picture.picture == asset(78)
    assert [s.content.picture for s in of_kind(board, "picture")] == [asset(77)]


def test_one_line_makes_one_scene_and_a_tail_an_end_card():
    made, lines = walk(())
    assert [s.kind for s in plan(made, lines[:1]).scenes] == ["headline"]
    assert [s.kind for s in plan(made, lines[:1], tail=Fraction(2)).scenes] == ["headline", "end"]


def test_braces_in_the_article_never_mark_an_emphasis():
    made = article(
        "Use {x} {y} in {z} templates",
        [("paragraph", "Write {x} or {y} to fill a template with values.")],
        "en",
    )
    board = plan(
        made,
        [
            ("Write {x} or {y} to fill a template with values.", 0, "hook"),
            ("Each {z} is a name that the template engine replaces.", 0),
        ],
    )
    assert all(t.count("{") <= 1 for s in board.scenes for t, _ in texts(s.content))


def test_titles_do_not_repeat_the_caption():
    for made, lines in ((ZH, ZH_LINES), (EN, EN_LINES)):
        for scene in plan(made, lines).scenes[1:]:
            if isinstance(scene.content, Headline | Quote) and scene.kind == "headline":
                assert shown(scene.content.title) not in [t.strip("。.") for t, *_ in lines]


def test_a_silent_or_foreign_narration_is_refused():
    text = script(ZH, ZH_LINES)
    voice = narrate(text)
    with pytest.raises(InputError, match="no line"):
        plan_storyboard(ZH, text, dataclasses.replace(voice, lines=()), seed=1)
    short = dataclasses.replace(text, lines=text.lines[:2])
    with pytest.raises(InputError, match="line 2, but the script has 2"):
        plan_storyboard(ZH, short, voice, seed=1)


PIECES_ZH = [
    "夜里的城市很安静",
    "工人们修好了3.5公里的路",
    "因此票价下降了12%",
    "但是没有人知道原因",
    "2019年大桥通车",
    "2023年地铁开工",
    "她说：“我每天都走这条路，已经走了十年。”",
    "好",
]
PIECES_EN = [
    "the city is quiet at night",
    "crews repaired 3.5 km of road",
    "so fares fell by 12 percent",
    "but nobody knows exactly why",
    "the bridge opened in 2019",
    '"I have walked here every day for ten years," said Ann Lee',
    "yes",
]


@settings(max_examples=30)
@given(
    st.sampled_from(["zh", "en"]),
    st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=5), min_size=1, max_size=9),
    st.integers(0, 9),
)
def test_any_script_is_covered_within_budgets(language, lines, seed):
    pool, glue, stop = (PIECES_ZH, "，", "。") if language == "zh" else (PIECES_EN, ", ", ".")
    spoken = [glue.join(pool[i] for i in line) + stop for line in lines]
    made = article(
        "路" if language == "zh" else "Roads", [("paragraph", t) for t in spoken], language
    )
    rows = [(t, n) for n, t in enumerate(spoken)]
    check(
        plan(made, rows, seed=seed),
        made,
        narrate(script(made, rows)).duration + 1,
        language=language,
    )
