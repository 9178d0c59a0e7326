"""How the page of transcripts is laid out: the recording on the left, its lines, files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import gradio as gr
from pydantic.fields import FieldInfo

from aigc.app import form, shell
from aigc.app.choosing import engine_field
from aigc.app.shell import Shell
from aigc.app.transcript.views import clip, files, head, nothing, ways
from aigc.app.transcript.words import CALLED, say
from aigc.app.words import Tongue
from aigc.models.engines import Engine, engines
from pipelines.bundle import VIDEOS
from pipelines.transcript import Config

SOUNDS: Final = (".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".aiff")
HEADS: Final = ("recording", "lines", "files")
BASIC: Final = ("engine", "language")
MORE: Final = ("refine", "seed")
OPTIONS: Final = (*BASIC, *MORE)
NOT_ASKED: Final = ("text",)
"""A file on the server's own disk; the text has a box of its own."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page; ``options`` are in the order of `OPTIONS`."""

    ways: Any
    upload: Any
    text: Any
    options: tuple[Any, ...]
    more: Any
    go: Any
    lines: Any
    files: Any
    clip: Any

    @property
    def given(self) -> list[Any]:
        """The components that say what is asked for."""
        return [self.upload, self.text, *self.options]


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, "transcript")
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=["writing", "voice", "hearing"]):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            sheet = _sheet(tongue)
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            lines = shell.drawn(nothing(tongue), "lines", "transcript/lines")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            made = shell.drawn(files(None, tongue), "made", "give")
            told = shell.drawn(clip(None, tongue), "about", "clipboard", "engines/copy")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        lines=lines,
        files=made,
        clip=told,
        **shell.around(),
        **sheet,
    )


def _sheet(tongue: Tongue) -> dict[str, Any]:
    """Lay out the recording, its text and the options."""
    with gr.Group(elem_id="sheet"):
        upload = gr.File(
            file_types=[*SOUNDS, *VIDEOS],
            type="filepath",
            label=say("upload", tongue),
            height=96,
            elem_id="score",
            elem_classes=["recording"],
        )
        text = gr.Textbox(**text_box(tongue), lines=4, max_lines=12, elem_id="said")
        options = [component(name, tongue) for name in BASIC]
        there = shell.drawn(ways(listeners(), tongue), "ways", "clipboard", "engines/copy")
        with gr.Accordion(say("more", tongue), open=False, elem_id="more") as more:
            options += [component(name, tongue) for name in MORE]
        go = gr.Button(say("go", tongue), variant="primary", elem_id="write")
    return {
        "upload": upload,
        "text": text,
        "options": tuple(options),
        "ways": there,
        "more": more,
        "go": go,
    }


def listeners() -> tuple[Engine, ...]:
    """Return who can write down what is said, here or once it has what it needs."""
    return tuple(one for one in engines("recognition") if one.name != "fake")


def text_box(tongue: Tongue) -> dict[str, str]:
    """Return what is said about the box for the text."""
    names = {"label": "text", "info": "text.hint", "placeholder": "text.type"}
    return {name: say(key, tongue) for name, key in names.items()}


@cache
def field_of(name: str) -> FieldInfo:
    """Return an option as the page asks for it."""
    field = Config.model_fields[name]
    return engine_field(field, "recognition") if name == "engine" else field


def component(name: str, tongue: Tongue) -> Any:
    """Return the field of an option."""
    return form.component(name, field_of(name), tongue, hints=name in MORE, called=CALLED)


def spoken(name: str, tongue: Tongue) -> dict[str, Any]:
    """Return label, hint and choices of an option."""
    return form.spoken(name, field_of(name), tongue, hints=name in MORE, called=CALLED)
