"""One sample of every scene kind in Chinese and in English; the figures are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from aigc.image.scene.build import build_art
from aigc.image.scene.piece import Composition
from aigc.image.theme.formats import unit_format
from aigc.image.theme.themes import THEMES
from aigc.types.article import Language
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
    Statement,
    TimelineCard,
)
from aigc.types.time import TimeRange

WHO = {
    "zh": Identity(name="县域观察", section="深度报道"),
    "en": Identity(name="SMALL TOWN", section="Feature"),
}
KINDS = {"framed": "picture", "words": "headline", "figure": "number"}
"""Sample -> its scene kind, where the two differ."""

PHOTO = Asset(
    path=Path("x.png"), sha256="0" * 64, media_type="image/png", width_px=1800, height_px=2250
)
PRICES = (32.0, 26.5, 19.8, 9.9)
SHOPS = (120.0, 135.0, 210.0, 380.0, 640.0, 1000.0)

ZH: Mapping[str, Any] = {
    "picture": {"label": "傍晚六点，{老街}的灯一盏盏亮了", "credit": "图 / 示例插画"},
    "headline": {
        "title": "县城开出第{一千家}咖啡馆",
        "kicker": "县域消费",
        "deck": "一杯 9.9 元的拿铁，正在改写小城的街角与夜晚。",
    },
    "statement": {
        "text": "小城不缺咖啡，缺的是一个{可以坐下来}的地方。",
        "kicker": "观点",
        "note": "县域消费调查，样本为 200 个县",
    },
    "number": {
        "label": "去年新开的咖啡馆，有多少在县城？",
        "unit": "%",
        "kicker": "数字",
        "note": "三年前只有 {12.4%}",
        "source": "示例数据 · 样本为 200 个县",
    },
    "figure": {
        "label": "全国县城咖啡馆总数",
        "unit": "家",
        "kicker": "数字",
        "note": "比上一年多出 {三成}",
        "source": "示例数据",
    },
    "list": {
        "title": "为什么是{县城}？",
        "kicker": "三个原因",
        "items": (
            ("租金低", "临街铺面月租只有一线城市的六分之一"),
            ("年轻人回来了", "返乡人群是第一批，也是最稳定的常客"),
            ("供应链下沉", "冷链次日达，豆子更新鲜，成本更低"),
        ),
    },
    "quote": {
        "text": "我们卖的不是咖啡，是一个{可以坐下来}的地方。",
        "who": "林晓",
        "role": "“半日”咖啡店主",
    },
    "bars": {
        "title": "一杯拿铁，四种价钱",
        "kicker": "价格对比",
        "rows": ("一线城市", "二线城市", "三线城市", "县城"),
        "unit": "元",
        "source": "示例数据 · 四类城市各 50 家门店均价",
    },
    "line": {
        "title": "六年，从一百家到一千家",
        "kicker": "走势",
        "unit": "家",
        "source": "示例数据",
    },
    "timeline": {
        "title": "从一家到{一千家}",
        "kicker": "时间线",
        "events": (
            ("2021", "第一家独立店，开在老电影院旁"),
            ("2022", "连锁品牌进场，半年开出四十家"),
            ("2023", "价格战打到 9.9 元"),
            ("2024", "门店总数突破一千家"),
        ),
    },
    "chapter": {"kicker": "第二章", "title": "谁在喝咖啡", "sub": "从尝鲜，到日常"},
    "end": {
        "takeaway": "小城不缺咖啡，缺的是一个{坐下来的理由}。",
        "handle": "县域观察",
        "tagline": "每周三，读懂一座小城",
        "call": "关注，看下一站",
        "source": "素材与数据来源见简介 · 示例内容",
    },
}

EN: Mapping[str, Any] = {
    "picture": {
        "label": "Six in the evening, and the {lamps} come on",
        "credit": "Illustration: example",
    },
    "headline": {
        "title": "The town that opened its {thousandth} café",
        "kicker": "County economy",
        "deck": "A $1.40 latte is rewriting the street corners, and the evenings.",
    },
    "statement": {
        "text": "Small towns never lacked coffee. They lacked {a place to sit}.",
        "kicker": "The point",
        "note": "Survey of 200 counties",
    },
    "number": {
        "label": "How many new cafés opened in small towns?",
        "unit": "%",
        "kicker": "By the numbers",
        "note": "Three years ago: {12.4%}",
        "source": "Illustrative data · sample of 200 counties",
    },
    "figure": {
        "label": "Cafés in small towns nationwide",
        "kicker": "By the numbers",
        "note": "{A third} more than the year before",
        "source": "Illustrative data",
    },
    "list": {
        "title": "Why {small towns}?",
        "kicker": "Three reasons",
        "items": (
            ("Cheap rent", "Street-front space costs a sixth of the city price"),
            ("People came back", "Returning workers were the steadiest regulars"),
            ("Better supply", "Next-day cold chain: fresher beans, lower cost"),
        ),
    },
    "quote": {
        "text": "We don’t sell coffee. We sell {a place to sit down}.",
        "who": "Lin Xiao",
        "role": "Owner, Half Day Coffee",
    },
    "bars": {
        "title": "One latte, four prices",
        "kicker": "Price check",
        "rows": ("Tier-one city", "Tier-two city", "Tier-three city", "Small town"),
        "unit": "yuan",
        "source": "Illustrative data · mean of 50 shops per tier",
    },
    "line": {
        "title": "From a hundred to a thousand",
        "kicker": "Trend",
        "unit": "shops",
        "source": "Illustrative data",
    },
    "timeline": {
        "title": "From one to {a thousand}",
        "kicker": "Timeline",
        "events": (
            ("2021", "First independent opens by the old cinema"),
            ("2022", "Chains arrive: forty shops in six months"),
            ("2023", "Price war reaches 9.9 yuan"),
            ("2024", "The thousandth café opens"),
        ),
    },
    "chapter": {
        "kicker": "Chapter two",
        "title": "Who is drinking it?",
        "sub": "From novelty to habit",
    },
    "end": {
        "takeaway": "Small towns never lacked coffee. They lacked {a reason to sit}.",
        "handle": "Small Town",
        "tagline": "A new place every Wednesday",
        "call": "Follow for the next stop",
        "source": "Sources in the description · illustrative",
    },
}


def kind_of(key: str) -> str:
    """Return the scene kind of a sample."""
    return KINDS.get(key, key)


def samples(language: Language, picture: Asset) -> dict[str, Content]:
    """Return the samples by name; ``picture`` is shown wherever one is."""
    words = ZH if language == "zh" else EN
    shot = PictureShot(picture=picture, **words["picture"])
    small = replace(shot, picture=replace(picture, width_px=900, height_px=640))
    listed, bars = dict(words["list"]), dict(words["bars"])
    listed["items"] = tuple(ListItem(head=h, detail=d) for h, d in listed["items"])
    bars["rows"] = tuple(zip(bars["rows"], PRICES, strict=True))
    years = tuple((str(2019 + n), value) for n, value in enumerate(SHOPS))
    return {
        "picture": shot,
        "framed": small,
        "headline": Headline(picture=shot, **words["headline"]),
        "words": Headline(**words["headline"]),
        "statement": Statement(**words["statement"]),
        "number": Number(value=38.6, decimals=1, share=0.386, **words["number"]),
        "figure": Number(value=1280000, **words["figure"]),
        "list": ItemList(**listed),
        "quote": Quote(**words["quote"]),
        "bars": Chart(highlight=3, decimals=1, **bars),
        "line": Chart(rows=years, highlight=5, **words["line"]),
        "timeline": TimelineCard(**words["timeline"]),
        "chapter": Chapter(number=2, **words["chapter"]),
        "end": EndCard(**words["end"]),
    }


def art(
    kind: str,
    content: Content | None = None,
    *,
    theme: str = "newsroom",
    aspect: str = "9:16",
    layout: int = 0,
    language: Language = "zh",
    who: Identity = WHO["zh"],
    ground: int = 0,
    seconds: float = 4.0,
    opening: bool = False,
    closing: bool = False,
) -> Composition:
    """Return the foreground of a scene with the Chinese sample of its kind, or another content."""
    scene = Scene(
        kind=kind,  # type: ignore[arg-type]
        content=content or samples("zh", PHOTO)[kind],
        time=TimeRange(start=Fraction(0), duration=Fraction(seconds)),
        layout=layout,
        ground=ground,
    )
    form = unit_format(aspect)
    return build_art(scene, THEMES[theme], form, who, language, opening=opening, closing=closing)
