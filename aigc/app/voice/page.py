"""How the pages of speech and song are laid out: what is given, what is heard, its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import shell
from aigc.app.shell import Shell
from aigc.app.voice.kinds import Hands, Kind, component
from aigc.app.voice.views import examples, head, lacking, no_files, nothing
from aigc.app.voice.words import say
from aigc.app.words import Tongue
from aigc.scores.reader import READABLE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of one page; ``options`` are in the order of `Kind.options`.

    ``score`` is there where songs are sung, ``read`` where texts are spoken.
    """

    lacks: Any
    score: Any | None
    text: Any
    examples: Any
    options: tuple[Any, ...]
    lexicon: Any
    more: Any
    go: Any
    read: Any | None
    heard: Any
    files: Any

    @property
    def given(self) -> list[Any]:
        """The components that say what is asked for, as `aigc.app.voice.wiring.asked` reads."""
        return [self.text, self.lexicon, *([self.score] if self.score else []), *self.options]

    @property
    def buttons(self) -> list[Any]:
        """The buttons that start something."""
        return [self.go, *([self.read] if self.read else [])]


def lay_out(kind: Kind, hands: Hands, tongue: Tongue) -> Parts:
    """Place everything in the open page."""
    masthead = shell.masthead(tongue, kind.name)
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=["writing", "voice"]):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, kind.heads[0], tongue))
            sheet = _sheet(kind, hands, tongue)
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, kind.heads[1], tongue))
            heard = shell.drawn(nothing(kind, tongue), "heard", "voice/player")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, kind.heads[2], tongue))
            files = gr.HTML(no_files(tongue), elem_id="made")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        heard=heard,
        files=files,
        **shell.around(),
        **sheet,
    )


def _sheet(kind: Kind, hands: Hands, tongue: Tongue) -> dict[str, Any]:
    """Lay out text or score, and the options."""
    with gr.Group(elem_id="sheet"):
        lacks = gr.HTML(lacking(kind, hands, tongue), elem_id="lacks")
        score = _score(tongue) if kind.name == "sing" else None
        text = gr.Textbox(
            lines=6,
            max_lines=16,
            label=say("words" if score else "text", tongue),
            show_label=False,
            placeholder=typing(kind, tongue),
            elem_id="say",
        )
        tries = shell.drawn(examples(kind, tongue), "tries", "lyrics/tries")
        options = [component(kind, hands, name, tongue) for name in kind.basic]
        with gr.Accordion(say("more", tongue), open=False, elem_id="more") as more:
            options += [component(kind, hands, name, tongue) for name in kind.more]
            lexicon = gr.Textbox(**lexicon_box(tongue), lines=3, max_lines=8, elem_id="lexicon")
        read = None
        if not score:
            read = gr.Button(say("read", tongue), variant="secondary", elem_id="read")
        go = gr.Button(say(kind.name, tongue), variant="primary", elem_id="write")
    return {
        "lacks": lacks,
        "score": score,
        "text": text,
        "examples": tries,
        "options": tuple(options),
        "lexicon": lexicon,
        "more": more,
        "read": read,
        "go": go,
    }


def _score(tongue: Tongue) -> Any:
    return gr.File(
        file_types=list(READABLE),
        type="filepath",
        label=say("upload", tongue),
        height=96,
        elem_id="score",
    )


def lexicon_box(tongue: Tongue) -> dict[str, str]:
    """Return what is said about the box for a lexicon."""
    names = {"label": "lexicon", "info": "lexicon.hint", "placeholder": "lexicon.type"}
    return {name: say(key, tongue) for name, key in names.items()}


def typing(kind: Kind, tongue: Tongue) -> str:
    """Return what stands in the text box while it is empty."""
    return say("type.song" if kind.name == "sing" else "type", tongue)
