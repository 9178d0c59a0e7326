"""Markdown: the mapping ``AIGC`` in the front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from aigc.trust.labels.lines import line_end, text_of
from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.streams import Damaged
from aigc.types.label import KEY

_LONGEST_HEAD: Final = 1 << 16
_FRONT: Final = re.compile(
    rb"---[ \t]*\r?\n(?P<body>(?:[ \t]*(?:\r?\n|#[^\n]*\n))*[\w\"'.-]+[ \t]*:.*?|)"
    rb"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""Lines between two rules, the first of which tells a value."""
_BLOCK: Final = re.compile(
    rb"^AIGC[ \t]*:[^\r\n]*(?:\r?\n|\Z)(?:[ \t]+[^\r\n]*(?:\r?\n|\Z))*", re.M
)


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels."""
    _, data = text_of(source)
    if front := _FRONT.match(data, 0, _LONGEST_HEAD):
        for block in _BLOCK.finditer(front["body"]):
            yield _label(block[0])


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label; the other lines of its head stay."""
    mark, data = text_of(source)
    told = json.loads(text)
    lines = [f"{KEY}:", *(f"  {key}: {json.dumps(value)}" for key, value in told.items()), ""]
    end = line_end(data)
    block = end.join(line.encode() for line in lines)
    front = _FRONT.match(data, 0, _LONGEST_HEAD)
    if front is None:
        rule = b"---" + end
        target.write(mark + rule + block + rule + end + data)
        return
    start, stop = front.span("body")
    kept = _BLOCK.sub(b"", front["body"])
    target.write(mark + data[:start] + block + kept + data[stop:])


def _label(block: bytes) -> str:
    """Return what a block tells, as JSON; a string behind the key is taken as it is.

    Read by itself, since the label of a stranger's text may be any YAML, which has no end to its
    depth.
    """
    if len(block) > 2 * LONGEST:
        raise Damaged("its label is too long")
    first, *lines = block.decode("utf-8").splitlines()
    behind = first.partition(":")[2].strip()
    if behind and not behind.startswith("#"):
        return _plain(behind)
    pairs = [line.partition(":")[::2] for line in map(str.strip, lines) if line]
    return json.dumps({key.strip(): _plain(value.strip()) for key, value in pairs})


def _plain(value: str) -> str:
    """Return a scalar without the quotation marks around it."""
    if value.startswith("'") and value.endswith("'"):
        return value[1:-1].replace("''", "'")
    return str(json.loads(value)) if value.startswith('"') else value
