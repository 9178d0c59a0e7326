"""How the page of batches is laid out: the table on the left, the batch, its results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import look, shell
from aigc.app.batch.actions import offered
from aigc.app.batch.editor import editor
from aigc.app.batch.sheet import columns, sheet
from aigc.app.batch.uploads import TABLES, Peek
from aigc.app.batch.views import head, nothing
from aigc.app.shell import Shell
from aigc.app.words import Tongue
from pipelines.bundle import DOCUMENTS, PICTURES, VIDEOS

HEADS = ("table", "batch", "results")
SOUNDS = (".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus")
LOOK_S = 1.5
"""Between two looks at a batch that is at work."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page."""

    upload: Any
    brief: Any
    sheet: Any
    columns: Any
    story: Any
    control: Any
    live: Any
    failed: Any
    whole: Any
    result: Any
    gallery: Any
    aside: Any
    mine: Any
    clock: Any

    @property
    def drawn(self) -> list[Any]:
        """What follows from the batch that is looked at."""
        return [
            self.story,
            self.control,
            self.live,
            self.failed,
            self.whole,
            self.gallery,
            self.aside,
        ]


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    pipeline = offered()[0]
    masthead = shell.masthead(tongue, "batch")
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=["writing", "batching"]):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            with gr.Group(elem_id="sheet"):
                upload = gr.File(
                    file_count="multiple",
                    file_types=[*TABLES, *DOCUMENTS, *PICTURES, *VIDEOS, *SOUNDS, ".zip"],
                    type="filepath",
                    show_label=False,
                    elem_id="upload",
                )
                brief = gr.HTML(
                    editor(Peek(), tongue), js_on_load=look.script("batch/editor"), elem_id="brief"
                )
                asked = gr.HTML(
                    sheet(pipeline, tongue), js_on_load=look.script("batch/sheet"), elem_id="asked"
                )
            explained = gr.HTML(
                columns(pipeline, tongue), js_on_load=look.script("batch/template"), elem_id="about"
            )
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            story = gr.HTML(
                nothing(tongue), js_on_load=look.script("batch/acts"), elem_id="planned"
            )
            control = gr.HTML("", js_on_load=look.script("batch/acts"), elem_id="control")
            live = gr.HTML("", elem_id="live")
            failed = gr.HTML("", js_on_load=look.script("batch/acts"), elem_id="failed")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            whole = gr.HTML("", js_on_load=look.script("batch/whole"), elem_id="whole")
            result = gr.HTML("", js_on_load=look.script("batch/gallery"), elem_id="result")
            gallery = gr.HTML("", js_on_load=look.script("batch/gallery"), elem_id="gallery")
            aside = gr.HTML(
                "",
                js_on_load=look.script("clipboard", "engines/copy", "batch/aside"),
                elem_id="made",
            )
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        upload=upload,
        brief=brief,
        sheet=asked,
        columns=explained,
        story=story,
        control=control,
        live=live,
        failed=failed,
        whole=whole,
        result=result,
        gallery=gallery,
        aside=aside,
        **shell.around(),
        mine=gr.BrowserState([], storage_key="aigc-studio-batches", secret="aigc-studio"),
        clock=gr.Timer(LOOK_S),
    )
