"""The studio's page: article, script and storyboard, and clip, from left to right."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import actions, form
from aigc.store import Store, default_root
from pipelines.article_to_video import Config
from pipelines.stills import stills

BASIC = ("seconds", "aspect", "lang", "theme", "music")
MORE = ("voice", "rate", "captions", "palette", "seed", "writer", "speech", "beds", "scenes")
SUFFIXES = [".md", ".markdown", ".html", ".htm", ".txt", ".docx", ".pdf"]

CSS = """
.gradio-container {max-width: 1480px !important}
#masthead h1 {font-size: 2rem; letter-spacing: -.02em; margin: .4rem 0 0}
#masthead p {opacity: .7; margin: 0 0 .6rem}
#clip video {max-height: 640px; background: #0b0d14; border-radius: 14px}
#board .grid-wrap {max-height: 520px}
"""


def theme() -> Any:
    """Return the page's look: ink on paper, one red accent, system fonts only."""
    return gr.themes.Soft(
        primary_hue="red",
        neutral_hue="slate",
        font=["Inter", "Noto Sans SC", "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
        radius_size="md",
    )


def build(store: Store) -> Any:
    """Return the page; every visitor's work is kept in a state of its own."""
    with gr.Blocks(title="AIGC workbench", analytics_enabled=False) as page:
        session = gr.State(None)
        gr.Markdown(
            "# Studio\nAn article becomes a narrated clip. 一篇文章，一条有声短视频。",
            elem_id="masthead",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=4):
                upload, pasted, options = source_column()
                write = gr.Button("Write the script · 写脚本", variant="primary", elem_id="write")
            with gr.Column(scale=6):
                table, again, board, scene, figure, swap = script_column()
            with gr.Column(scale=4):
                preview, final, stop, video, files = clip_column()
        wire(
            store,
            session,
            source=(upload, pasted, *options),
            script=(table, again, board, scene, figure, swap, write),
            clip=(preview, final, stop, video, files),
        )
    return page


def source_column() -> tuple[Any, Any, list[Any]]:
    """Lay out the article and the options."""
    with gr.Tab("Upload · 上传"):
        upload = gr.File(label="Article", file_types=SUFFIXES, type="filepath", elem_id="upload")
    with gr.Tab("Paste · 粘贴"):
        pasted = gr.Textbox(
            label="Text, Markdown or an https link", lines=12, max_lines=24, elem_id="paste"
        )
    options = form.fields(Config, BASIC)
    with gr.Accordion("More options · 更多", open=False):
        options += form.fields(Config, MORE)
    return upload, pasted, options


def script_column() -> tuple[Any, ...]:
    """Lay out script and storyboard."""
    table = gr.Dataframe(
        headers=["#", "Narration · 旁白", "From the article · 出处"],
        datatype="str",
        column_widths=["48px", "58%", "42%"],
        wrap=True,
        interactive=True,
        static_columns=[0, 2],
        label="Script (empty a line to drop it)",
        elem_id="script",
    )
    again = gr.Button("Apply the edits · 应用修改", elem_id="apply")
    board = gr.Gallery(label="Storyboard", columns=4, object_fit="contain", elem_id="board")
    with gr.Row():
        scene = gr.Number(1, label="Scene", precision=0, minimum=1)
        figure = gr.Number(1, label="Article picture", precision=0, minimum=1)
        swap = gr.Button("Show it there · 换图")
    return table, again, board, scene, figure, swap


def clip_column() -> tuple[Any, ...]:
    """Lay out preview, final and downloads."""
    with gr.Row():
        preview = gr.Button("Preview · 预览", elem_id="preview")
        final = gr.Button("Final · 成片", variant="primary", elem_id="final")
        stop = gr.Button("Stop · 停止", variant="stop")
    video = gr.Video(label="Clip", interactive=False, elem_id="clip")
    files = gr.Files(label="Downloads · 下载", elem_id="files")
    return preview, final, stop, video, files


def wire(
    store: Store,
    session: Any,
    *,
    source: tuple[Any, ...],
    script: tuple[Any, ...],
    clip: tuple[Any, ...],
) -> None:
    """Connect buttons and actions."""
    table, again, board, scene, figure, swap, write = script
    preview, final, stop, video, files = clip
    names = (*BASIC, *MORE)

    @actions.friendly
    def on_write(upload: str | None, pasted: str, *values: Any, view: Any = gr.Progress()) -> Any:  # noqa: B008
        chosen = dict(zip(names, values, strict=True))
        made = actions.plan(store, upload, pasted, chosen, actions.reporter(view))
        return shown(store, made)

    @actions.friendly
    def on_apply(made: Any, rows: Any) -> Any:
        texts = [str(text or "") for text in rows.iloc[:, 1].tolist()]
        return shown(store, actions.redirect(store, need(made), texts))

    @actions.friendly
    def on_swap(made: Any, at: float, picture: float) -> Any:
        return shown(store, actions.swap(need(made), int(at), int(picture)))

    def on_make(preset: str) -> Any:
        @actions.friendly
        def run(made: Any, view: Any = gr.Progress()) -> Any:  # noqa: B008
            out = Path(tempfile.mkdtemp(prefix="aigc-studio-"))
            return actions.make(store, need(made), preset, out, actions.reporter(view))

        return run

    outputs = [session, table, board]
    write.click(on_write, list(source), outputs)
    again.click(on_apply, [session, table], outputs)
    swap.click(on_swap, [session, scene, figure], outputs)
    runs = [
        preview.click(on_make("preview"), session, [video, files]),
        final.click(on_make("standard"), session, [video, files]),
    ]
    stop.click(None, cancels=runs)


def shown(store: Store, made: actions.Session) -> tuple[Any, Any, Any]:
    """Return the session with its script table and storyboard."""
    rows = actions.script_rows(made.draft.script, made.draft.article.text)
    tiles = [(s.picture, s.label) for s in stills(made.draft, store=store)]
    return made, rows, tiles


def need(made: Any) -> actions.Session:
    """Return the session, or say that there is no script yet."""
    if made is None:
        raise gr.Error("Write the script first.", print_exception=False)
    return made  # type: ignore[no-any-return]


def launch(*, host: str, port: int, store: Store | None = None, block: bool = True) -> Any:
    """Serve the page; nothing outside the page's own cache can be downloaded."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    page = build(store or Store(default_root()))
    return page.queue(default_concurrency_limit=2).launch(
        server_name=host,
        server_port=port,
        theme=theme(),
        css=CSS,
        show_error=True,
        max_file_size="25mb",
        prevent_thread_lock=not block,
        quiet=not block,
        footer_links=[],
    )
