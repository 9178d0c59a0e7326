"""How the page of batches is laid out: the table on the left, the batch, its results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import look
from aigc.app import views as shared
from aigc.app.batch.actions import TABLES, offered
from aigc.app.batch.sheet import columns, sheet
from aigc.app.batch.views import head, nothing
from aigc.app.words import Tongue
from pipelines.bundle import DOCUMENTS, PICTURES, VIDEOS

SOUNDS = (".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus")
LOOK_S = 1.5
"""Between two looks at a batch that is at work."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """The components of the page."""

    masthead: Any
    steps: tuple[Any, Any, Any]
    upload: Any
    sheet: Any
    columns: Any
    story: Any
    control: Any
    live: Any
    failed: Any
    result: Any
    gallery: Any
    aside: Any
    dock: Any
    session: Any
    tongue: Any
    mine: Any
    clock: Any

    @property
    def drawn(self) -> list[Any]:
        """What follows from the batch that is looked at."""
        return [self.story, self.control, self.live, self.failed, self.gallery, self.aside]


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    pipeline = offered()[0]
    masthead = gr.HTML(
        shared.masthead(tongue, "batch"), js_on_load=look.script("masthead"), elem_id="masthead"
    )
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=["writing", "batching"]):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, "table", tongue))
            with gr.Group(elem_id="sheet"):
                upload = gr.File(
                    file_count="multiple",
                    file_types=[*TABLES, *DOCUMENTS, *PICTURES, *VIDEOS, *SOUNDS, ".zip"],
                    type="filepath",
                    show_label=False,
                    elem_id="upload",
                )
                asked = gr.HTML(
                    sheet(pipeline, tongue), js_on_load=look.script("batch/sheet"), elem_id="asked"
                )
            explained = gr.HTML(
                columns(pipeline, tongue), js_on_load=look.script("batch/template"), elem_id="about"
            )
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, "batch", tongue))
            story = gr.HTML(
                nothing(tongue), js_on_load=look.script("batch/acts"), elem_id="planned"
            )
            control = gr.HTML("", js_on_load=look.script("batch/acts"), elem_id="control")
            live = gr.HTML("", elem_id="live")
            failed = gr.HTML("", js_on_load=look.script("batch/acts"), elem_id="failed")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, "results", tongue))
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
        sheet=asked,
        columns=explained,
        story=story,
        control=control,
        live=live,
        failed=failed,
        result=result,
        gallery=gallery,
        aside=aside,
        dock=gr.HTML("", js_on_load=look.script("dock"), elem_id="dock"),
        session=gr.State(None),
        tongue=gr.BrowserState("", storage_key="aigc-studio-tongue", secret="aigc-studio"),
        mine=gr.BrowserState([], storage_key="aigc-studio-batches", secret="aigc-studio"),
        clock=gr.Timer(LOOK_S),
    )
