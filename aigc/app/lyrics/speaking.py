"""Every word of the lyrics page in one language."""

from __future__ import annotations

import gradio as gr

from aigc.app import form
from aigc.app.lyrics import form_view, names
from aigc.app.lyrics.page import head, sources
from aigc.app.lyrics.parts import DEMANDS, HEADS, MORE, OPTIONS, Parts, field_of
from aigc.app.lyrics.words import CALLED, say
from aigc.app.visiting import Page
from aigc.app.words import Tongue

HINTED = (*DEMANDS[:2], *MORE)
"""Options whose hint is shown."""


def spoken(parts: Parts, tongue: Tongue, cipai: str = "") -> Page:
    """Return headings, labels, hints and choices; ``cipai`` is the form that is chosen by name."""
    options: Page = {
        part: gr.update(
            **form.spoken(name, field_of(name), tongue, hints=name in HINTED, called=CALLED)
        )
        for name, part in zip(OPTIONS, parts.options, strict=True)
    }
    notation = say("notation.how", tongue) + "4/5/5/6/9/9 aabbcc"
    return options | {
        **parts.topped("lyrics", head, HEADS, tongue),
        parts.source: gr.update(label=say("source", tongue), choices=sources(tongue)),
        parts.notation: gr.update(label=say("template", tongue), placeholder=notation),
        parts.cipai: gr.update(label=say("name", tongue), choices=names.forms(tongue)),
        parts.variant: gr.update(
            label=say("variant", tongue), choices=names.variants(cipai, tongue)
        ),
        parts.words: gr.update(label=say("like", tongue), placeholder=say("words", tongue)),
        parts.file: gr.update(label=say("file", tongue)),
        parts.score: gr.update(label=say("melody", tongue)),
        parts.examples: form_view.examples(tongue),
        parts.more: gr.update(label=say("more", tongue)),
        parts.hand: gr.update(label=say("hand", tongue), placeholder=say("hand.empty", tongue)),
    }
