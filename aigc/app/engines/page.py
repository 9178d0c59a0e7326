"""How the page of engines is laid out: devices on the left, engines and models beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc import registry
from aigc.app import look
from aigc.app import views as shared
from aigc.app.engines.views import head
from aigc.app.engines.words import named, say
from aigc.app.words import Tongue

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """The components of the page."""

    masthead: Any
    steps: tuple[Any, Any, Any]
    devices: Any
    clear: Any
    capability: Any
    engines: Any
    models: Any
    dock: Any
    session: Any
    tongue: Any
    clock: Any


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = gr.HTML(
        shared.masthead(tongue, "engines"), js_on_load=look.script("masthead"), elem_id="masthead"
    )
    with gr.Row(equal_height=False, elem_id="bench"):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, "device", tongue))
            devices = gr.HTML(
                "", js_on_load=look.script("clipboard", "engines/copy"), elem_id="devices"
            )
            clear = gr.Button(say("clear", tongue), elem_id="clear")
        with gr.Column(elem_id="story"):
            capability = gr.Radio(
                capabilities(tongue), value=ALL, show_label=False, elem_id="capability"
            )
            second = gr.HTML(head(2, "engines", tongue))
            engines = gr.HTML(
                "", js_on_load=look.script("clipboard", "engines/copy"), elem_id="engines"
            )
            third = gr.HTML(head(3, "models", tongue))
            models = gr.HTML(
                "", js_on_load=look.script("clipboard", "engines/copy"), elem_id="models"
            )
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        devices=devices,
        clear=clear,
        capability=capability,
        engines=engines,
        models=models,
        dock=gr.HTML("", js_on_load=look.script("dock"), elem_id="dock"),
        session=gr.State(None),
        tongue=gr.BrowserState("", storage_key="aigc-studio-tongue", secret="aigc-studio"),
        clock=gr.Timer(5),
    )


def capabilities(tongue: Tongue) -> list[tuple[str, str]]:
    """Return what can be chosen to be shown, as people call it, and its name."""
    every = [(named(name, tongue), name) for name in registry.BUILT_IN]
    return [(say("all", tongue), ALL), *every]
