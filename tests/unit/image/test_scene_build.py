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
from aigc.image.label import LabelOverlay, label_text
from aigc.image.paint.layers import render
from aigc.image.scene.build import KINDS, build_art
from aigc.image.scene.piece import Composition
from aigc.image.theme.formats import canvas, unit_format
from aigc.image.theme.themes import THEMES
from aigc.types.asset import Asset
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
    PictureShot,
    Quote,
    Scene,
    TimelineCard,
)
from aigc.types.time import TimeRange

ASPECTS = ("9:16", "4:5", "1:1", "16:9")
WHO = Identity(name="县域观察", section="深度报道")
SHOT = PictureShot(
    picture=Asset(
        path=Path("x.png"), sha256="0" * 64, media_type="image/png", width_px=1800, height_px=2250
    ),
    label="傍晚六点，老街的灯亮了",
    credit="图 / 示例",
)
CONTENT: dict[str, Content] = {
    "picture": SHOT,
    "headline": Headline(
        title="县城开出第{一千家}咖啡馆", kicker="消费", deck="小城的街角。", picture=SHOT
    ),
    "number": Number(
        label="有多少在县城？", value=38.6, decimals=1, unit="%", share=0.386, note="{12%}"
    ),
    "list": ItemList(
        title="为什么？",
        items=tuple(
            ListItem(head=h, detail="这一条的说明文字") for h in ("租金低", "人回来", "供应链")
        ),
    ),
    "quote": Quote(text="我们卖的是一个{可以坐下来}的地方。", who="林晓", role="店主"),
    "bars": Chart(
        title="四种价钱", rows=(("一线", 32.0), ("二线", 26.5), ("县城", 9.9)), highlight=2
    ),
    "line": Chart(title="六年", rows=(("2019", 1.0), ("2020", 3.0), ("2021", 2.0)), unit="家"),
    "timeline": TimelineCard(title="一千家", events=(("2021", "第一家"), ("2024", "突破一千家"))),
    "chapter": Chapter(number=2, title="谁在喝咖啡", sub="日常"),
    "end": EndCard(takeaway="缺的是坐下来的理由", handle="县域观察", call="关注", source="示例"),
}


def art(
    kind: str,
    content: Content | None = None,
    *,
    theme: str = "newsroom",
    aspect: str = "9:16",
    layout: int = 0,
    language: str = "zh",
    who: Identity = WHO,
    ground: int = 0,
) -> Composition:
    scene = Scene(
        kind=kind,  # type: ignore[arg-type]
        content=content or CONTENT[kind],
        time=TimeRange(start=Fraction(0), duration=Fraction(4)),
        layout=layout,
        ground=ground,
    )
    return build_art(scene, THEMES[theme], unit_format(aspect), who, language)  # type: ignore[arg-type]


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


def test_drawing_is_a_pure_function_of_time() -> None:
    made = art("number", theme="tech")
    first = render(270, 480, 0.25, lambda c: made.draw(c, 0.7))
    render(270, 480, 0.25, lambda c: made.draw(c, 2.0))
    assert (first == render(270, 480, 0.25, lambda c: made.draw(c, 0.7))).all()


@pytest.mark.parametrize("kind", ["list", "timeline", "bars", "quote"])
def test_what_changes_after_settling_lies_in_moving_boxes(kind: str) -> None:
    made = art(kind, theme="lifestyle")
    settled = render(270, 480, 0.25, lambda c: made.draw(c, made.settled + 1e-6))
    for t in (made.settled + 0.3, made.settled + 1.0, 3.9):
        later = render(270, 480, 0.25, lambda c, t=t: made.draw(c, t))
        changed = (settled != later).any(axis=2)
        for x, y, w, h in made.moving(t):
            rows = slice(max(0, int(y / 4)), int((y + h) / 4) + 1)
            changed[rows, max(0, int(x / 4)) : int((x + w) / 4) + 1] = False
        assert not changed.any(), t


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_equal_poses_look_alike_and_hold_frames_share_one(kind: str) -> None:
    made = art(kind, theme="tech")
    times = [n / 10 + 0.013 for n in range(40)]
    drawn = {t: render(135, 240, 0.125, lambda c, t=t: made.draw(c, t)) for t in times}
    seen: dict[object, float] = {}
    for t in times:
        first = seen.setdefault(made.pose(t), t)
        assert (drawn[t] == drawn[first]).all(), (first, t)
    assert made.pose(3.6) == made.pose(3.9)
    assert made.pose(0.1) != made.pose(0.7)


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
                label_text(language),  # type: ignore[arg-type]
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


def test_entrance_is_complete_in_time() -> None:
    for kind in KINDS:
        if kind != "quote":
            assert art(kind).settled <= 1.81, kind


def test_empty_identity_leaves_no_hole() -> None:
    named, bare = art("chapter"), art("chapter", who=Identity())
    assert any(p.name == "identity" for p in named.pieces)
    assert not any(p.name == "identity" for p in bare.pieces)
    title = {m: next(p for p in m.pieces if p.name == "title").box[1] for m in (named, bare)}
    assert title[bare] < title[named]


def test_unknown_kind_is_named() -> None:
    scene = Scene(
        kind="list",
        content=CONTENT["list"],
        time=TimeRange(start=Fraction(0), duration=Fraction(4)),
    )
    wrong = replace(scene, kind="lst")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="Did you mean list"):
        build_art(wrong, THEMES["ink"], unit_format("9:16"), WHO, "zh")
