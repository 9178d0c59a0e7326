"""What a notebook needs beyond the values' own views: drawn frames, and a progress bar."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

from aigc.progress import Progress

if TYPE_CHECKING:
    from PIL.Image import Image

    from aigc.store import Store
    from pipelines.article_to_video import Draft


def board(draft: Draft, store: Store, *, width_px: int = 150) -> Any:
    """Return one small frame of every scene, in order, numbered as `swap_picture` counts."""
    from IPython.display import HTML

    from pipelines.stills import stills

    tiles = [
        f'<figure style="margin:0;width:{width_px}px"><img style="width:100%;border-radius:6px" '
        f'src="data:image/jpeg;base64,{_jpeg(s.picture, 2 * width_px)}"><figcaption>{n} · '
        f"{html.escape(s.kind)} · {float(s.duration):.1f} s</figcaption></figure>"
        for n, s in enumerate(stills(draft, store=store))
    ]
    return HTML(f'<div style="display:flex;flex-wrap:wrap;gap:10px">{"".join(tiles)}</div>')


def _jpeg(picture: Image, width_px: int) -> str:
    small, out = picture.convert("RGB"), io.BytesIO()
    small.thumbnail((width_px, 2 * width_px))
    small.save(out, "JPEG", quality=85)
    return base64.b64encode(out.getvalue()).decode()


def bar() -> Progress:
    """Return a progress bar widget as a `Progress`."""
    import ipywidgets as widgets
    from IPython.display import display

    view = widgets.FloatProgress(min=0.0, max=1.0, description="")
    display(view)

    def report(step: str, done: float, total: float) -> None:
        view.description, view.value = step, done / total if total else 0.0

    return report
