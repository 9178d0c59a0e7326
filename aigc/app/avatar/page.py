"""How the page of avatars is laid out: settings, stage and library, speech and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import shell
from aigc.app.avatar import acting, settings, views
from aigc.app.avatar.views import examples, files, head, nobody
from aigc.app.avatar.words import say
from aigc.app.shell import Shell
from aigc.app.voice.kinds import Hands
from aigc.app.words import Tongue
from aigc.avatar.photo.mediapipe import at_hand
from pipelines.avatar_mirror import FILMS
from pipelines.performance import SOUNDS

HEADS = ("who", "stage", "act")
WAYS = ("sentence", "photo", "file")
SAYS = ("text", "file")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of the page.

    ``marking`` is where points of a face are clicked. ``settings`` are in the order of
    `settings.PATHS`, ``options`` of `acting.OPTIONS`, ``groups`` are the accordions by the name of
    the group.
    """

    way: Any
    sentence: Any
    examples: Any
    describe: Any
    upload: Any
    photo: Any
    consent: Any
    portray: Any
    mark: Any
    hint: Any
    marking: Any
    fine: Any
    settings: tuple[Any, ...]
    groups: tuple[Any, ...]
    apply: Any
    stage: Any
    told: Any
    slots: Any
    shelf: Any
    says: Any
    say: Any
    follow: Any
    follow_hint: Any
    words: Any
    options: tuple[Any, ...]
    more: Any
    speak: Any
    film: Any
    save: Any
    files: Any

    @property
    def buttons(self) -> list[Any]:
        """The buttons that start something."""
        return [
            self.describe,
            self.portray,
            self.mark,
            self.apply,
            self.speak,
            self.film,
            self.save,
        ]


def lay_out(hands: Hands, tongue: Tongue) -> Parts:
    """Place everything in the open page; ``hands`` can speak."""
    masthead = shell.masthead(tongue, "avatar")
    with gr.Row(equal_height=False, elem_id="desk", elem_classes=["writing", "avatar"]):
        with gr.Column(elem_id="source"):
            first = gr.HTML(head(1, HEADS[0], tongue))
            sheet = _sheet(tongue)
        with gr.Column(elem_id="story"):
            second = gr.HTML(head(2, HEADS[1], tongue))
            stage = gr.HTML(nobody(tongue), elem_id="stage")
            told = shell.drawn("", "told", "avatar/stage")
            slots = gr.HTML("", elem_id="slots")
            shelf = shell.drawn("", "shelf", "avatar/shelf")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(head(3, HEADS[2], tongue))
            act = _act(hands, tongue)
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        stage=stage,
        told=told,
        slots=slots,
        shelf=shelf,
        **shell.around(),
        **sheet,
        **act,
    )


def _sheet(tongue: Tongue) -> dict[str, Any]:
    """Lay out the ways to begin, one of which is seen at a time, and the settings."""
    with gr.Group(elem_id="sheet"):
        way = gr.Radio(
            value=WAYS[0], interactive=True, elem_id="way", elem_classes=["ways"],
            **way_box(tongue),
        )  # fmt: skip
        begin = {"way": way, **_sentence(tongue), **_photo(tongue)}
        upload = gr.File(
            file_types=[".json"], type="filepath", label=say("file", tongue), height=84,
            elem_id="spec", elem_classes=["drop"],
        )  # fmt: skip
        fine = gr.HTML(views.fine(tongue))
        groups, controls = _settings(tongue)
        apply = gr.Button(say("apply", tongue), variant="secondary", elem_id="write")
    return {
        **begin,
        "upload": upload,
        "fine": fine,
        "settings": controls,
        "groups": groups,
        "apply": apply,
    }


def _settings(tongue: Tongue) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Lay out the groups of settings and the controls in them."""
    groups, controls = [], settings.components("look", tongue)
    for name, paths in settings.GROUPS.items():
        with gr.Accordion(
            say(f"group.{name}", tongue), open=False, elem_id=f"group-{name}",
            elem_classes=["group"],
        ) as group:  # fmt: skip
            controls += [part for path in paths for part in settings.components(path, tongue)]
        groups.append(group)
    return tuple(groups), tuple(controls)


def _sentence(tongue: Tongue) -> dict[str, Any]:
    """Lay out the sentence with examples."""
    with gr.Column(elem_id="way-sentence"):
        sentence = gr.Textbox(
            **sentence_box(tongue), lines=3, max_lines=8, show_label=False, elem_id="sentence"
        )
        tries = shell.drawn(examples(tongue), "tries", "lyrics/tries")
        describe = gr.Button(say("describe", tongue), variant="primary", elem_id="describe")
    return {"sentence": sentence, "examples": tries, "describe": describe}


def _photo(tongue: Tongue) -> dict[str, Any]:
    """Lay out the portrait, the consent of the one who is shown, and how its face is found."""
    finds = at_hand()
    with gr.Column(elem_id="way-photo"):
        photo = gr.Image(
            type="filepath", sources=["upload"], show_label=False, height=220,
            elem_id="photo", buttons=[],
        )  # fmt: skip
        consent = gr.Textbox(**consent_box(tongue), elem_id="consent")
        portray = gr.Button(
            say("portray", tongue), variant="primary", visible=finds, elem_id="portray"
        )
        mark = gr.Button(
            say("mark", tongue), variant="secondary" if finds else "primary", elem_id="mark"
        )
        hint = gr.HTML(views.hint("mark.hint", tongue))
    marking = shell.drawn("", "marking", "avatar/marking")
    return {
        "photo": photo,
        "consent": consent,
        "portray": portray,
        "mark": mark,
        "hint": hint,
        "marking": marking,
    }


def way_box(tongue: Tongue) -> dict[str, Any]:
    """Return what is said of the ways to begin."""
    choices = [(say(f"way.{name}", tongue), name) for name in WAYS]
    return {"label": say("way", tongue), "choices": choices}


def consent_box(tongue: Tongue) -> dict[str, str]:
    """Return what is said about the box for a consent."""
    return {"label": say("consent", tongue), "placeholder": say("consent.type", tongue)}


def _act(hands: Hands, tongue: Tongue) -> dict[str, Any]:
    """Lay out what it says, how, and the files."""
    with gr.Group(elem_id="sheet", elem_classes=["act"]):
        said = _said(tongue)
        options = [acting.component(name, hands, tongue) for name in acting.BASIC]
        with gr.Accordion(say("more", tongue), open=False, elem_id="more") as more:
            options += [acting.component(name, hands, tongue) for name in acting.MORE]
        speak = gr.Button(say("speak", tongue), variant="primary", elem_id="speak")
        with gr.Row(elem_id="finish"):
            film = gr.Button(say("film", tongue), min_width=90, elem_id="film")
            save = gr.Button(say("save", tongue), min_width=90, elem_id="save")
    return {
        **said,
        "options": tuple(options),
        "more": more,
        "speak": speak,
        "film": film,
        "save": save,
        "files": gr.HTML(files(None, tongue), elem_id="made"),
    }


def _said(tongue: Tongue) -> dict[str, Any]:
    """Lay out what it says, one of a text and a file that it follows."""
    says = gr.Radio(
        value=SAYS[0], interactive=True, elem_id="says", elem_classes=["ways"],
        **says_box(tongue),
    )  # fmt: skip
    text = gr.Textbox(
        **say_box(tongue), lines=4, max_lines=12, show_label=False,
        value=say("say.example", tongue), elem_id="say",
    )  # fmt: skip
    with gr.Column(elem_id="follows"):
        follow = gr.File(
            file_types=[*SOUNDS, *FILMS], type="filepath", label=say("follow", tongue), height=84,
            elem_id="follow", elem_classes=["drop"],
        )  # fmt: skip
        hint = gr.HTML(views.follow_hint(at_hand(), tongue))
        words = gr.Textbox(**words_box(tongue), lines=2, max_lines=8, elem_id="words")
    return {"says": says, "say": text, "follow": follow, "follow_hint": hint, "words": words}


def says_box(tongue: Tongue) -> dict[str, Any]:
    """Return what is said of the ways to say something."""
    choices = [(say(f"says.{name}", tongue), name) for name in SAYS]
    return {"label": say("says", tongue), "choices": choices, "show_label": False}


def words_box(tongue: Tongue) -> dict[str, str]:
    """Return what is said about the box for the words of a recording."""
    return {"label": say("words", tongue), "placeholder": say("words.type", tongue)}


def sentence_box(tongue: Tongue) -> dict[str, str]:
    """Return what is said about the box for a sentence."""
    return {"label": say("sentence", tongue), "placeholder": say("sentence.type", tongue)}


def say_box(tongue: Tongue) -> dict[str, str]:
    """Return what is said about the box for what the character says."""
    return {"label": say("say", tongue), "placeholder": say("say.type", tongue)}
