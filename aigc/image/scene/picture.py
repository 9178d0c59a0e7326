"""A still with its label and credit: full-bleed, or framed when it is small."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aigc.image.art import Box, PictureLayer, Scrim, Treatment
from aigc.image.paint.easing import LINE_S
from aigc.image.paint.paints import linear, paint
from aigc.image.paint.shapes import rect, rrect
from aigc.image.scene.furniture import Kit, arriving
from aigc.image.scene.piece import Composition, Piece
from aigc.image.scene.stage import text_piece
from aigc.image.theme.formats import Format
from aigc.types.asset import Asset
from aigc.types.scene import PictureShot

LABELS = (72.0, 66.0, 60.0, 56.0, 52.0, 48.0, 44.0)
DARK = "#0B0908"
SHADE_RAMP, SHADE = 190.0, 0.73
"""Units over which the darkening behind words sets in, and its opacity from their top edge on."""
CHIP_X, CHIP_Y = 22.0, 10.0
"""Room around a credit on its own dark ground."""
CREDIT_S = 0.7
"""When a credit comes."""


def compose(kit: Kit, content: PictureShot) -> Composition:
    """Return the scene: the picture, its label strip and credit."""
    if is_large(content.picture, kit.stage.format):
        return _full(kit, content)
    return _framed(kit, content)


def is_large(picture: Asset, form: Format) -> bool:
    """Tell whether a picture may fill the canvas: tall enough, and not much wider than it."""
    w, h = picture.width_px, picture.height_px
    if not (w and h):
        return True
    shape = (w / h) / (form.width / form.height)
    return h >= 0.55 * form.height and 1 / 2.6 <= shape <= 2.6


def scrims(*, top: float = 0.28, bottom: float = 0.36) -> tuple[Scrim, ...]:
    """Return the darkening at the top and the foot of a picture that fills the canvas."""
    return (
        Scrim(edge="top", extent=top, color=DARK, opacity=0.82, hold=0.35),
        Scrim(edge="bottom", extent=bottom, color=DARK, opacity=0.55, hold=0.3),
    )


def shade_piece(kit: Kit, top: float) -> Piece:
    """Return a soft darkening from above words at ``top`` to the foot, whatever the picture shows.

    Unlike a scrim it stays behind the words when the camera moves.
    """
    form = kit.stage.format
    box = (0.0, top - SHADE_RAMP, float(form.width), form.height - top + SHADE_RAMP)
    ramp = ((0, DARK, 0.0), (0.5, DARK, 0.42 * SHADE), (0.9, DARK, SHADE), (1, DARK, SHADE))

    def draw(canvas: Any, _: float) -> None:
        shader = linear((0, box[1]), (0, top), ramp)
        canvas.drawRect(rect(*box), paint("#000000", shader=shader))

    return Piece(name="shade", box=box, paint=draw)


def chip_piece(kit: Kit, words: Piece) -> Piece:
    """Return a small dark ground behind a credit that stands alone on a picture."""
    x, y, w, h = words.box
    box = (x - CHIP_X, y - CHIP_Y, w + 2 * CHIP_X, h + 2 * CHIP_Y)
    return arriving(
        "chip",
        box,
        lambda c, k: c.drawRRect(rrect(*box, box[3] / 2), paint(DARK, SHADE * k)),
        start=CREDIT_S,
        duration=0.4,
    )


def full_layer(kit: Kit, shot: PictureShot, treatment: Treatment) -> PictureLayer:
    """Return a picture that fills the canvas, darkened at the top and the foot."""
    return PictureLayer(
        picture=shot.picture,
        box=kit.stage.canvas,
        treatment=treatment,
        fit="cover",
        focus=shot.focus,
        move=shot.move,
        amount=0.10,
        scrims=scrims(),
    )


def _full(kit: Kit, content: PictureShot) -> Composition:
    over = kit.over_picture()
    stage = kit.stage
    layer = full_layer(kit, content, "raw")
    pieces = _label(over, content, stage.left, stage.width, stage.bottom - 8, upwards=True)
    if pieces:
        top = min(p.box[1] for p in pieces)
        pieces.insert(0, shade_piece(kit, top) if content.label else chip_piece(kit, pieces[0]))
    return Composition(pieces=tuple(pieces), picture=layer, covered=True)


def _framed(kit: Kit, content: PictureShot) -> Composition:
    """Show the whole picture in the theme's frame, its label below."""
    stage, own = kit.stage, kit.idiom
    ratio = content.picture.width_px / content.picture.height_px
    room = stage.bottom - stage.top
    wide = stage.wide
    area = (
        stage.width * (0.58 if wide else 1.0),
        room * 0.94 if wide else min(room * 0.66, room - 320),
    )
    w = min(area[0], area[1] * ratio)
    h = w / ratio
    if h < area[1] * 0.5:
        h = area[1] * 0.5
    if wide:
        x, y = stage.right - w, stage.top + (room - h) / 2
        pieces = _label(kit, content, stage.left, stage.width * 0.36, stage.top + room * 0.5 - 60)
    else:
        words = 320.0
        y = stage.top + max(0.0, (room - h - words) * 0.45)
        x = stage.left + (stage.width - w) / 2
        pieces = _label(kit, content, stage.left, stage.width, y + h + 52)
    box = (x, y, w, h)
    layer = framed_layer(kit, content, box, amount=0.06)
    if stage.theme.name == "newsroom":
        layer = replace(layer, clip=None)
        edge = (x, y + h - 12, w, 12)
        strip = arriving(
            "frame",
            edge,
            lambda c, k: c.drawRect(rect(x, y + h - 12, w * k, 12), paint(kit.tones.accent)),
            curve="move",
        )
        return Composition(pieces=(strip, *pieces), picture=layer)
    frame = arriving("frame", box, lambda c, k: own.frame_over(c, box, k), duration=LINE_S)
    return Composition(pieces=(frame, *pieces), picture=layer)


def framed_layer(kit: Kit, shot: PictureShot, box: Box, *, amount: float = 0.08) -> PictureLayer:
    """Return a picture set into the theme's frame."""
    own = kit.idiom
    plain = kit.stage.theme.name in ("ink", "finance", "tech")
    return PictureLayer(
        picture=shot.picture,
        box=box,
        treatment="theme",
        focus=shot.focus,
        move=shot.move,
        amount=amount,
        radius=own.frame_radius,
        clip=None if plain else lambda: own.outline(box),
    )


def _label(
    kit: Kit, content: PictureShot, x: float, w: float, y: float, *, upwards: bool = False
) -> list[Piece]:
    """Return label strip and credit from ``y`` down, or ending at ``y``."""
    stage, own = kit.stage, kit.idiom
    credit = content.credit or content.picture.credit
    plated = stage.theme.name in ("newsroom", "poster")
    pad = 36.0 if plated else 0.0
    label = stage.fit(content.label, "title", w - 2 * pad, 2, LABELS) if content.label else None
    small = stage.fit(credit, "body", w, 1, (30, 28), strip_end=False) if credit else None
    label_h = (label.height_px + (28 if plated else 0)) if label else 0.0
    height = label_h + (small.height_px + 18 if small else 0.0)
    top = y - height if upwards else y
    pieces: list[Piece] = []
    if label:
        box = (x, top, label.ink_width_px + 2 * pad, label_h)
        hue = own.label_hue if plated else kit.tones.text
        if plated:
            pieces.append(
                arriving(
                    "plate",
                    box,
                    lambda c, k: own.label_plate(c, box, k) and None,
                    start=0.3,
                    duration=0.5,
                    curve="move",
                )
            )
        words = text_piece(
            stage,
            "label",
            label,
            x + pad,
            top + (14 if plated else 0),
            hue,
            start=0.4,
            emphasis=own.label_strong if plated else kit.tones.emphasis,
        )
        pieces.append(replace(words, name="label"))
    if small:
        pieces.append(
            text_piece(
                stage,
                "credit",
                small,
                x,
                top + label_h + 18,
                kit.tones.muted,
                start=CREDIT_S,
                reveal="fade",
            )
        )
    return pieces
