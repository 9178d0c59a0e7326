"""Line icons for list items, drawn from strokes on a 24-unit grid and chosen by words."""

from __future__ import annotations

import re

import skia

Stroke = tuple[str, tuple[float, ...]]
"""``line`` (x0, y0, x1, y1, ...), ``poly`` (closed), ``disc`` (cx, cy, r),
``box`` (x, y, w, h, radius) or ``arc`` (x, y, w, h, start_deg, sweep_deg)."""

ICONS: dict[str, tuple[Stroke, ...]] = {
    "money": (
        ("box", (2.2, 5.6, 19.6, 12.8, 1.6)),
        ("disc", (12, 12, 3.1)),
        ("line", (5.8, 12, 5.8, 12.1)),
        ("line", (18.2, 12, 18.2, 12.1)),
    ),
    "people": (
        ("disc", (9, 8, 3.4)),
        ("arc", (2.8, 13.4, 12.4, 13, 180, 180)),
        ("arc", (13.6, 4.8, 6, 6.4, -110, 210)),
        ("arc", (12.4, 13.6, 9, 12, 270, 90)),
    ),
    "clock": (("disc", (12, 12, 9)), ("line", (12, 6.8, 12, 12, 15.8, 14.2))),
    "truck": (
        ("line", (4.2, 17, 2.2, 17, 2.2, 6, 14, 6, 14, 17, 9.8, 17)),
        ("line", (14, 10, 18.4, 10, 21.8, 13.4, 21.8, 17, 20.2, 17)),
        ("line", (14, 17, 14.8, 17)),
        ("disc", (7, 17.4, 2.3)),
        ("disc", (17.5, 17.4, 2.3)),
    ),
    "growth": (
        ("line", (2.8, 17.5, 9, 11.3, 13, 15.3, 21, 7.2)),
        ("line", (15.4, 6.8, 21.2, 6.8, 21.2, 12.6)),
    ),
    "chip": (
        ("box", (6, 6, 12, 12, 2)),
        ("box", (9.6, 9.6, 4.8, 4.8, 0.5)),
        *(("line", (p, a, p, b)) for p in (9.0, 15.0) for a, b in ((2.6, 6.0), (18.0, 21.4))),
        *(("line", (a, p, b, p)) for p in (9.0, 15.0) for a, b in ((2.6, 6.0), (18.0, 21.4))),
    ),
    "place": (
        ("arc", (4.6, 2.6, 14.8, 14.8, 160, 220)),
        ("line", (5.05, 12.5, 12, 21.6, 18.95, 12.5)),
        ("disc", (12, 10, 2.6)),
    ),
    "shield": (
        ("poly", (12, 2.6, 20, 5.6, 19.4, 13, 16.6, 18, 12, 21.4, 7.4, 18, 4.6, 13, 4, 5.6)),
        ("line", (8.4, 11.8, 11, 14.4, 15.8, 9.2)),
    ),
    "book": (
        ("line", (12, 6.4, 12, 20.4)),
        (
            "poly",
            (
                12,
                6.4,
                8.6,
                4.6,
                2.6,
                4.6,
                2.6,
                18.4,
                8.6,
                18.4,
                12,
                20.4,
                15.4,
                18.4,
                21.4,
                18.4,
                21.4,
                4.6,
                15.4,
                4.6,
            ),
        ),
    ),
    "heart": (
        ("arc", (2.7, 4.2, 9.3, 9.3, 150, 190)),
        ("arc", (12, 4.2, 9.3, 9.3, 200, 190)),
        ("line", (3.3, 11.2, 12, 20.6, 20.7, 11.2)),
    ),
    "law": (
        ("line", (12, 3, 12, 20.6)),
        ("line", (7, 20.8, 17, 20.8)),
        ("line", (4.6, 6.4, 19.4, 6.4)),
        ("line", (5, 6.6, 2.2, 14, 7.8, 14, 5, 6.6)),
        ("line", (19, 6.6, 16.2, 14, 21.8, 14, 19, 6.6)),
    ),
    "shop": (
        ("line", (4.4, 11.4, 4.4, 20.6, 19.6, 20.6, 19.6, 11.4)),
        ("poly", (4.4, 3.6, 19.6, 3.6, 21.8, 9.4, 2.2, 9.4)),
        ("line", (9.6, 20.4, 9.6, 14.2, 14.4, 14.2, 14.4, 20.4)),
    ),
    "energy": (("poly", (13.4, 2.4, 4.4, 13.6, 11, 13.6, 10.2, 21.6, 19.4, 10.2, 12.8, 10.2)),),
    "leaf": (
        (
            "poly",
            (
                20.6,
                3.4,
                20.8,
                9,
                19.2,
                14,
                15.6,
                17.2,
                11,
                17.8,
                7.4,
                15.6,
                6.6,
                11.4,
                8.6,
                7.2,
                12.6,
                4.6,
                16.6,
                3.6,
            ),
        ),
        ("line", (3, 21.4, 14.6, 9.6)),
    ),
    "idea": (
        ("arc", (5.4, 2.6, 13.2, 13.2, 132, 276)),
        ("line", (7.6, 14.1, 9.2, 17.4, 14.8, 17.4, 16.4, 14.1)),
        ("line", (9.6, 20.8, 14.4, 20.8)),
    ),
    "chart": (
        ("line", (2.8, 21, 21.2, 21)),
        ("line", (6, 20.8, 6, 13)),
        ("line", (12, 20.8, 12, 7.6)),
        ("line", (18, 20.8, 18, 3.2)),
    ),
    "warning": (
        ("poly", (12, 3, 22, 20.4, 2, 20.4)),
        ("line", (12, 9.4, 12, 14.6)),
        ("line", (12, 17.5, 12, 17.6)),
    ),
    "globe": (
        ("disc", (12, 12, 9.2)),
        ("arc", (7.8, 2.8, 8.4, 18.4, 0, 360)),
        ("line", (2.8, 12, 21.2, 12)),
    ),
    "phone": (("box", (6.2, 2.4, 11.6, 19.2, 2.4)), ("line", (10.4, 18.4, 13.6, 18.4))),
    "tool": (
        ("disc", (12, 12, 3.4)),
        ("disc", (12, 12, 6.8)),
        *(
            ("line", s)
            for s in (
                (12, 2.2, 12, 5.2),
                (12, 18.8, 12, 21.8),
                (2.2, 12, 5.2, 12),
                (18.8, 12, 21.8, 12),
                (5.1, 5.1, 7.2, 7.2),
                (16.8, 16.8, 18.9, 18.9),
                (5.1, 18.9, 7.2, 16.8),
                (16.8, 7.2, 18.9, 5.1),
            )
        ),
    ),
    "talk": (
        ("poly", (3, 4.2, 21, 4.2, 21, 16.4, 12.4, 16.4, 7.4, 20.8, 7.4, 16.4, 3, 16.4)),
        ("line", (7.4, 8.8, 16.6, 8.8)),
        ("line", (7.4, 12, 13.4, 12)),
    ),
    "water": (
        ("line", (12, 2.8, 6.3, 11)),
        ("line", (12, 2.8, 17.7, 11)),
        ("arc", (5, 7.7, 14, 14, -28, 236)),
    ),
    "home": (
        ("line", (2.4, 12, 12, 3.4, 21.6, 12)),
        ("line", (5.2, 10, 5.2, 20.6, 18.8, 20.6, 18.8, 10)),
        ("line", (9.8, 20.4, 9.8, 14.4, 14.2, 14.4, 14.2, 20.4)),
    ),
    "check": (("disc", (12, 12, 9.2)), ("line", (7.6, 12.2, 10.8, 15.4, 16.6, 9))),
}

_WORDS: tuple[tuple[str, str], ...] = (
    ("warning", r"风险|危险|警告|隐患|事故|risk|danger|warning|hazard|threat"),
    ("water", r"水源|降水|雨|河流|海洋|湖|饮水|water|rain|river|ocean|flood"),
    ("energy", r"电力|电池|能源|充电|发电|用电|energy|battery|power|electric"),
    ("leaf", r"绿色|环保|植物|生态|种植|树|碳|green|plant|tree|carbon|nature"),
    ("heart", r"健康|医|患者|心脏|疾病|health|medical|patient|disease|heart"),
    ("law", r"法律|法规|政策|监管|合规|law|policy|regulat|legal|rule"),
    ("truck", r"供应|物流|运输|快递|交通|冷链|supply|logistic|transport|deliver|traffic"),
    ("money", r"租金|价|成本|钱|费用|收入|预算|补贴|cost|rent|price|money|fund|budget|wage|cheap"),
    ("growth", r"增长|上升|提升|翻倍|扩张|增加|grow|rise|increase|faster|boost"),
    ("chip", r"芯片|算法|模型|人工智能|技术|软件|chip|algorithm|software|model|tech"),
    ("phone", r"手机|应用|线上|phone|mobile|app\b|online"),
    ("chart", r"数据|统计|指标|排名|data|statistic|metric"),
    ("shield", r"安全|保护|防护|隐私|safe|secur|protect|privacy"),
    ("book", r"教育|学习|学校|课程|阅读|培训|school|educat|learn|train|read"),
    ("clock", r"时间|小时|分钟|等待|提前|time|hour|minute|wait|schedule"),
    ("shop", r"店|铺|商场|零售|shop|store|retail|market"),
    ("home", r"房|住宅|家庭|社区|home|house|hous|famil"),
    ("people", r"年轻|人群|人才|居民|员工|团队|返乡|people|worker|team|resident|staff|young"),
    ("place", r"城市|县城|地点|选址|位置|街|city|town|place|location|street"),
    ("talk", r"沟通|反馈|意见|讨论|talk|feedback|discuss|speak"),
    ("globe", r"全球|世界|国际|网络|global|world|internation|internet"),
    ("tool", r"设备|维护|维修|工具|机器|tool|machine|mainten|repair"),
    ("idea", r"创新|想法|设计|方案|idea|design|innovat|plan"),
    ("check", r"检查|确认|达标|验收|check|confirm|verify"),
)

# A Latin word counts from its start, so that a street is no tree.
_PATTERNS = tuple(
    (name, re.compile(re.sub(r"(?<![^|])(?=[a-z])", r"\\b", p))) for name, p in _WORDS
)


def icon_for(text: str) -> str:
    """Return the name of the icon that fits ``text``, or an empty string when none does."""
    low = text.lower()
    return next((name for name, pattern in _PATTERNS if pattern.search(low)), "")


def icons_for(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return one icon a text when every text has its own, else nothing.

    A row in which some icons repeat or are missing says less than plain numerals.
    """
    names = tuple(icon_for(t) for t in texts)
    return names if all(names) and len(set(names)) == len(names) else ()


def icon_path(name: str) -> skia.Path:
    """Return the icon's strokes as one path on the 24-unit grid."""
    path = skia.Path()
    for kind, v in ICONS[name]:
        if kind in ("line", "poly"):
            points = [skia.Point(v[i], v[i + 1]) for i in range(0, len(v), 2)]
            path.addPoly(points, kind == "poly")
        elif kind == "box":
            path.addRoundRect(skia.Rect.MakeXYWH(*v[:4]), v[4], v[4])
        elif kind == "arc":
            path.addArc(skia.Rect.MakeXYWH(*v[:4]), v[4], v[5])
        else:
            path.addCircle(*v)
    return path


def draw_icon(
    canvas: skia.Canvas, name: str, cx: float, cy: float, size: float, colour: int, weight: float
) -> None:
    """Draw an icon centred on a point; ``weight`` is its line width in canvas units."""
    scale = size / 24
    paint = skia.Paint(AntiAlias=True, Color=colour, Style=skia.Paint.kStroke_Style)
    paint.setStrokeWidth(weight / scale)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    canvas.save()
    canvas.translate(cx - size / 2, cy - size / 2)
    canvas.scale(scale, scale)
    canvas.drawPath(icon_path(name), paint)
    canvas.restore()
