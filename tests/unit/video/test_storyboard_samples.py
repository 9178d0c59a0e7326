# ruff: noqa: E501
"""Small hand-made articles with their scripts and narrations."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np

from aigc.types.article import Article, Block, Figure, Span
from aigc.types.asset import Asset
from aigc.types.audio import Audio
from aigc.types.narration import NarratedLine, Narration, Word
from aigc.types.script import Script, ScriptLine
from aigc.types.time import TimeRange
from aigc.video.storyboard.phrases import pieces


def asset(n, width=1600, height=900):
    return Asset(
        path=Path(f"{n}.png"),
        sha256=f"{n:064x}",
        media_type="image/png",
        width_px=width,
        height_px=height,
        credit="摄影部",
    )


def figure(n, caption="", alt="", **size):
    return Figure(asset=asset(n, **size), caption=caption, alt=alt)


def article(title, parts, language, **extra):
    """Build an article of ``(kind, text or list or rows or Figure, options)`` parts."""
    text, blocks = "", []
    for kind, value, *options in parts:
        more = dict(options[0]) if options else {}
        start = len(text)
        if kind == "list":
            items = []
            for item in value:
                items.append(Span(start=len(text), end=len(text) + len(item)))
                text += item + "\n"
            more["items"] = tuple(items)
        elif kind == "table":
            text += "\n".join("\t".join(r) for r in value)
            more["rows"] = tuple(tuple(r) for r in value)
        elif kind == "picture":
            text += value.caption
            more["figure"] = value
        else:
            text += value
        blocks.append(Block(kind=kind, span=Span(start=start, end=len(text)), **more))
        text += "\n"
    extra.setdefault("published", date(2026, 3, 5))
    extra.setdefault("source", "https://www.example.org/a")
    return Article(title=title, text=text, blocks=tuple(blocks), language=language, **extra)


def script(made, lines):
    """Build a script of ``(text, block)`` or ``(text, block, role)``; sources are the whole block."""
    out = []
    for text, block, *role in lines:
        source = made.blocks[block].span
        out.append(
            ScriptLine(text=text, sources=(source,), block=block, role=role[0] if role else "point")
        )
    return Script(title=made.title, lines=tuple(out), language=made.language, target=Fraction(60))


def narrate(made, pause=Fraction(3, 10)):
    """Speak a script at a steady pace: 0.2 s a Chinese character, 0.07 s a Latin one."""
    now, lines = Fraction(0), []
    for n, line in enumerate(made.lines):
        begin, at, words = now, 0, []
        for piece in pieces(line.text):
            length = sum(
                Fraction(1, 5) if "\u4e00" <= c <= "\u9fff" else Fraction(7, 100) for c in piece
            )
            if re.search(r"\w", piece):
                words.append(
                    Word(
                        text=piece,
                        span=Span(start=at, end=at + len(piece)),
                        time=TimeRange(start=now, duration=length),
                    )
                )
                now += length
            elif piece.strip():
                now += Fraction(1, 5)
            at += len(piece)
        lines.append(
            NarratedLine(
                line=n,
                text=line.text,
                time=TimeRange(start=begin, duration=now - begin),
                words=tuple(words),
            )
        )
        now += pause
    audio = Audio(samples=np.zeros((1, int(now * 1000)), np.float32), sample_rate=1000)
    return Narration(language=made.language, voice="test", audio=audio, lines=tuple(lines))


ZH = article(
    "县城开出第一千家咖啡馆，小城街角正在改变",
    [
        ("heading", "县城开出第一千家咖啡馆，小城街角正在改变", {"level": 1}),
        ("picture", figure(1, "下午三点，一家独立咖啡店里坐满了人", "咖啡店内景")),
        (
            "paragraph",
            "今年夏天，这座县城开出了第一千家咖啡馆，比三年前多了七百家。全县现有咖啡从业者约1.2万人，同比增长38.6%。",
        ),
        ("heading", "为什么是县城", {"level": 2}),
        (
            "list",
            [
                "租金低：临街铺面月租只有一线城市的六分之一",
                "年轻人回来了：返乡人群是最稳定的常客",
                "供应链下沉：冷链次日达，豆子更新鲜",
            ],
        ),
        ("picture", figure(2, "冷链车把咖啡豆送到县城仓库", "仓库里的冷链车")),
        (
            "paragraph",
            "林晓说：“我们卖的不是咖啡，是一个可以坐下来的地方。”她的店开在老电影院旁边，每天卖出两百杯。",
        ),
        ("heading", "一杯拿铁多少钱", {"level": 2}),
        (
            "table",
            [
                ["城市", "价格（元）", "门店数"],
                ["一线城市", "32.0", "812"],
                ["二线城市", "26.5", "640"],
                ["三线城市", "19.8", "455"],
                ["县城", "9.9", "1000"],
            ],
        ),
        (
            "paragraph",
            "2021年，第一家独立店开业。2022年，连锁品牌进场。2024年，门店总数突破一千家。",
        ),
        ("paragraph", "小城不缺咖啡，缺的是一个坐下来的理由。这也许是县城咖啡馆给人的最大启发。"),
    ],
    "zh",
    author="县域观察",
)
ZH_LINES = [
    ("今年夏天，一座县城开出了第一千家咖啡馆。", 2, "hook"),
    ("全县现有咖啡从业者约1.2万人，同比增长38.6%。", 2),
    ("为什么是县城？原因有三个：租金低，临街铺面只要一线城市的六分之一；", 4, "list"),
    ("年轻人回来了，返乡人群成了最稳定的常客；供应链也在下沉，冷链次日就能送达。", 4, "list"),
    ("冷链车把新鲜的咖啡豆送进县城的仓库。", 6),
    ("店主林晓说：“我们卖的不是咖啡，是一个可以坐下来的地方。”", 6, "quote"),
    ("同样一杯拿铁，一线城市要32元，县城只要9.9元，价格相差两倍还多。", 8, "table"),
    ("2021年，第一家独立店开业，2022年，连锁品牌进场，到2024年，门店总数突破一千家。", 9),
    ("小城不缺咖啡，缺的是一个坐下来的理由。", 10, "close"),
]
EN = article(
    "A small city rebuilt its trams, and the streets followed",
    [
        ("heading", "A small city rebuilt its trams, and the streets followed", {"level": 1}),
        ("picture", figure(11, "A green tram crosses the river bridge at dusk", "tram on bridge")),
        (
            "paragraph",
            "The city reopened its tram network in May 2021 after a six-year closure. About 240 kilometres of track were relaid for $1.3 billion, and 62% of residents now live within a short walk of a stop.",
        ),
        ("heading", "Who rides it", {"level": 2}),
        (
            "paragraph",
            '"My commute used to take an hour; now I read a book and I am home," said Maria Lopez, a nurse who rides every day.',
        ),
        (
            "picture",
            figure(12, "Passengers wait at the hospital stop", "people waiting for the tram"),
        ),
        (
            "table",
            [
                ["Year", "Riders (million)"],
                ["2021", "4.1"],
                ["2022", "6.8"],
                ["2023", "9.2"],
                ["2024", "11.7"],
                ["2025", "12.9"],
            ],
        ),
        ("heading", "What comes next", {"level": 2}),
        (
            "list",
            [
                "Night service: trams every twenty minutes until three",
                "A northern line with nine new stops",
                "Cheaper passes for students",
            ],
        ),
        (
            "paragraph",
            "The trams did not just move people. They changed where people wanted to be.",
        ),
    ],
    "en",
)
EN_LINES = [
    (
        "Five years ago this city had no trams at all, and today almost nobody can imagine the streets without them.",
        2,
        "hook",
    ),
    ("About 240 kilometres of track were relaid for $1.3 billion.", 2),
    ("Today 62% of residents live within a short walk of a stop.", 2),
    (
        '"My commute used to take an hour; now I read a book and I am home," said Maria Lopez, a nurse.',
        4,
        "quote",
    ),
    ("Passengers at the hospital stop wait four minutes on average.", 4),
    ("Ridership has tripled, from 4.1 million in 2021 to 12.9 million last year.", 6, "table"),
    (
        "Next come three things: night service, with trams every twenty minutes until three, a northern line with nine new stops, and cheaper passes for students.",
        8,
        "list",
    ),
    ("The trams did not just move people. They changed where people wanted to be.", 9, "close"),
]
