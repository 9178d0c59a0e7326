"""A drawing as SVG; pixels stand in it as PNG."""

from __future__ import annotations

import base64
import io
from html import escape

from aigc.listening.drawing import Box, Drawing, Mark, Pixels, Stroke, Words

FAMILY = "Inter, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"


def write_svg(drawing: Drawing) -> str:
    """Return the document; it needs no other file."""
    size = f"{drawing.width_px:g} {drawing.height_px:g}"
    body = "".join(map(_mark, drawing.marks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" '
        f'style="width:100%;max-width:{drawing.width_px:g}px;height:auto" '
        f'font-family="{FAMILY}"><title>{escape(drawing.title)}</title>{body}</svg>'
    )


def _mark(mark: Mark) -> str:
    match mark:
        case Box():
            return _box(mark)
        case Stroke():
            return _path(mark)
        case Words():
            return _words(mark)
        case Pixels():
            return _pixels(mark)


def _box(box: Box) -> str:
    rounded = f' rx="{box.radius:g}"' if box.radius else ""
    clear = f' fill-opacity="{box.opacity:g}"' if box.opacity < 1 else ""
    return f'<rect {_place(box)} fill="{box.fill}"{rounded}{clear}/>'


def _path(path: Stroke) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in path.points)
    clear = f' stroke-opacity="{path.opacity:g}"' if path.opacity < 1 else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{path.colour}" '
        f'stroke-width="{path.width:g}" stroke-linejoin="round" stroke-linecap="round"{clear}/>'
    )


def _words(words: Words) -> str:
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    bold = ' font-weight="700"' if words.bold else ""
    return (
        f'<text x="{words.x:.1f}" y="{words.y:.1f}" font-size="{words.size_px:g}" '
        f'fill="{words.colour}"{anchor}{bold}>{escape(words.text)}</text>'
    )


def _pixels(pixels: Pixels) -> str:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels.rgb).quantize(96).save(out, "PNG")
    data = base64.b64encode(out.getvalue()).decode()
    return (
        f'<image {_place(pixels)} preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
    )


def _place(mark: Box | Pixels) -> str:
    return f'x="{mark.x:.2f}" y="{mark.y:.2f}" width="{mark.width:.2f}" height="{mark.height:.2f}"'
