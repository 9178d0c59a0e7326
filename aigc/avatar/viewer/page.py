"""The viewer as a page that needs nothing from elsewhere, and as a frame inside another page."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from aigc.avatar.viewer.tracks import (
    Slider,
    Tongue,
    bundle,
    drawn,
    packed,
    sound_type,
    weights_of,
)
from aigc.types.avatar import Motion

START = (
    'const given = JSON.parse(document.getElementById("given").textContent);\n'
    'window.viewer = aigcAvatar.page(document.getElementById("stage"), given);\n'
)


def page(
    vrm: bytes,
    *,
    expressions: Mapping[str, float] | None = None,
    sliders: Sequence[Slider] = (),
    motion: Motion | None = None,
    audio: bytes | None = None,
    tongue: Tongue = "zh",
    dark: bool = False,
    idle: bool = True,
) -> str:
    """Return an HTML document that shows a character.

    It runs under a policy that forbids everything from outside. Within a frame, it tells the page
    around it ``{kind: "aigc-avatar", values}`` when a slider moves, and takes messages of that
    kind with ``vrm``, ``expressions``, ``sliders``, ``view``, ``motion``, ``tracks``, ``audio``.

    Parameters
    ----------
    vrm : bytes
        What `aigc.avatar.export.vrm.vrm_bytes` returns.
    expressions : mapping of str to float or None
        The face to begin with, 0 to 1.
    motion, audio
        What it does and says once it is there; a browser may wait for a click first.
    idle : bool
        Whether it blinks and breathes.

    Raises
    ------
    InputError
        A weight is outside 0 to 1, or browsers would not play the sound.
    """
    given: dict[str, Any] = {
        "vrm": _text(vrm),
        "expressions": weights_of(expressions or {}),
        "sliders": drawn(sliders),
        "tongue": tongue,
        "dark": dark,
        "idle": idle,
    }
    if motion is not None:
        head, tracks = packed(motion)
        given |= {"motion": head, "tracks": _text(tracks)}
    if audio is not None:
        given["audio"] = f"data:{sound_type(audio)};base64,{_text(audio)}"
    data = json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
    scripts = (_script(bundle()), _script(START))
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>avatar</title><style>html, body, #stage {height: 100%; margin: 0}</style></head>"
        f'<body><div id="stage"></div><script type="application/json" id="given">{data}</script>'
        + "".join(f'<script type="module">{script}</script>' for script in scripts)
        + "</body></html>"
    )


def frame(document: str, *, height_px: int = 560, name: str = "avatar") -> str:
    """Return a document as a frame that ``gr.HTML`` and notebooks show; it may only run scripts."""
    return (
        f'<iframe title="{html.escape(name)}" sandbox="allow-scripts allow-downloads" '
        f'allow="autoplay" style="width:100%;height:{height_px}px;border:0" '
        f'srcdoc="{html.escape(document)}"></iframe>'
    )


def _policy(scripts: Sequence[str]) -> str:
    known = " ".join(f"'sha256-{_text(hashlib.sha256(s.encode()).digest())}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {known}; style-src 'unsafe-inline'; "
        "img-src blob: data:; connect-src blob: data:; media-src blob: data:"
    )


def _script(code: str) -> str:
    """Return code in which no text ends the element that holds it."""
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
