"""Every word of the lyrics page in one language."""

from __future__ import annotations

import gradio as gr

from aigc.app import form, views
from aigc.app.lyrics import form_view, names
from aigc.app.lyrics.page import head, sources
from aigc.app.lyrics.parts import DEMANDS, MORE, OPTIONS, Parts
from aigc.app.lyrics.words import CALLED, say
from aigc.app.visiting import Page
from aigc.app.words import Tongue
from pipelines.lyrics import Config

HINTED = (*DEMANDS[:2], *MORE)
"""Options whose hint is shown."""


def spoken(parts: Parts, tongue: Tongue) -> Page:
    """Return what does not follow from what the visitor did: headings, labels and hints."""
    options: Page = {
        part: gr.update(
            **form.spoken(
                name, Config.model_fields[name], tongue, hints=name in HINTED, called=CALLED
            )
        )
        for name, part in zip(OPTIONS, parts.options, strict=True)
    }
    heads = zip(parts.steps, ("form", "cards", "hand"), strict=True)
    notation = say("notation.how", tongue) + "4/5/5/6/9/9 aabbcc"
    return options | {
        parts.tongue: tongue,
        parts.masthead: views.masthead(tongue, "lyrics"),
        **{part: head(n, name, tongue) for n, (part, name) in enumerate(heads, 1)},
        parts.source: gr.update(label=say("source", tongue), choices=sources(tongue)),
        parts.notation: gr.update(placeholder=notation),
        parts.cipai: gr.update(label=say("name", tongue), choices=names.forms(tongue)),
        parts.variant: gr.update(label=say("variant", tongue)),
        parts.words: gr.update(placeholder=say("words", tongue)),
        parts.file: gr.update(label=say("file", tongue)),
        parts.score: gr.update(label=say("melody", tongue)),
        parts.examples: form_view.examples(tongue),
        parts.more: gr.update(label=say("more", tongue)),
        parts.hand: gr.update(placeholder=say("hand.empty", tongue)),
    }
