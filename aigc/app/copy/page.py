"""How the page of copy is laid out: the article on the left, cards of platforms, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import shell
from aigc.app.copy import fields
from aigc.app.copy.views import about, files, head, nothing
from aigc.app.copy.words import say
from aigc.app.shell import Shell
from aigc.app.words import Tongue
from aigc.types.copy import KINDS
from pipelines.bundle import DOCUMENTS

HEADS = ("article", "cards", "files")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page; ``options`` are in the order of `fields.OPTIONS`."""

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

    @property
    def given(self) -> list[Any]:
        """The components that say what is asked for."""
        return [self.upload, self.pasted, self.platforms, self.kinds, *self.options]


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, "copy")
    with gr.Row(
        equal_height=False, elem_id="desk", elem_classes=["writing", "voice", "copywriting"]
    ):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            sheet = _sheet(tongue)
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            cards = shell.drawn(nothing(tongue), "cards", "clipboard", "copy/cards")
            checked = shell.drawn("", "checked", "copy/checked")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            made = shell.drawn(files(None, tongue), "made", "give")
            told = gr.HTML(about(tongue), elem_id="about")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        cards=cards,
        checked=checked,
        files=made,
        about=told,
        **shell.around(),
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
