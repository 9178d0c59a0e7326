"""The two lists of metadata in MP4 files: named keys, and iTunes' freeform items."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from aigc.trust.labels.boxes import Box, box, boxes
from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.streams import Damaged, length, take
from aigc.types.label import KEY

_UTF8: Final = 1
MDTA: Final = box(b"hdlr", bytes(8), b"mdta", bytes(13))
Entry = tuple[bytes, bytes, tuple[bytes, ...]]
"""Namespace, name, and the values as whole boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """A ``meta`` box of named keys.

    ``full`` tells whether it has a version before its boxes, ``rest`` holds boxes that are neither
    handler, keys nor values.
    """

    full: bool
    handler: bytes
    rest: tuple[bytes, ...]
    entries: tuple[Entry, ...]

    def values(self, name: bytes) -> Iterator[str]:
        """Yield the texts of a key."""
        for _, key, values in self.entries:
            if key.upper() == name:
                for value in values:
                    yield _text(value)

    def without(self, name: bytes) -> Keys:
        """Return the list without a key."""
        return replace(self, entries=tuple(e for e in self.entries if e[1].upper() != name))

    def with_text(self, name: bytes, text: str) -> Keys:
        """Return the list with a key behind the others."""
        value = box(b"data", struct.pack(">II", _UTF8, 0), text.encode())
        return replace(self, entries=(*self.entries, (b"mdta", name, (value,))))

    def box(self) -> bytes:
        """Return the box."""
        names = [box(space, name) for space, name, _ in self.entries]
        items = [
            box(struct.pack(">I", n), *values)
            for n, (_, _, values) in enumerate(self.entries, 1)
            if values
        ]
        return box(
            b"meta", bytes(4 * self.full), self.handler,
            box(b"keys", struct.pack(">II", 0, len(names)), *names), box(b"ilst", *items),
            *self.rest,
        )  # fmt: skip


def read_keys(data: BinaryIO) -> Keys | None:
    """Return the keys of a ``meta`` box, or None when it holds metadata of another form.

    Raises
    ------
    Damaged
        A list is cut short.
    """
    full, parts = _parts(data)
    by_name = {one.name: one for one in reversed(parts)}
    handler = by_name.get(b"hdlr")
    if handler is None or take(data, 4, at=handler.body + 8) != b"mdta" or b"keys" not in by_name:
        return None
    names = _names(data, by_name[b"keys"])
    values: dict[int, list[bytes]] = {}
    if b"ilst" in by_name:
        for item in boxes(data, by_name[b"ilst"].body, by_name[b"ilst"].end):
            number = int.from_bytes(item.name, "big")
            inner = [_bytes(data, b) for b in boxes(data, item.body, item.end)]
            values.setdefault(number, []).extend(inner)
    return Keys(
        full=full,
        handler=_bytes(data, handler),
        rest=tuple(_bytes(data, b) for b in parts if b.name not in (b"hdlr", b"keys", b"ilst")),
        entries=tuple((*name, tuple(values.get(n, ()))) for n, name in enumerate(names, 1)),
    )


def freeform_labels(data: BinaryIO) -> Iterator[str]:
    """Yield the labels among the freeform items of a ``meta`` box."""
    for item in _freeform(data):
        for one in boxes(data, item.body, item.end):
            if one.name == b"data":
                yield _text(_bytes(data, one))


def without_freeform(meta: bytes) -> bytes:
    """Return a ``meta`` box without labels among its freeform items."""
    data = io.BytesIO(meta)
    labels = {item.start for item in _freeform(data)}
    if not labels:
        return meta
    full, parts = _parts(data)
    kept = []
    for part in parts:
        if part.name == b"ilst":
            items = boxes(data, part.body, part.end)
            kept.append(box(b"ilst", *(_bytes(data, i) for i in items if i.start not in labels)))
        else:
            kept.append(_bytes(data, part))
    return box(b"meta", bytes(4 * full), *kept)


def _freeform(data: BinaryIO) -> Iterator[Box]:
    _, parts = _parts(data)
    for part in parts:
        if part.name != b"ilst":
            continue
        for item in boxes(data, part.body, part.end):
            if item.name == b"----" and KEY.encode() in _item_names(data, item):
                yield item


def _item_names(data: BinaryIO, item: Box) -> list[bytes]:
    inner = [b for b in boxes(data, item.body, item.end) if b.name == b"name"]
    return [_bytes(data, b)[12:].upper() for b in inner]


def _parts(data: BinaryIO) -> tuple[bool, list[Box]]:
    """Tell whether a ``meta`` box has a version, and return what is in it."""
    end = length(data)
    full = end < 16 or take(data, 8, at=8)[4:] != b"hdlr"
    return full, list(boxes(data, 12 if full else 8, end))


def _names(data: BinaryIO, keys: Box) -> list[tuple[bytes, bytes]]:
    count = int.from_bytes(take(data, 4, at=keys.body + 4), "big")
    found = list(boxes(data, keys.body + 8, keys.end))
    if len(found) != count:
        raise Damaged("its list of keys is cut short")
    return [(one.name, _bytes(data, one)[8:]) for one in found]


def _text(value: bytes) -> str:
    """Return the text of a ``data`` box."""
    if len(value) > LONGEST + 16:
        raise Damaged("its label is too long")
    return value[16:].decode("utf-8")


def _bytes(data: BinaryIO, one: Box) -> bytes:
    return take(data, one.end - one.start, at=one.start)
