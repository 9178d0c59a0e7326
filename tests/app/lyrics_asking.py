"""Requests as the lyrics page makes them."""

from __future__ import annotations

from aigc.app.lyrics.actions import Asked


def quiet(step, done, total):
    pass


def asked(notation="", *, source="template", **more):
    own = {
        key: more.pop(key) for key in ("cipai", "variant", "words", "file", "score") if key in more
    }
    values = {"engine": "fake", "count": 2} | more
    return Asked(source=source, notation=notation, values=values, **own)
