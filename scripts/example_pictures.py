"""Draw the street scene of the Chinese example article."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import skia

WIDTH, HEIGHT = 1800, 2250


def gradient(x0: float, y0: float, x1: float, y1: float, *stops: tuple[float, int]) -> skia.Paint:
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(x0, y0), skia.Point(x1, y1)],
        [0xFF000000 | c for _, c in stops],
        [s for s, _ in stops],
    )
    return skia.Paint(Shader=shader, AntiAlias=True)


def flat(colour: int, alpha: float = 1.0, blur: float = 0.0) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Color=0xFF000000 | colour)
    paint.setAlphaf(alpha)
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def rect(x: float, y: float, w: float, h: float) -> skia.Rect:
    return skia.Rect.MakeXYWH(x, y, w, h)


def sky(canvas: skia.Canvas) -> None:
    stops = ((0, 0x2B2A5E), (0.45, 0x8A4F7D), (0.72, 0xE8875F), (1, 0xF7C98B))
    canvas.drawRect(rect(0, 0, WIDTH, 1500), gradient(0, 0, 0, 1500, *stops))
    canvas.drawCircle(1380, 1130, 330, flat(0xFFD9A0, 0.35, 120))
    canvas.drawCircle(1380, 1130, 120, flat(0xFFEBC4, 0.95))
    for x, y, w in ((260, 420, 520), (820, 300, 380), (1180, 560, 480), (80, 700, 360)):
        canvas.drawRRect(skia.RRect.MakeRectXY(rect(x, y, w, 46), 23, 23), flat(0xFFC9A8, 0.28, 10))


def hills(canvas: skia.Canvas) -> None:
    for base, height, colour, seed in ((1330, 190, 0x6D4470, 3), (1400, 150, 0x4C335E, 8)):
        phase = np.random.default_rng(seed).uniform(0, math.tau, 4)
        path = skia.Path()
        path.moveTo(0, HEIGHT)
        for x in range(0, WIDTH + 20, 20):
            wave = sum(
                math.sin(x / WIDTH * math.tau * (k + 0.6) + p) / (k + 1)
                for k, p in enumerate(phase)
            )
            path.lineTo(x, base - height * (0.5 + wave / 4))
        path.lineTo(WIDTH, HEIGHT)
        canvas.drawPath(path, flat(colour))


def house(canvas: skia.Canvas, x: float, w: float, top: float, colour: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    canvas.drawRect(rect(x, top, w, 1830 - top), flat(colour))
    canvas.drawRect(rect(x - 14, top - 22, w + 28, 36), flat(0x241B3C))
    columns = max(2, int(w // 120))
    step = w / columns
    for row in range(int((1480 - top) // 150)):
        for column in range(columns):
            lit = rng.random() < 0.55
            px, py = x + step * column + step * 0.24, top + 60 + row * 150
            if lit:
                canvas.drawRect(
                    rect(px - 12, py - 12, step * 0.52 + 24, 114), flat(0xFFC870, 0.25, 16)
                )
            canvas.drawRect(rect(px, py, step * 0.52, 90), flat(0xFFD58A if lit else 0x2F2650))
            canvas.drawRect(rect(px + step * 0.25, py, 5, 90), flat(0x241B3C))


def shop(canvas: skia.Canvas, x: float, w: float) -> None:
    canvas.drawRect(rect(x, 1440, w, 390), flat(0x3A2036))
    canvas.drawRect(rect(x + 40, 1545, w - 80, 250), flat(0xFFCF86, 0.6, 40))
    canvas.drawRect(
        rect(x + 40, 1545, w - 80, 250), gradient(0, 1545, 0, 1795, (0, 0xFFE5B2), (1, 0xF2A65A))
    )
    for k in range(4):
        px = x + 90 + k * (w - 180) / 3.4
        canvas.drawCircle(px + 30, 1660, 30, flat(0x53304A))
        canvas.drawRRect(
            skia.RRect.MakeRectXY(rect(px - 12, 1690, 84, 110), 30, 30), flat(0x53304A)
        )
    canvas.drawRect(rect(x + w * 0.48, 1545, 14, 250), flat(0x3A2036))
    stripes = int(w // 70)
    for k in range(stripes):
        colour = 0xC8452F if k % 2 == 0 else 0xFFF3E0
        canvas.drawRect(
            rect(x - 20 + k * (w + 40) / stripes, 1440, (w + 40) / stripes + 1, 84), flat(colour)
        )
    canvas.drawRRect(
        skia.RRect.MakeRectXY(rect(x + w / 2 - 130, 1345, 260, 78), 39, 39), flat(0xFFF3E0)
    )
    cup(canvas, x + w / 2 - 34, 1362)


def cup(canvas: skia.Canvas, x: float, y: float) -> None:
    canvas.drawRRect(skia.RRect.MakeRectXY(rect(x, y, 54, 46), 12, 12), flat(0x7A3B22))
    ring = flat(0x7A3B22)
    ring.setStyle(skia.Paint.kStroke_Style)
    ring.setStrokeWidth(8)
    canvas.drawCircle(x + 58, y + 20, 14, ring)


def street(canvas: skia.Canvas) -> None:
    canvas.drawRect(
        rect(0, 1830, WIDTH, 420), gradient(0, 1830, 0, HEIGHT, (0, 0x5B3E5C), (1, 0x251A38))
    )
    canvas.drawRect(rect(0, 1822, WIDTH, 22), flat(0x86608A))
    canvas.drawOval(rect(520, 1850, 900, 220), flat(0xFFC07A, 0.35, 60))
    for x in (180, 1620):
        canvas.drawRect(rect(x, 1180, 14, 660), flat(0x1C1530))
        canvas.drawCircle(x + 7, 1180, 150, flat(0xFFDFA3, 0.4, 60))
        canvas.drawCircle(x + 7, 1180, 34, flat(0xFFF2CF))
    for x, h in ((430, 190), (1180, 205), (1290, 180)):
        canvas.drawCircle(x, 1890 - h, 30, flat(0x1C1530))
        canvas.drawRRect(
            skia.RRect.MakeRectXY(rect(x - 40, 1925 - h, 80, h), 38, 38), flat(0x1C1530)
        )


def main() -> None:
    surface = skia.Surface(WIDTH, HEIGHT)
    canvas = surface.getCanvas()
    sky(canvas)
    hills(canvas)
    for x, w, top, colour, seed in (
        (0, 420, 900, 0x45305F, 1),
        (420, 330, 1060, 0x5A3B68, 2),
        (1340, 460, 960, 0x3E2C58, 5),
    ):
        house(canvas, x, w, top, colour, seed)
    house(canvas, 750, 590, 820, 0x6B4270, 4)
    shop(canvas, 790, 520)
    street(canvas)
    surface.makeImageSnapshot().save("build/street.png", skia.kPNG)
    from PIL import Image

    picture = (
        Image.open("build/street.png").convert("RGB").resize((1440, 1800), Image.Resampling.LANCZOS)
    )
    picture.save(Path("examples/zh/street.jpg"), quality=90)


if __name__ == "__main__":
    main()
