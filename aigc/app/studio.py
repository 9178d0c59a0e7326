"""The studio's pages; that of videos has article, storyboard and clip, from left to right."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import look, options, shell, views
from aigc.app.avatar import page as avatar_page
from aigc.app.avatar import wiring as avatar_wiring
from aigc.app.batch import page as batch_page
from aigc.app.batch import wiring as batch_wiring
from aigc.app.copy import page as copy_page
from aigc.app.copy import wiring as copy_wiring
from aigc.app.engines import page as engines_page
from aigc.app.engines import wiring as engines_wiring
from aigc.app.lyrics import page as lyrics_page
from aigc.app.lyrics import wiring as lyrics_wiring
from aigc.app.parts import BASIC, ENGINES, HEADS, MORE, Parts
from aigc.app.review import page as review_page
from aigc.app.review import wiring as review_wiring
from aigc.app.transcript import page as transcript_page
from aigc.app.transcript import wiring as transcript_wiring
from aigc.app.trust import page as trust_page
from aigc.app.trust import wiring as trust_wiring
from aigc.app.voice import page as voice_page
from aigc.app.voice import wiring as voice_wiring
from aigc.app.voice.kinds import SING, SPEAK, Hands, at_hand
from aigc.app.walls import opening
from aigc.app.walls.logins import Logins
from aigc.app.wiring import wire
from aigc.app.words import Tongue, say
from aigc.store import Store, default_root
from pipelines.bundle import DOCUMENTS, PICTURES

MOST_WAITING = 200
"""So many events of all visitors may wait."""
KEEP_S = 24 * 3600
"""How long files that a visitor made stay on the server."""
FIRST: Tongue = "en"


def build(store: Store) -> Any:
    """Return the pages; every visitor's work is kept in a state of its own."""
    hands = {kind.name: at_hand(kind) for kind in (SPEAK, SING)}
    with gr.Blocks(
        title="AIGC Studio", analytics_enabled=False, fill_width=True, delete_cache=(3600, KEEP_S)
    ) as page:
        wire(store, page, lay_out(hands[SPEAK.name]), hands[SPEAK.name])
    with page.route("Copy", "copy", show_in_navbar=False) as copywriting:
        copy_wiring.wire(store, copywriting, copy_page.lay_out(FIRST))
    with page.route("Transcripts", "transcript", show_in_navbar=False) as transcripts:
        transcript_wiring.wire(store, transcripts, transcript_page.lay_out(FIRST))
    with page.route("Lyrics", "lyrics", show_in_navbar=False) as lyrics:
        lyrics_wiring.wire(store, lyrics, lyrics_page.lay_out(FIRST))
    for kind in (SPEAK, SING):
        with page.route(kind.name.capitalize(), kind.name, show_in_navbar=False) as sounding:
            parts = voice_page.lay_out(kind, hands[kind.name], FIRST)
            voice_wiring.wire(store, sounding, parts, kind, hands[kind.name])
    with page.route("Avatars", "avatar", show_in_navbar=False) as avatars:
        speakers = hands[SPEAK.name]
        avatar_wiring.wire(store, avatars, avatar_page.lay_out(speakers, FIRST), speakers)
    with page.route("Batch", "batch", show_in_navbar=False) as batches:
        batch_wiring.wire(store, batches, batch_page.lay_out(FIRST))
    with page.route("Review", "review", show_in_navbar=False) as reviews:
        review_wiring.wire(store, reviews, review_page.lay_out(FIRST))
    with page.route("Verify", "trust", show_in_navbar=False) as trust:
        trust_wiring.wire(store, trust, trust_page.lay_out(FIRST))
    with page.route("Engines", "engines", show_in_navbar=False) as engines:
        engines_wiring.wire(store, engines, engines_page.lay_out(FIRST))
    return page


def lay_out(hands: Hands) -> Parts:
    """Place everything in the open page, in the first language; ``hands`` can speak."""
    masthead = shell.masthead(FIRST)
    with gr.Row(equal_height=False, elem_id="desk"):
        with gr.Column(elem_id="source"):
            first = gr.HTML(views.step(1, HEADS[0], FIRST))
            source = source_sheet(hands)
        with gr.Column(elem_id="story"):
            second = gr.HTML(views.step(2, HEADS[1], FIRST))
            board = shell.drawn(views.nothing(FIRST), "board", "board")
        with gr.Column(elem_id="screen"):
            third = gr.HTML(views.step(3, HEADS[2], FIRST))
            with gr.Row(elem_id="finish"):
                preview = gr.Button(interactive=False, min_width=90, elem_id="preview")
                final = gr.Button(
                    variant="primary", interactive=False, min_width=90, elem_id="final"
                )
            clip = gr.HTML(views.clip(None, FIRST), elem_id="clip")
    return Parts(
        masthead=masthead,
        steps=(first, second, third),
        board=board,
        preview=preview,
        final=final,
        clip=clip,
        **shell.around(),
        typed=gr.Textbox(visible=False),
        **source,
    )


def source_sheet(hands: Hands) -> dict[str, Any]:
    """Lay out the article and the options."""
    with gr.Group(elem_id="sheet"):
        upload = gr.File(
            file_count="multiple",
            file_types=[*DOCUMENTS, *PICTURES, ".zip"],
            type="filepath",
            show_label=False,
            elem_id="upload",
        )
        pasted = gr.Textbox(lines=2, max_lines=10, show_label=False, elem_id="paste")
        with gr.Row():
            asked = [options.component(name, hands, FIRST) for name in BASIC[:2]]
        asked += [options.component(name, hands, FIRST) for name in BASIC[2:]]
        with gr.Accordion(say("more", FIRST), open=False, elem_id="more") as more:
            asked += [options.component(name, hands, FIRST) for name in MORE]
        with gr.Accordion(say("engines", FIRST), open=False, elem_id="who") as engines:
            asked += [options.component(name, hands, FIRST) for name in ENGINES]
        write = gr.Button(say("write", FIRST), variant="primary", elem_id="write")
    return {
        "upload": upload,
        "pasted": pasted,
        "options": tuple(asked),
        "more": more,
        "engines": engines,
        "write": write,
    }


def launch(
    *,
    host: str,
    port: int,
    store: Store | None = None,
    block: bool = True,
    logins: Mapping[str, str] | None = None,
    models: Sequence[Path] = (),
) -> Any:
    """Serve the page; nothing outside the page's own cache can be downloaded.

    Parameters
    ----------
    logins : mapping of str to str
        Names of those who may enter, with the hashes of their passwords; see `aigc.app.walls`.
    models : sequence of Path
        Folders whose models those who entered may ask for by path.

    Raises
    ------
    ConfigError
        Others could reach the studio and nobody is asked for a password.
    """
    opening.check(host, logins)
    store = store or Store(default_root())
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    # Gradio sums up its events with a pandas option that warns; this puts that off for good.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))
    opening.close_cache(store.root)
    gr.set_static_paths([look.numerals()])
    page = build(store)
    return page.queue(default_concurrency_limit=2, max_size=MOST_WAITING).launch(
        server_name=host,
        server_port=port,
        theme=look.theme(),
        css=look.css(),
        share=False,
        show_error=False,
        max_file_size="60mb",
        auth=Logins(logins).enter if logins else None,
        app_kwargs={"middleware": [opening.gate(host, bool(logins), models, look.numerals())]},
        prevent_thread_lock=not block,
        quiet=not block,
        footer_links=[],
    )
