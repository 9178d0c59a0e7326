"""Every kind, theme and format composes; texts keep to the stage and clear of each other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from aigc.errors import ConfigError
from aigc.image.art import Box
from aigc.image.label import LabelOverlay
from aigc.image.paint.layers import render
from aigc.image.scene.build import KINDS, build_art
from aigc.image.scene.piece import Composition
from aigc.image.theme.formats import canvas, unit_format
from aigc.image.theme.themes import THEMES
from aigc.types.asset import Asset
from aigc.types.label import mark
from aigc.types.scene import (
    Chapter,
    Chart,
    Content,
    EndCard,
    Headline,
    Identity,
    ItemList,
    ListItem,
    Number,
    Quote,
    Scene,
    Statement,
    TimelineCard,
)
from aigc.types.time import TimeRange
from tests.unit.image.scene_samples import PHOTO, art, samples

ASPECTS = ("9:16", "4:5", "1:1", "16:9")
CONTENT = samples("zh", PHOTO)
SHOT = CONTENT["picture"]


def faults(made: Composition, aspect: str) -> list[str]:
    form = unit_format(aspect)
    texts = [p for p in made.pieces if p.colour and p.box[2] > 0]
    found = []
    for p in texts:
        x, y, w, h = p.box
        inside = form.left - 24 <= x and x + w <= form.width - form.right + 24
        if not (inside and form.stage_top - 4 <= y and y + h <= form.stage_bottom + 14):
            found.append(f"{p.name} outside {p.box}")
    for i, a in enumerate(texts):
        for b in texts[i + 1 :]:
            wide = min(a.box[0] + a.box[2], b.box[0] + b.box[2]) - max(a.box[0], b.box[0])
            high = min(a.box[1] + a.box[3], b.box[1] + b.box[3]) - max(a.box[1], b.box[1])
            if wide > 4 and high > 0.25 * min(a.box[3], b.box[3]):
                found.append(f"{a.name} lies on {b.name}")
    return found


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_texts_stay_on_stage_and_apart(kind: str, aspect: str) -> None:
    for theme in THEMES:
        for layout in (0, 1):
            made = art(kind, theme=theme, aspect=aspect, layout=layout)
            assert not faults(made, aspect), (theme, layout)


EDGES: tuple[tuple[str, Content], ...] = (
    ("number", Number(label="零", value=0)),
    ("number", Number(label="跌", value=-12.5, decimals=1, unit="%")),
    ("number", Number(label="很大", value=123456789012345, unit="元", prefix="约")),
    (
        "list",
        ItemList(title="只有一条", items=(ListItem(head="Supercalifragilisticexpialidocious"),)),
    ),
    ("quote", Quote(text="没有出处的一句话。")),
    ("statement", Statement(text="没有强调的一句话。")),
    ("statement", Statement(text="{整句都被强调}")),
    ("statement", Statement(text="监管部门表示，{价格不是问题}！")),
    ("statement", Statement(text="Floccinaucinihilipilification {antidisestablishmentarian} end")),
    (
        "statement",
        Statement(
            text="三年里{返乡的年轻人}把老街的铺面一间间重新租了下来，" + "夜里也都亮着灯",
            note="长" * 40,
        ),
    ),
    ("bars", Chart(title="全零", rows=(("甲", 0.0), ("乙", 0.0)))),
    ("bars", Chart(title="有负", rows=(("甲", -5.0), ("乙", 3.0), ("丙", 3.0)), unit="%")),
    ("bars", Chart(title="一行", rows=(("甲", 7.0),))),
    ("line", Chart(title="一点", rows=(("甲", 7.0),))),
    ("line", Chart(title="相等", rows=(("甲", 7.0), ("乙", 7.0), ("丙", 7.0)))),
    ("timeline", TimelineCard(title="一件事", events=(("2024", "开业"),))),
    ("chapter", Chapter(number=0, title="没有编号")),
    ("end", EndCard(takeaway="只有一句")),
    ("headline", Headline(title="NATIONAL AERONAUTICS AND SPACE ADMINISTRATION")),
)


@pytest.mark.parametrize("aspect", ("9:16", "1:1", "16:9"))
@pytest.mark.parametrize(("kind", "content"), EDGES)
def test_edges_of_the_data_compose_and_draw(kind: str, content: Content, aspect: str) -> None:
    for language in ("zh", "en"):
        for layout in (0, 1):
            made = art(kind, content, aspect=aspect, language=language, layout=layout)
            assert not faults(made, aspect)
    form = unit_format(aspect)
    pixels = render(form.width // 4, form.height // 4, 0.25, lambda c: made.draw(c, 3.0))
    assert pixels[..., 3].max() > 0


LONG = {
    "zh": "当地居民和返乡的年轻人一起把老街上空置多年的铺面"
    "改成了可以坐下来慢慢喝一杯的地方，夜里也亮着灯",
    "en": "Local residents and returning workers together turned the long empty shopfronts of the "
    "old street into places where anyone can sit down",
}


def _longer(language: str) -> tuple[tuple[str, Content], ...]:
    """Return contents well over their budgets."""

    def say(zh: int, en: int) -> str:
        return LONG["zh"][:zh] if language == "zh" else LONG["en"][:en].rsplit(" ", 1)[0]

    items = (ListItem(head=say(12, 30), detail=say(32, 72)),) * 4
    events = tuple((str(year), say(26, 64)) for year in range(2021, 2025))
    return (
        ("headline", Headline(title=say(30, 80), kicker=say(8, 24), deck=say(44, 110))),
        ("statement", Statement(text=say(44, 110), kicker=say(40, 90), note=say(40, 90))),
        ("list", ItemList(title=say(18, 44), kicker=say(8, 24), items=items)),
        ("timeline", TimelineCard(title=say(20, 48), kicker=say(8, 24), events=events)),
        ("quote", Quote(text=say(45, 130), who=say(12, 30), role=say(22, 50))),
        ("end", EndCard(takeaway=say(44, 110), handle=say(10, 26), source=say(40, 90))),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["ink", "lifestyle"])
def test_texts_over_budget_step_down_or_lose_what_is_optional(language: str, theme: str) -> None:
    for kind, content in _longer(language):
        for aspect in ("9:16", "1:1"):
            made = art(kind, content, theme=theme, aspect=aspect, language=language)
            assert not faults(made, aspect), (kind, aspect)


def test_a_statement_has_a_figure_or_a_marked_phrase() -> None:
    for theme in THEMES:
        names = [{p.name for p in art("statement", theme=theme, layout=n).pieces} for n in (0, 1)]
        assert {"emblem", "statement"} <= names[0] and "marker" not in names[0]
        assert {"marker", "phrase"} <= names[1] and "emblem" not in names[1]


def test_logo_stands_in_place_of_the_badge(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    assert cv2.imwrite(str(path), np.full((40, 900, 4), 255, np.uint8))
    logo = Asset(path=path, sha256="wide", media_type="image/png")
    for aspect in ASPECTS:
        for handle in ("县域观察", ""):
            content = EndCard(takeaway="一句话", handle=handle, tagline="每周三", logo=logo)
            made = art("end", content, theme="lifestyle", aspect=aspect)
            assert not faults(made, aspect)
            names = [p.name for p in made.pieces]
            assert "logo" in names and "badge" not in names
            x, _, w, h = next(p.box for p in made.pieces if p.name == "logo")
            assert w / h == pytest.approx(900 / 40)
            assert x >= unit_format(aspect).left


@pytest.mark.parametrize("aspect", ASPECTS)
def test_headline_keeps_the_place_of_the_label_free(aspect: str) -> None:
    full = CONTENT["headline"]
    for language, title in (("zh", "县城开出第{一千家}咖啡馆"), ("en", "A town of {cafés} " * 3)):
        for theme in THEMES:
            label = LabelOverlay(
                mark(language),  # type: ignore[arg-type]
                THEMES[theme],
                canvas(aspect),
            )
            for layout, picture in ((0, SHOT), (1, SHOT), (0, None), (1, None)):
                content = replace(full, title=title, picture=picture)  # type: ignore[type-var]
                made = art(
                    "headline",
                    content,
                    theme=theme,
                    aspect=aspect,
                    layout=layout,
                    language=language,
                )
                bad = [p.name for p in made.pieces if p.colour and _meet(p.box, label.box)]
                assert not bad, (theme, language, layout, bad)


def _meet(a: Box, b: Box) -> bool:
    beside = a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0]
    return not (beside or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1])


def test_empty_identity_leaves_no_hole() -> None:
    named, bare = art("chapter"), art("chapter", who=Identity())
    assert any(p.name == "identity" for p in named.pieces)
    assert not any(p.name == "identity" for p in bare.pieces)
    title = {m: next(p for p in m.pieces if p.name == "title").box[1] for m in (named, bare)}
    assert title[bare] < title[named]


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_credit_alone_stands_on_a_chip_and_leaves_the_picture_bright(theme: str) -> None:
    bare = replace(SHOT, label="", picture=replace(PHOTO, width_px=1080, height_px=1920))
    pieces = {p.name: p for p in art("picture", bare, theme=theme).pieces}
    chip, credit = pieces["chip"].box, pieces["credit"].box
    assert chip[0] < credit[0] and chip[0] + chip[2] > credit[0] + credit[2]
    assert chip[1] < credit[1] and chip[1] + chip[3] > credit[1] + credit[3]
    assert chip[3] < 100 and "shade" not in pieces
    told = {p.name for p in art("picture", replace(bare, label="灯"), theme=theme).pieces}
    assert "shade" in told and "chip" not in told


def test_unknown_kind_is_named() -> None:
    scene = Scene(
        kind="list",
        content=CONTENT["list"],
        time=TimeRange(start=Fraction(0), duration=Fraction(4)),
    )
    wrong = replace(scene, kind="lst")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="Did you mean list"):
        build_art(wrong, THEMES["ink"], unit_format("9:16"), Identity(), "zh")
