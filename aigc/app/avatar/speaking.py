"""The page of avatars in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr

from aigc.app.avatar import acting, settings, shelf, views
from aigc.app.avatar.actions import Character
from aigc.app.avatar.desk import Desk, shown
from aigc.app.avatar.page import (
    HEADS,
    Parts,
    consent_box,
    say_box,
    says_box,
    sentence_box,
    way_box,
    words_box,
)
from aigc.app.avatar.words import SAID, say
from aigc.app.visiting import Page
from aigc.app.voice.kinds import SPEAK, usual
from aigc.app.words import Tongue
from aigc.avatar.photo.mediapipe import at_hand


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language; a text that is still the example changes too."""
    parts, hands = desk.parts, desk.hands

    def said(
        made: Character | None, tongue: Tongue, _: Mapping[str, Any], text: str, engine: str | None
    ) -> Page:
        chosen = engine or usual(SPEAK, hands)
        groups = zip(parts.groups, settings.GROUPS, strict=True)
        controls = zip(parts.settings, settings.PATHS, strict=True)
        options = zip(parts.options, acting.OPTIONS, strict=True)
        example = {"value": say("say.example", tongue)} if text in SAID["say.example"] else {}
        named = ("describe", "portray", "mark", "apply", "speak", "film", "save")
        place = shelf.Place()
        page = {
            **parts.topped("avatar", views.head, HEADS, tongue),
            parts.sentence: gr.update(**sentence_box(tongue)),
            parts.examples: views.examples(tongue),
            parts.upload: gr.update(label=say("file", tongue)),
            parts.way: gr.update(**way_box(tongue)),
            parts.hint: views.hint("mark.hint", tongue),
            parts.fine: views.fine(tongue),
            parts.consent: gr.update(**consent_box(tongue)),
            **{part: gr.update(label=say(f"group.{name}", tongue)) for part, name in groups},
            **{part: gr.update(**settings.spoken(path, tongue)) for part, path in controls},
            parts.says: gr.update(**says_box(tongue)),
            parts.say: gr.update(**say_box(tongue), **example),
            parts.follow: gr.update(label=say("follow", tongue)),
            parts.follow_hint: views.follow_hint(at_hand(), tongue),
            parts.words: gr.update(**words_box(tongue)),
            **{p: gr.update(**acting.spoken(n, hands, chosen, tongue)) for p, n in options},
            parts.more: gr.update(label=say("more", tongue)),
            **{getattr(parts, name): gr.update(value=say(name, tongue)) for name in named},
            parts.stage: views.stage(tongue) if made else views.nobody(tongue),
            parts.shelf: shelf.shelf(desk.store, desk.cache.keep, place, tongue),
            parts.dock: "",
            **shown(parts, made, tongue),
        }
        del page[parts.session]
        return page

    return said


def outputs(parts: Parts) -> list[Any]:
    """Return every component whose words change with the language."""
    own = [*parts.top, parts.sentence, parts.examples, parts.upload, parts.way, parts.hint]
    own += [parts.fine, parts.consent, *parts.groups, *parts.settings]
    own += [parts.stage, parts.told, parts.slots]
    own += [parts.shelf, parts.says, parts.say, parts.follow, parts.follow_hint, parts.words]
    own += [*parts.options, parts.more, parts.files, parts.dock]
    return [*own, *parts.buttons]
