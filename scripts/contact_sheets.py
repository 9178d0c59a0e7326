"""Draw every scene kind in every theme and format, audit the text, and save contact sheets.

Run ``python scripts/contact_sheets.py [--out docs/look] [--only 9:16-zh ...]``. The sample
figures are invented.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.image.scene.build import build_art
from aigc.image.scene.piece import Composition, Piece
from aigc.image.shot import SceneShot
from aigc.image.theme.formats import Canvas, canvas
from aigc.image.theme.themes import THEMES
from aigc.planes import to_rgb
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
    TimelineCard,
)
from aigc.types.time import TimeRange

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "examples" / "zh" / "street.jpg"
ASPECTS = ("9:16", "4:5", "1:1", "16:9")
SECONDS = 4
WHO = {
    "zh": Identity(name="县域观察", section="深度报道"),
    "en": Identity(name="SMALL TOWN", section="Feature"),
}
Picture = NDArray[np.uint8]


def asset(path: Path, width: int = 0, height: int = 0) -> Asset:
    data = path.read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    h, w = image.shape[:2]
    digest = hashlib.sha256(data).hexdigest()
    return Asset(
        path=path,
        sha256=digest,
        media_type="image/jpeg",
        width_px=width or w,
        height_px=height or h,
    )


def zh() -> dict[str, tuple[str, Content]]:
    shot = PictureShot(
        picture=asset(PICTURE), label="傍晚六点，{老街}的灯一盏盏亮了", credit="图 / 示例插画"
    )
    small = PictureShot(picture=asset(PICTURE, 900, 640), label=shot.label, credit=shot.credit)
    rows = (("一线城市", 32.0), ("二线城市", 26.5), ("三线城市", 19.8), ("县城", 9.9))
    years = (
        ("2019", 120.0),
        ("2020", 135.0),
        ("2021", 210.0),
        ("2022", 380.0),
        ("2023", 640.0),
        ("2024", 1000.0),
    )
    return {
        "picture": ("picture", shot),
        "framed": ("picture", small),
        "headline": (
            "headline",
            Headline(
                title="县城开出第{一千家}咖啡馆",
                kicker="县域消费",
                deck="一杯 9.9 元的拿铁，正在改写小城的街角与夜晚。",
                picture=shot,
            ),
        ),
        "words": (
            "headline",
            Headline(
                title="县城开出第{一千家}咖啡馆",
                kicker="县域消费",
                deck="一杯 9.9 元的拿铁，正在改写小城的街角与夜晚。",
            ),
        ),
        "number": (
            "number",
            Number(
                label="去年新开的咖啡馆，有多少在县城？",
                value=38.6,
                decimals=1,
                unit="%",
                kicker="数字",
                note="三年前只有 {12.4%}",
                source="示例数据 · 样本为 200 个县",
                share=0.386,
            ),
        ),
        "figure": (
            "number",
            Number(
                label="全国县城咖啡馆总数",
                value=1280000,
                unit="家",
                kicker="数字",
                note="比上一年多出 {三成}",
                source="示例数据",
            ),
        ),
        "list": (
            "list",
            ItemList(
                title="为什么是{县城}？",
                kicker="三个原因",
                items=(
                    ListItem(head="租金低", detail="临街铺面月租只有一线城市的六分之一"),
                    ListItem(head="年轻人回来了", detail="返乡人群是第一批，也是最稳定的常客"),
                    ListItem(head="供应链下沉", detail="冷链次日达，豆子更新鲜，成本更低"),
                ),
            ),
        ),
        "quote": (
            "quote",
            Quote(
                text="我们卖的不是咖啡，是一个{可以坐下来}的地方。",
                who="林晓",
                role="“半日”咖啡店主",
            ),
        ),
        "bars": (
            "bars",
            Chart(
                title="一杯拿铁，四种价钱",
                kicker="价格对比",
                rows=rows,
                highlight=3,
                decimals=1,
                unit="元",
                source="示例数据 · 四类城市各 50 家门店均价",
            ),
        ),
        "line": (
            "line",
            Chart(
                title="六年，从一百家到一千家",
                kicker="走势",
                rows=years,
                highlight=5,
                unit="家",
                source="示例数据",
            ),
        ),
        "timeline": (
            "timeline",
            TimelineCard(
                title="从一家到{一千家}",
                kicker="时间线",
                events=(
                    ("2021", "第一家独立店，开在老电影院旁"),
                    ("2022", "连锁品牌进场，半年开出四十家"),
                    ("2023", "价格战打到 9.9 元"),
                    ("2024", "门店总数突破一千家"),
                ),
            ),
        ),
        "chapter": (
            "chapter",
            Chapter(number=2, kicker="第二章", title="谁在喝咖啡", sub="从尝鲜，到日常"),
        ),
        "end": (
            "end",
            EndCard(
                takeaway="小城不缺咖啡，缺的是一个{坐下来的理由}。",
                handle="县域观察",
                tagline="每周三，读懂一座小城",
                call="关注，看下一站",
                source="素材与数据来源见简介 · 示例内容",
            ),
        ),
    }


def en() -> dict[str, tuple[str, Content]]:
    shot = PictureShot(
        picture=asset(PICTURE),
        label="Six in the evening, and the {lamps} come on",
        credit="Illustration: example",
    )
    small = PictureShot(picture=asset(PICTURE, 900, 640), label=shot.label, credit=shot.credit)
    rows = (
        ("Tier-one city", 32.0),
        ("Tier-two city", 26.5),
        ("Tier-three city", 19.8),
        ("Small town", 9.9),
    )
    years = (
        ("2019", 120.0),
        ("2020", 135.0),
        ("2021", 210.0),
        ("2022", 380.0),
        ("2023", 640.0),
        ("2024", 1000.0),
    )
    return {
        "picture": ("picture", shot),
        "framed": ("picture", small),
        "headline": (
            "headline",
            Headline(
                title="The town that opened its {thousandth} café",
                kicker="County economy",
                deck="A $1.40 latte is rewriting the street corners, and the evenings.",
                picture=shot,
            ),
        ),
        "words": (
            "headline",
            Headline(
                title="The town that opened its {thousandth} café",
                kicker="County economy",
                deck="A $1.40 latte is rewriting the street corners, and the evenings.",
            ),
        ),
        "number": (
            "number",
            Number(
                label="How many new cafés opened in small towns?",
                value=38.6,
                decimals=1,
                unit="%",
                kicker="By the numbers",
                note="Three years ago: {12.4%}",
                source="Illustrative data · sample of 200 counties",
                share=0.386,
            ),
        ),
        "figure": (
            "number",
            Number(
                label="Cafés in small towns nationwide",
                value=1280000,
                kicker="By the numbers",
                note="{A third} more than the year before",
                source="Illustrative data",
            ),
        ),
        "list": (
            "list",
            ItemList(
                title="Why {small towns}?",
                kicker="Three reasons",
                items=(
                    ListItem(
                        head="Cheap rent",
                        detail="Street-front space costs a sixth of the city price",
                    ),
                    ListItem(
                        head="People came back",
                        detail="Returning workers were the steadiest regulars",
                    ),
                    ListItem(
                        head="Better supply",
                        detail="Next-day cold chain: fresher beans, lower cost",
                    ),
                ),
            ),
        ),
        "quote": (
            "quote",
            Quote(
                text="We don’t sell coffee. We sell {a place to sit down}.",
                who="Lin Xiao",
                role="Owner, Half Day Coffee",
            ),
        ),
        "bars": (
            "bars",
            Chart(
                title="One latte, four prices",
                kicker="Price check",
                rows=rows,
                highlight=3,
                decimals=1,
                unit="yuan",
                source="Illustrative data · mean of 50 shops per tier",
            ),
        ),
        "line": (
            "line",
            Chart(
                title="From a hundred to a thousand",
                kicker="Trend",
                rows=years,
                highlight=5,
                unit="shops",
                source="Illustrative data",
            ),
        ),
        "timeline": (
            "timeline",
            TimelineCard(
                title="From one to {a thousand}",
                kicker="Timeline",
                events=(
                    ("2021", "First independent opens by the old cinema"),
                    ("2022", "Chains arrive: forty shops in six months"),
                    ("2023", "Price war reaches 9.9 yuan"),
                    ("2024", "The thousandth café opens"),
                ),
            ),
        ),
        "chapter": (
            "chapter",
            Chapter(
                number=2,
                kicker="Chapter two",
                title="Who is drinking it?",
                sub="From novelty to habit",
            ),
        ),
        "end": (
            "end",
            EndCard(
                takeaway="Small towns never lacked coffee. They lacked {a reason to sit}.",
                handle="Small Town",
                tagline="A new place every Wednesday",
                call="Follow for the next stop",
                source="Sources in the description · illustrative",
            ),
        ),
    }


SHEETS = tuple(f"{a}-{end}" for a in ASPECTS for end in ("zh-0", "en-1"))
GROUNDS = {"list": 1, "quote": 1, "timeline": 1, "chapter": 2, "end": 2}


def scene(key: str, kind: str, content: Content, layout: int) -> Scene:
    time = TimeRange(start=Fraction(0), duration=Fraction(SECONDS))
    return Scene(
        kind=kind,
        content=content,
        time=time,
        layout=layout,  # type: ignore[arg-type]
        ground=GROUNDS.get(key, 0),
        seed=7,
    )


def frame(
    made: Scene,
    theme: str,
    aspect: str,
    language: Language,
    high: int,
    at: tuple[float, ...] = (2.6,),
) -> tuple[list[Picture], Composition]:
    size = canvas(aspect, high)
    art = build_art(made, THEMES[theme], size.format, WHO[language], language)
    shot = SceneShot(
        made, lambda: art, theme=THEMES[theme], canvas=size, duration=Fraction(SECONDS)
    )
    return [to_rgb(shot.planes(Fraction(t).limit_denominator(100))).copy() for t in at], art


def audit(art: Composition, size: Canvas, plain: Picture | None = None) -> list[str]:
    """Name texts that leave the stage or lie on each other."""
    form = size.format
    texts = [p for p in art.pieces if p.colour and p.box[2] > 0]
    found = []
    for p in texts:
        x, y, w, h = p.box
        if (
            x < form.left - 24
            or x + w > form.right_at(y + h) + 24
            or y < form.stage_top - 4
            or (y + h > form.stage_bottom + 14)
        ):
            found.append(f"{p.name} leaves the stage: {[round(v) for v in p.box]}")
    found += [
        f"{a.name} lies on {b.name}"
        for i, a in enumerate(texts)
        for b in texts[i + 1 :]
        if _overlap(a, b)
    ]
    return found


def _overlap(a: Piece, b: Piece) -> bool:
    (ax, ay, aw, ah), (bx, by, bw, bh) = a.box, b.box
    wide = min(ax + aw, bx + bw) - max(ax, bx)
    high = min(ay + ah, by + bh) - max(ay, by)
    return wide > 4 and high > 0.25 * min(ah, bh)


def sheet(rows: list[list[Picture]], gap: int = 10) -> Picture:
    """Lay pictures of one size out in rows."""
    h, w = rows[0][0].shape[:2]
    out = np.full(
        (len(rows) * (h + gap) + gap, max(map(len, rows)) * (w + gap) + gap, 3), 42, np.uint8
    )
    for j, row in enumerate(rows):
        for i, picture in enumerate(row):
            y, x = gap + j * (h + gap), gap + i * (w + gap)
            out[y : y + h, x : x + w] = picture
    return out


def save(picture: Picture, path: Path, limit: int = 400_000) -> None:
    """Write a JPEG at the best quality that stays under the limit."""
    for quality, scale in ((88, 1.0), (80, 1.0), (72, 1.0), (72, 0.85), (70, 0.7), (68, 0.6)):
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        done, data = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and data.size <= limit:
            break
    path.write_bytes(data.tobytes())
    sys.stdout.write(f"{path.name} {picture.shape[1]}x{picture.shape[0]} {data.size // 1024} kB\n")


def kinds_sheet(
    aspect: str,
    language: Language,
    layout: int,
    high: int,
    themes: tuple[str, ...],
    keys: tuple[str, ...] = (),
) -> tuple[Picture, list[str]]:
    samples = zh() if language == "zh" else en()
    rows, faults = [], []
    for theme in themes:
        row = []
        for key, (kind, content) in samples.items():
            if keys and key not in keys:
                continue
            made = scene(key, kind, content, layout)
            pictures, art = frame(made, theme, aspect, language, high * 2)
            name = f"{theme} {key} {aspect} {language} {layout}"
            faults += [f"{name}: {f}" for f in audit(art, canvas(aspect))]
            h, w = pictures[0].shape[:2]
            row.append(cv2.resize(pictures[0], (w // 2, h // 2), interpolation=cv2.INTER_AREA))
        rows.append(row)
    return sheet(rows), faults


def entrance_sheet(language: Language, high: int) -> Picture:
    samples = zh() if language == "zh" else en()
    times = (0.08, 0.24, 0.4, 0.64, 0.96, 1.3, 1.7, 2.6)
    chosen = (
        ("newsroom", "bars"),
        ("ink", "quote"),
        ("tech", "number"),
        ("finance", "line"),
        ("lifestyle", "list"),
        ("poster", "headline"),
    )
    rows = []
    for theme, key in chosen:
        made = scene(key, *samples[key], 0)
        pictures, _ = frame(made, theme, "9:16", language, high, times)
        rows.append(pictures)
    return sheet(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "look")
    parser.add_argument("--only", nargs="*", default=[], help="for example 9:16-zh-0 entrance-en")
    parser.add_argument("--themes", nargs="*", default=list(THEMES))
    parser.add_argument("--keys", nargs="*", default=[])
    parser.add_argument("--high", type=int, default=0)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    faults: list[str] = []
    heights = {"9:16": 330, "4:5": 260, "1:1": 210, "16:9": 150}
    for aspect in ASPECTS:
        for language in ("zh", "en"):
            for layout in (0, 1):
                name = f"{aspect}-{language}-{layout}"
                if name not in (given.only or SHEETS):
                    continue
                picture, found = kinds_sheet(
                    aspect,
                    language,
                    layout,  # type: ignore[arg-type]
                    given.high or heights[aspect],
                    tuple(given.themes),
                    tuple(given.keys),
                )
                faults += found
                save(picture, given.out / f"scenes-{name.replace(':', 'x')}.jpg")
    for language in ("zh", "en"):
        if not given.only or f"entrance-{language}" in given.only:
            save(
                entrance_sheet(language, 400),  # type: ignore[arg-type]
                given.out / f"entrance-{language}.jpg",
            )
    sys.stdout.write("\n".join(faults) + f"\n{len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
