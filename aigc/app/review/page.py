"""How the review desk is laid out: what waits, the work, what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import shell
from aigc.app.review.views import head, nothing, unopened, unproved
from aigc.app.shell import Shell
from aigc.app.words import Tongue

HEADS = ("queue", "look", "proof")
LOOK_S = 20
"""Between two looks at what waits."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page."""

    queue: Any
    work: Any
    glance: Any
    proof: Any
    clock: Any


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, "review")
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=["reviewing"]):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            queue = shell.drawn(nothing(tongue), "queue", "review/queue")
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            work = shell.drawn(unopened(tongue), "work", "review/work")
            glance = shell.drawn("", "glance", "review/glance")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            proof = shell.drawn(unproved(tongue), "proof", "review/proof")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        queue=queue,
        work=work,
        glance=glance,
        proof=proof,
        **shell.around(),
        clock=gr.Timer(LOOK_S),
    )
