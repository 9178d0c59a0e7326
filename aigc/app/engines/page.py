"""How the page of engines is laid out: devices on the left, engines and models beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc import registry
from aigc.app import shell
from aigc.app.engines.views import head
from aigc.app.engines.words import named, say
from aigc.app.shell import Shell
from aigc.app.words import Tongue

ALL = "all"
HEADS = ("device", "engines", "models")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page."""

    devices: Any
    clear: Any
    capability: Any
    engines: Any
    models: Any
    clock: Any


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, "engines")
    with gr.Row(equal_height=False, elem_id="bench"):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            devices = shell.drawn("", "devices", "clipboard", "engines/copy")
            clear = gr.Button(say("clear", tongue), elem_id="clear")
        with gr.Column(elem_id="story"):
            capability = gr.Radio(
                capabilities(tongue), value=ALL, show_label=False, elem_id="capability"
            )
            second = gr.HTML(head(2, HEADS[1], tongue))
            engines = shell.drawn("", "engines", "clipboard", "engines/copy")
            third = gr.HTML(head(3, HEADS[2], tongue))
            models = shell.drawn("", "models", "clipboard", "engines/copy")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        devices=devices,
        clear=clear,
        capability=capability,
        engines=engines,
        models=models,
        **shell.around(),
        clock=gr.Timer(5),
    )


def capabilities(tongue: Tongue) -> list[tuple[str, str]]:
    """Return what can be chosen to be shown, as people call it, and its name."""
    every = [(named(name, tongue), name) for name in registry.BUILT_IN]
    return [(say("all", tongue), ALL), *every]
