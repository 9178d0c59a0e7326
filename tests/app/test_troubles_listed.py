"""Every message about a character, a recording or copy that a user may meet is there in Chinese."""

from __future__ import annotations

import ast
import gc
import importlib
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import aigc
from aigc import errors
from aigc.app.troubles import in_chinese

ROOT = Path(aigc.__file__).parents[1]
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.AigcError)
}
PROGRAMMERS = (
    "aigc/avatar/export/animation.py", "aigc/avatar/export/arkit_csv.py",
    "aigc/avatar/export/container.py", "aigc/avatar/export/gltf.py", "aigc/avatar/export/vrm.py",
    "aigc/avatar/motion/capture.py", "aigc/avatar/motion/edit.py",
    "aigc/avatar/motion/gestures.py", "aigc/avatar/motion/idle.py",
    "aigc/avatar/photo/landmarks.py", "aigc/avatar/pose.py", "aigc/avatar/render/face.py",
    "aigc/avatar/render/frames.py", "aigc/avatar/sentence/filler.py",
    "aigc/avatar/sentence/slots.py", "aigc/avatar/viewer/widget.py", "aigc/hearing/fake.py",
)  # fmt: skip
"""What is told only to those who call the project from Python."""
ROOMS = [
    path.relative_to(ROOT).as_posix()
    for room in ("aigc/avatar", "aigc/hearing", "aigc/recognition", "aigc/text/copy")
    for path in sorted((ROOT / room).rglob("*.py"))
] + [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "pipelines").glob("avatar*.py"))]
ROOMS += ["pipelines/corrected.py"]
HOLE = None
MOST_HOLES = 6


def parts_of(said: ast.expr, module: str) -> list[str | None]:
    """Return the text of a message with `HOLE` where a value goes in."""
    match said:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return [v.value if isinstance(v, ast.Constant) else HOLE for v in values]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return parts_of(left, module) + parts_of(right, module)
        case ast.Name(id=name) if name.isupper():
            return [getattr(importlib.import_module(module), name)]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="format")):
            form = str(getattr(importlib.import_module(module), name))
            pieces = re.split(r"\{\w*\}", form)
            return list(itertools.chain(*((piece, HOLE) for piece in pieces)))[:-1]
    raise AssertionError(f"{module}: a message that cannot be read: {ast.unparse(said)}")


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage: what Hypothesis does then upsets the parser of CPython 3.11."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def messages(path: str) -> Iterator[list[str | None]]:
    module = path.removesuffix(".py").replace("/", ".")
    with uncollected():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[said, *_]) if name in KINDS:
                yield parts_of(said, module)


def is_listed(parts: list[str | None]) -> bool:
    """Tell whether the message is known with numbers or words, as its values may be, put in."""
    holes = parts.count(HOLE)
    fills = itertools.product(("7", "word"), repeat=min(holes, MOST_HOLES))
    for fill in fills:
        values = itertools.chain(fill, itertools.repeat("7"))
        said = "".join(next(values) if part is HOLE else part for part in parts)
        if in_chinese(said) != said:
            return True
    return False


def test_the_list_of_what_programmers_see_has_nothing_else():
    assert set(PROGRAMMERS) <= set(ROOMS)


@pytest.mark.parametrize("path", [path for path in ROOMS if path not in PROGRAMMERS])
def test_what_a_user_may_meet_is_there_in_chinese(path):
    lacking = ["…".join(p for p in parts if p) for parts in messages(path) if not is_listed(parts)]
    assert lacking == []
