"""How the page of copy is laid out: the article on the left, cards of platforms, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import look
from aigc.app import views as shared
from aigc.app.copy import fields
from aigc.app.copy.views import about, files, head, nothing
from aigc.app.copy.words import say
from aigc.app.words import Tongue
from aigc.types.copy import KINDS
from pipelines.bundle import DOCUMENTS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """The components of the page; ``options`` are in the order of `fields.OPTIONS`."""

    masthead: Any
    steps: tuple[Any, Any, Any]
    upload: Any
    pasted: Any
    platforms: Any
    kinds: Any
    options: tuple[Any, ...]
    more: Any
    write: Any
    cards: Any
    checked: Any
    files: Any
    about: Any
    dock: Any
    session: Any
    tongue: Any

    @property
    def given(self) -> list[Any]:
        """The components that say what is asked for."""
        return [self.upload, self.pasted, self.platforms, self.kinds, *self.options]


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = gr.HTML(
        shared.masthead(tongue, "copy"), js_on_load=look.script("masthead"), elem_id="masthead"
    )
    with gr.Row(
        equal_height=False, elem_id="desk", elem_classes=["writing", "voice", "copywriting"]
    ):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, "article", tongue))
            sheet = _sheet(tongue)
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, "cards", tongue))
            cards = gr.HTML(
                nothing(tongue), js_on_load=look.script("clipboard", "copy/cards"), elem_id="cards"
            )
            checked = gr.HTML("", js_on_load=look.script("copy/checked"), elem_id="checked")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, "files", tongue))
            made = gr.HTML(files(None, tongue), js_on_load=look.script("give"), elem_id="made")
            told = gr.HTML(about(tongue), elem_id="about")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        cards=cards,
        checked=checked,
        files=made,
        about=told,
        dock=gr.HTML("", js_on_load=look.script("dock"), elem_id="dock"),
        session=gr.State(None),
        tongue=gr.BrowserState("", storage_key="aigc-studio-tongue", secret="aigc-studio"),
        **sheet,
    )


def _sheet(tongue: Tongue) -> dict[str, Any]:
    """Lay out the article and the options."""
    with gr.Group(elem_id="sheet"):
        upload = gr.File(
            file_types=[*DOCUMENTS, ".zip", ".json"],
            type="filepath",
            show_label=False,
            elem_id="upload",
        )
        pasted = gr.Textbox(
            **fields.paste_box(tongue), lines=3, max_lines=12, show_label=False, elem_id="paste"
        )
        platforms = gr.CheckboxGroup(
            **fields.platforms_box(tongue), value=[fields.USUAL], elem_id="platforms"
        )
        kinds = gr.CheckboxGroup(**fields.kinds_box(tongue), value=list(KINDS), elem_id="kinds")
        options = [fields.component(name, tongue) for name in fields.BASIC]
        with gr.Accordion(say("more", tongue), open=False, elem_id="more") as more:
            options += [fields.component(name, tongue) for name in fields.MORE]
        write = gr.Button(say("write", tongue), variant="primary", elem_id="write")
    return {
        "upload": upload,
        "pasted": pasted,
        "platforms": platforms,
        "kinds": kinds,
        "options": tuple(options),
        "more": more,
        "write": write,
    }
