"""What a notebook needs beyond the values' own views: drawn frames, and a progress bar."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

from aigc.progress import Progress
from aigc.types.markup import faint, strong, table, titled

if TYPE_CHECKING:
    from PIL.Image import Image

    from aigc.models.catalogue import Entry
    from aigc.models.engines import Engine
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


def engines(capability: str = "") -> Any:
    """Return the engines of a capability, or all: what each does and what it still needs here."""
    from IPython.display import HTML

    from aigc.models.engines import engines as found

    rows = [
        (faint(one.capability), strong(one.name), html.escape(one.purpose), _state(one))
        for one in found(capability)
        if one.name != "fake"
    ]
    return HTML(titled(capability or "engines", f"{len(rows)} engines", table(rows)))


def models(capability: str = "") -> Any:
    """Return the models of the catalogue with licence and memory, and how each is asked for."""
    from IPython.display import HTML

    from aigc.models.catalogue import entries, serving

    rows = [
        (strong(one.reference), html.escape(one.english), faint(one.terms.title), faint(_size(one)))
        for one in (serving(capability) if capability else entries())
    ]
    return HTML(titled(capability or "models", f"{len(rows)} models", table(rows)))


def memory() -> Any:
    """Return the devices and the models that lie in their memory."""
    from IPython.display import HTML

    from aigc.device.shelf import shelves

    rows = [
        (faint(one.device), strong(held.label), faint(f"{held.size_bytes / 2**20:,.0f} MiB"))
        for one in shelves()
        for held in one.held()
    ]
    there = " · ".join(str(one.device) for one in shelves())
    return HTML(titled("memory", there, table(rows)))


def _state(one: Engine) -> str:
    return faint("ready") if one.ready else faint(f"needs {one.lacking}: {one.remedy}")


def _size(one: Entry) -> str:
    known = {"GPU": one.gpu_gb, "RAM": one.cpu_gb, "to fetch": one.download_gb}
    return ", ".join(f"{size:g} GB {what}" for what, size in known.items() if size)


def bar() -> Progress:
    """Return a progress bar widget as a `Progress`."""
    import ipywidgets as widgets
    from IPython.display import display

    view = widgets.FloatProgress(min=0.0, max=1.0, description="")
    display(view)

    def report(step: str, done: float, total: float) -> None:
        view.description, view.value = step, done / total if total else 0.0

    return report
