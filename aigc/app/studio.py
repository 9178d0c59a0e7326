"""The studio's page: article, script and storyboard, and clip, from left to right."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import actions, form, look
from aigc.errors import InputError
from aigc.store import Store, default_root
from pipelines.article_to_video import Config
from pipelines.stills import stills

BASIC = ("seconds", "aspect", "lang", "theme", "music")
MORE = ("voice", "rate", "captions", "palette", "seed", "writer", "speech", "beds", "scenes")
SUFFIXES = [".md", ".markdown", ".html", ".htm", ".txt", ".docx", ".pdf"]
KEEP_S = 24 * 3600
"""How long files that a visitor made stay on the server."""


def build(store: Store) -> Any:
    """Return the page; every visitor's work is kept in a state of its own."""
    with gr.Blocks(
        title="AIGC studio",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, KEEP_S),
    ) as page:
        gr.Markdown(
            "# Studio\nAn article becomes a narrated clip. 一篇文章，一条有声短视频。",
            elem_id="masthead",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=4, min_width=300):
                source = source_column()
            with gr.Column(scale=8, min_width=420):
                script = script_column()
            with gr.Column(scale=4, min_width=320):
                clip = clip_column()
        wire(store, page, source=source, script=script, clip=clip)
    return page


def source_column() -> tuple[Any, list[Any]]:
    """Lay out the article and the options; return the write button and the inputs."""
    gr.HTML(look.step(1, "Article · 文章", "what it is about"))
    with gr.Tab("Upload · 上传"):
        upload = gr.File(
            label="Markdown, HTML, text, Word or PDF",
            file_types=SUFFIXES,
            type="filepath",
            height=130,
            elem_id="upload",
        )
    with gr.Tab("Paste · 粘贴"):
        pasted = gr.Textbox(
            label="Text, Markdown or an https link", lines=6, max_lines=16, elem_id="paste"
        )
    with gr.Group():
        options = form.fields(Config, BASIC[:1], hints=False)
        for pair in (BASIC[1:3], BASIC[3:]):
            with gr.Row():
                options += form.fields(Config, pair, hints=False)
    with gr.Accordion("More options · 更多选项", open=False):
        options += form.fields(Config, MORE)
    write = gr.Button("Write the script · 写脚本", variant="primary", elem_id="write")
    return write, [upload, pasted, *options]


def script_column() -> tuple[Any, ...]:
    """Lay out script and storyboard."""
    gr.HTML(look.step(2, "Script · 脚本", "click a line to rewrite it; empty it to drop it"))
    table = gr.Dataframe(
        headers=["#", "Narration · 旁白", "From the article · 出处"],
        datatype="str",
        column_widths=["7%", "55%", "38%"],
        column_count=3,
        wrap=True,
        interactive=True,
        static_columns=[0, 2],
        max_height=400,
        show_label=False,
        buttons=[],
        elem_id="script",
    )
    again = gr.Button("Apply the edits · 应用修改", elem_id="apply")
    board = gr.Gallery(
        label="Storyboard · 分镜",
        columns=look.COLUMNS["9:16"],
        height="auto",
        buttons=["fullscreen"],
        interactive=False,
        elem_id="board",
        elem_classes=[look.shape("9:16")],
    )
    with gr.Row():
        scene = gr.Number(1, label="Scene · 镜头", precision=0, minimum=1, min_width=90)
        figure = gr.Number(1, label="Picture · 图片", precision=0, minimum=1, min_width=90)
        swap = gr.Button("Show it there · 换图", elem_id="swap")
    return table, again, board, scene, figure, swap


def clip_column() -> tuple[Any, ...]:
    """Lay out preview, final and downloads."""
    gr.HTML(look.step(3, "Clip · 成片", "look, then finish"))
    with gr.Row():
        preview = gr.Button("Preview · 预览", min_width=90, elem_id="preview")
        final = gr.Button("Final · 成片", variant="primary", min_width=90, elem_id="final")
        stop = gr.Button("Stop · 停止", min_width=90, elem_id="stop")
    video = gr.Video(label="Clip · 视频", interactive=False, elem_id="clip")
    files = gr.Files(label="Downloads · 下载", interactive=False, elem_id="files")
    return preview, final, stop, video, files


def wire(
    store: Store,
    page: Any,
    *,
    source: tuple[Any, list[Any]],
    script: tuple[Any, ...],
    clip: tuple[Any, ...],
) -> None:
    """Connect buttons and actions."""
    session, stops = gr.State(None), actions.Stops()
    wire_script(store, stops, session, source, script)
    preview, final, stop, video, files = clip
    for button, preset in ((preview, "preview"), (final, "standard")):
        step = on_make(store, stops, preset)
        button.click(step, session, [video, files], show_progress_on=[video])

    def on_stop(request: gr.Request) -> None:
        stops.press(visitor(request))

    def on_leave(request: gr.Request) -> None:
        stops.forget(visitor(request))

    stop.click(on_stop, queue=False)
    page.unload(on_leave)


def wire_script(
    store: Store,
    stops: actions.Stops,
    session: Any,
    source: tuple[Any, list[Any]],
    script: tuple[Any, ...],
) -> None:
    """Connect what makes and changes the script and the storyboard."""
    write, inputs = source
    table, again, board, scene, figure, swap = script
    names = (*BASIC, *MORE)

    @actions.friendly
    def on_write(
        request: gr.Request,
        view: Any = gr.Progress(),  # noqa: B008
        upload: str | None = None,
        pasted: str | None = None,
        *values: Any,
    ) -> Any:
        progress = stops.heed(visitor(request), actions.reporter(view))
        chosen = dict(zip(names, values, strict=True))
        return shown(store, actions.plan(store, upload, pasted, chosen, progress))

    @actions.friendly
    def on_apply(made: Any, rows: Any, request: gr.Request, view: Any = gr.Progress()) -> Any:  # noqa: B008
        texts = [str(text or "") for text in rows.iloc[:, 1].tolist()]
        progress = stops.heed(visitor(request), actions.reporter(view))
        return shown(store, actions.redirect(store, need(made), texts, progress))

    @actions.friendly
    def on_swap(made: Any, at: float | None, picture: float | None) -> Any:
        return shown(store, actions.swap(need(made), int(at or 0), int(picture or 0)))

    outputs = [session, table, board]
    write.click(on_write, inputs, outputs, show_progress_on=[board])
    again.click(on_apply, [session, table], outputs, show_progress_on=[board])
    swap.click(on_swap, [session, scene, figure], outputs, show_progress_on=[board])


def on_make(store: Store, stops: actions.Stops, preset: str) -> Any:
    """Return the action that renders with ``preset``."""

    @actions.friendly
    def render(made: Any, request: gr.Request, view: Any = gr.Progress()) -> Any:  # noqa: B008
        session = need(made)
        progress = stops.heed(visitor(request), actions.reporter(view))
        with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
            video, files = actions.make(store, session, preset, Path(folder), progress)
            return kept(video), [kept(file) for file in files]

    return render


def kept(file: str) -> str:
    """Copy a file into the page's cache, from where it can be downloaded for a day."""
    from gradio.processing_utils import save_file_to_cache
    from gradio.utils import get_upload_folder

    return str(save_file_to_cache(file, get_upload_folder()))


def visitor(request: gr.Request) -> str:
    """Return the name of the visitor's open page."""
    return str(request.session_hash)


def shown(store: Store, made: actions.Session) -> tuple[Any, Any, Any]:
    """Return the session with its script table and storyboard."""
    aspect = made.config.aspect
    rows = actions.script_rows(made.draft.script, made.draft.article.text)
    tiles = [(s.picture, s.label) for s in stills(made.draft, store=store)]
    board = gr.Gallery(value=tiles, columns=look.COLUMNS[aspect], elem_classes=[look.shape(aspect)])
    return made, rows, board


def need(made: Any) -> actions.Session:
    """Return the session, or say that there is no script yet."""
    if made is None:
        raise InputError("There is no script yet: press “Write the script” first. 请先写脚本。")
    return made  # type: ignore[no-any-return]


def launch(*, host: str, port: int, store: Store | None = None, block: bool = True) -> Any:
    """Serve the page; nothing outside the page's own cache can be downloaded."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    # Gradio sums up its events with a pandas option that warns; this puts that off for good.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))
    page = build(store or Store(default_root()))
    return page.queue(default_concurrency_limit=2).launch(
        server_name=host,
        server_port=port,
        theme=look.theme(),
        css=look.CSS,
        show_error=True,
        max_file_size="25mb",
        prevent_thread_lock=not block,
        quiet=not block,
        footer_links=[],
    )
