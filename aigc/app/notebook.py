"""Rich views for notebooks: the script beside its sources, the storyboard, a progress bar."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

from aigc.progress import Progress

if TYPE_CHECKING:
    from aigc.store import Store
    from aigc.types.article import Article
    from aigc.types.script import Script
    from pipelines.article_to_video import Draft

_CELL = "padding:6px 12px;text-align:left;vertical-align:top;border-bottom:1px solid #8884"


def words(script: Script, article: Article) -> Any:
    """Return the script as a table: line, role, words, source."""
    from IPython.display import HTML

    rows = []
    for n, line in enumerate(script.lines):
        source = " … ".join(s.of(article.text).strip() for s in line.sources)
        cells = (str(n), line.role, f"<b>{html.escape(line.text)}</b>", html.escape(source))
        rows.append("<tr>" + "".join(f'<td style="{_CELL}">{c}</td>' for c in cells) + "</tr>")
    return HTML(f"<table>{''.join(rows)}</table>")


def board(draft: Draft, store: Store, *, width_px: int = 150) -> Any:
    """Return one small frame of every scene, in order."""
    from IPython.display import HTML

    from pipelines.stills import stills

    tiles = [
        f'<figure style="display:inline-block;margin:4px"><img width="{width_px}" '
        f'src="data:image/jpeg;base64,{_jpeg(s.picture)}"><figcaption>{html.escape(s.label)}'
        "</figcaption></figure>"
        for s in stills(draft, store=store)
    ]
    return HTML("".join(tiles))


def _jpeg(picture: Any) -> str:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=85)
    return base64.b64encode(buffer.getvalue()).decode()


def bar() -> Progress:
    """Return a progress bar widget as a `Progress`."""
    import ipywidgets as widgets
    from IPython.display import display

    view = widgets.FloatProgress(min=0.0, max=1.0, description="")
    display(view)

    def report(step: str, done: float, total: float) -> None:
        view.description, view.value = step, done / total if total else 0.0

    return report
