"""How the lyrics page is laid out: form, lyrics, and words by hand, from left to right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from aigc.app import form, shell, views
from aigc.app.lyrics import cards, form_view, hand
from aigc.app.lyrics.names import forms
from aigc.app.lyrics.parts import (
    DEMANDS,
    HEADS,
    MORE,
    OF_SCORE,
    SOURCES,
    WORDS,
    Parts,
    field_of,
)
from aigc.app.lyrics.words import CALLED, say
from aigc.app.words import Tongue
from aigc.scores.reader import READABLE

WRITTEN = [".txt", ".lrc", ".json"]


def lay_out(tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, "lyrics")
    with gr.Row(equal_height=False, elem_id="desk", elem_classes="writing"):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            sheet = form_sheet(tongue)
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            shown = shell.drawn(cards.nothing(tongue), "cards", "clipboard", "lyrics/cards")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            typed = gr.Textbox(
                lines=8,
                max_lines=24,
                label=say("hand", tongue),
                show_label=False,
                placeholder=say("hand.empty", tongue),
                elem_id="hand",
            )
            verdict = gr.HTML(hand.unjudged(tongue), elem_id="verdict")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        cards=shown,
        hand=typed,
        verdict=verdict,
        **shell.around(),
        **sheet,
    )


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above one of the page's columns."""
    return views.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def sources(tongue: Tongue) -> list[tuple[str, str]]:
    """Return what a form may be taken from, with its name."""
    return [(say(name, tongue), name) for name in SOURCES]


def form_sheet(tongue: Tongue) -> dict[str, Any]:
    """Lay out the form, its reading, and the demands on the words."""
    with gr.Group(elem_id="sheet"):
        source = gr.Radio(
            sources(tongue), value=SOURCES[0], label=say("source", tongue), elem_id="source-kind"
        )
        panels = source_panels(tongue)
        examples = shell.drawn(form_view.examples(tongue), "tries", "lyrics/tries")
        back = gr.HTML(form_view.unread(tongue), elem_id="back")
        options, of_score = form_options(tongue)
        write = gr.Button(say("write", tongue), variant="primary", elem_id="write")
    panels["panels"] += (of_score,)
    return panels | options | {"source": source, "examples": examples, "back": back, "write": write}


def source_panels(tongue: Tongue) -> dict[str, Any]:
    """Lay out one panel for each source of a form; the first is open."""
    with gr.Column(elem_classes="panel") as template:
        notation = gr.Textbox(
            lines=1,
            max_lines=6,
            label=say("template", tongue),
            show_label=False,
            placeholder=say("notation.how", tongue) + "4/5/5/6/9/9 aabbcc",
            elem_id="notation",
        )
    with gr.Row(visible=False, elem_classes="panel") as named:
        cipai = gr.Dropdown(
            forms(tongue), value=None, label=say("name", tongue), scale=3, elem_id="cipai"
        )
        variant = gr.Dropdown(
            [], value=None, label=say("variant", tongue), scale=2, min_width=110, elem_id="variant"
        )
    with gr.Column(visible=False, elem_classes="panel") as like:
        words = gr.Textbox(
            lines=4,
            max_lines=10,
            label=say("like", tongue),
            show_label=False,
            placeholder=say("words", tongue),
            elem_id="like",
        )
        file = gr.File(
            file_types=WRITTEN,
            type="filepath",
            label=say("file", tongue),
            height=96,
            elem_id="reference",
        )
    with gr.Column(visible=False, elem_classes="panel") as melody:
        score = gr.File(
            file_types=list(READABLE),
            type="filepath",
            label=say("melody", tongue),
            height=96,
            elem_id="melody",
        )
    return {
        "notation": notation,
        "cipai": cipai,
        "variant": variant,
        "words": words,
        "file": file,
        "score": score,
        "panels": (template, named, like, melody),
    }


def form_options(tongue: Tongue) -> tuple[dict[str, Any], Any]:
    """Lay out every other option; return them and the row that only a score has."""

    def fields(names: tuple[str, ...], *, hints: bool = False) -> list[Any]:
        return [
            form.component(name, field_of(name), tongue, hints=hints, called=CALLED)
            for name in names
        ]

    with gr.Row(visible=False) as of_score:
        options = fields(OF_SCORE)
    options += fields(DEMANDS[:2], hints=True)
    clash = gr.HTML("", elem_id="clash")
    options += fields(DEMANDS[2:])
    options += fields(WORDS[:1])
    with gr.Row():
        options += fields(WORDS[1:3])
    options += fields(WORDS[3:])
    with gr.Accordion(say("more", tongue), open=False, elem_id="more") as more:
        options += fields(MORE, hints=True)
    return {"options": tuple(options), "clash": clash, "more": more}, of_score
