"""How the page of verification is laid out: files, what is found of them, what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from aigc.app import shell
from aigc.app.shell import Shell
from aigc.app.trust.views import head, how, means, nothing
from aigc.app.trust.words import say
from aigc.app.words import Tongue

CLASSES: Final = ["writing", "voice", "verifying"]
HEADS: Final = ("files", "found", "means")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page."""

    upload: Any
    how: Any
    found: Any
    means: Any


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, "trust")
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=CLASSES):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            with gr.Group(elem_id="sheet"):
                upload = gr.File(
                    file_count="multiple",
                    type="filepath",
                    label=say("upload", tongue),
                    height=96,
                    elem_id="score",
                    elem_classes=["returned"],
                )
                told = shell.drawn(how(tongue), "how", "clipboard", "engines/copy")
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            found = gr.HTML(nothing(tongue), elem_id="found")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            legend = gr.HTML(means(tongue), elem_id="means")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        upload=upload,
        how=told,
        found=found,
        means=legend,
        **shell.around(),
    )
