"""Variety: kinds, grounds, layouts and camera moves that never run three times alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aigc.types.asset import Asset
from aigc.types.scene import (
    Chapter,
    Chart,
    Content,
    Headline,
    Move,
    Number,
    PictureShot,
    Quote,
    Scene,
    SceneKind,
    Statement,
)
from aigc.video.storyboard.designs import Option
from aigc.video.storyboard.phrases import same_words

_THIRD = 1000.0


def chosen(options: Sequence[Sequence[Option]]) -> tuple[Option, ...]:
    """Return one option a beat with the greatest worth, no kind three times running where possible.

    Viterbi over the kinds of the last two beats; a kind that follows itself loses 0.2, and a scene
    that shows what was shown before loses 0.8.
    """
    paths: dict[tuple[str, str], tuple[float, tuple[Option, ...]]] = {("", ""): (0.0, ())}
    for choices in options:
        step: dict[tuple[str, str], tuple[float, tuple[Option, ...]]] = {}
        for (before, last), (value, path) in paths.items():
            for option in choices:
                worth = value + option.worth - 0.2 * (option.kind == last)
                worth -= 0.8 * any(_same(option.content, shown.content) for shown in path)
                worth -= _THIRD * (option.kind == last == before)
                state = (last, option.kind)
                if state not in step or worth > step[state][0]:
                    step[state] = (worth, (*path, option))
        paths = step
    return max(paths.values(), key=lambda p: p[0])[1]


def _same(a: Content, b: Content) -> bool:
    """Tell whether two scenes show one title or the same chart."""
    if isinstance(a, Chart) and isinstance(b, Chart):
        return a.rows == b.rows
    return bool(_words(a)) and same_words(_words(a), _words(b))


def _words(content: Content) -> str:
    if isinstance(content, Headline | Chapter):
        return content.title
    return content.text if isinstance(content, Quote | Statement) else ""


def varied(scenes: Sequence[Scene], seed: int) -> tuple[Scene, ...]:
    """Return the scenes with alternating layouts, grounds and moves, and a seed of their own."""
    counts: dict[SceneKind, int] = {}
    out: list[Scene] = []
    shown = 0
    last_move: Move | None = None
    for n, scene in enumerate(scenes):
        count = counts.get(scene.kind, 0)
        counts[scene.kind] = count + 1
        content, moved = _moving(scene.content, shown + seed, last_move)
        if moved is not None:
            last_move, shown = moved, shown + 1
        out.append(
            replace(
                scene,
                content=content,
                layout=0 if _reads_on(content) else (count + seed) % 2,
                ground=_ground(scene.kind, out),
                seed=(seed * 1_000_003 + n * 7919) % 2**31,
            )
        )
    return tuple(out)


def _reads_on(content: Content) -> bool:
    """Tell whether a figure stands inside a sentence, so that its label comes first."""
    return isinstance(content, Number) and bool(content.note)


def _ground(kind: SceneKind, before: Sequence[Scene]) -> int:
    """Return accent for chapters and the end, else plain and alternate in turn."""
    last = before[-1].ground if before else 1
    if kind in ("chapter", "end") and last != 2:
        return 2
    if last == 2:
        return 1 if len(before) > 1 and before[-2].ground == 0 else 0
    return 1 - last


def _moving(content: Content, turn: int, last: Move | None) -> tuple[Content, Move | None]:
    """Return the content with a camera move for its picture, and that move."""
    if isinstance(content, PictureShot):
        move = _move(content.picture, content.focus, turn, last)
        return replace(content, move=move), move
    if isinstance(content, Headline) and content.picture is not None:
        shot, move_ = _moving(content.picture, turn, last)
        assert isinstance(shot, PictureShot)
        return replace(content, picture=shot), move_
    return content, None


def _move(picture: Asset, focus: tuple[float, float], turn: int, last: Move | None) -> Move:
    """Return push or pull on even turns and a pan toward the subject on odd ones."""
    if turn % 2 == 0:
        return "pull" if last == "push" or turn % 4 == 2 else "push"
    tall = picture.height_px > picture.width_px
    pan: Move = (
        ("up" if focus[1] < 0.5 else "down") if tall else ("left" if focus[0] < 0.5 else "right")
    )
    opposite: dict[Move, Move] = {"left": "right", "right": "left", "up": "down", "down": "up"}
    return opposite[pan] if pan == last else pan
