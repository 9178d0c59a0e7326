"""Matroska and WebM: the tag ``AIGC`` of the whole file.

Source: RFC 9559, Matroska; tags stand at the end, and the index at the head names their place.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.ebml import CRC, VOID, Element, element, elements, sized, tagged, unsigned
from aigc.trust.labels.ebml import void as filler
from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.streams import Damaged, Edit, length, splice, take
from aigc.types.label import KEY

_EBML, _SEGMENT, _TAGS, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1254C367, 0x1F43B675
_SEEK_HEAD, _SEEK, _SEEK_ID, _SEEK_PLACE = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
_MOST_TAGS: Final = 1 << 20
_TAG, _TARGETS, _SIMPLE, _NAME, _TEXT = 0x7373, 0x63C0, 0x67C8, 0x45A3, 0x4487


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    segment: Element
    parts: tuple[Element, ...]

    def named(self, name: int) -> list[Element]:
        return [one for one in self.parts if one.name == name]


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each tag."""
    for tags in _read(source).named(_TAGS):
        data = io.BytesIO(take(source, tags.end - tags.start, at=tags.start, most=_MOST_TAGS))
        for tag in _inside(data, element(data, 0, length(data))):
            for simple in _inside(data, tag):
                if (label := _label(data, simple)) is not None:
                    yield label


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label; no picture or sound moves."""
    film = _read(source)
    old = film.named(_TAGS)
    kept = b"".join(_without_labels(_bytes(source, one)) for one in old)
    label = tagged(_NAME, KEY.encode()) + tagged(_TEXT, text.encode())
    tags = tagged(_TAGS, kept + tagged(_TAG, tagged(_TARGETS, b"") + tagged(_SIMPLE, label)))
    last = film.parts[-1] if film.parts and film.parts[-1].name == _TAGS else None
    place = last.start if last else film.segment.end
    edits: list[Edit] = [(place, film.segment.end, tags)]
    edits += [(one.start, one.end, filler(one.end - one.start)) for one in old if one != last]
    edits += _index(source, film, place)
    wide = film.segment.body - film.segment.start - 4
    size = place + len(tags) - film.segment.body
    edits.append((film.segment.start + 4, film.segment.body, sized(size, wide)))
    splice(source, target, edits)


def _read(source: BinaryIO) -> _File:
    end = length(source)
    head = element(source, 0, end)
    if head.name != _EBML:
        raise Damaged("it does not begin as such a file does")
    segment = element(source, head.end, end)
    if segment.name != _SEGMENT or segment.end != end:
        raise Damaged("it holds no film, or more than one")
    parts = tuple(elements(source, segment.body, segment.end))
    if not any(one.name == _CLUSTER for one in parts):
        raise Damaged("it holds neither pictures nor sound")
    return _File(segment=segment, parts=parts)


def _index(source: BinaryIO, film: _File, place: int) -> Iterator[Edit]:
    """Yield the edit of the index at the head, which tells where the tags stand."""
    heads = film.named(_SEEK_HEAD)
    if not heads:
        return
    old = heads[0]
    behind = film.parts[film.parts.index(old) + 1]
    end = behind.end if behind.name == VOID else old.end
    seek = tagged(_SEEK_ID, _TAGS.to_bytes(4, "big"))
    seek += tagged(_SEEK_PLACE, unsigned(place - film.segment.body))
    new = tagged(_SEEK_HEAD, _without_tags(_bytes(source, old)) + tagged(_SEEK, seek))
    if len(new) > end - old.start:
        raise Damaged("its index has no room for a label; save it anew")
    yield old.start, end, new + filler(end - old.start - len(new))


def _without_tags(seek_head: bytes) -> bytes:
    """Return what an index tells of all but the tags."""
    data = io.BytesIO(seek_head)
    kept = []
    for one in _inside(data, element(data, 0, len(seek_head))):
        ids = [_bytes(data, b, body=True) for b in _inside(data, one) if b.name == _SEEK_ID]
        if one.name == _SEEK and ids != [_TAGS.to_bytes(4, "big")]:
            kept.append(_bytes(data, one))
    return b"".join(kept)


def _without_labels(tags: bytes) -> bytes:
    """Return the tags of a list without labels, and without those that told nothing else."""
    data = io.BytesIO(tags)
    kept = []
    for tag in _inside(data, element(data, 0, len(tags))):
        parts = _inside(data, tag)
        left = [p for p in parts if _label(data, p) is None]
        if len(left) == len(parts):
            kept.append(_bytes(data, tag))
        elif any(p.name == _SIMPLE for p in left):
            kept.append(tagged(_TAG, b"".join(_bytes(data, p) for p in left)))
    return b"".join(kept)


def _label(data: BinaryIO, simple: Element) -> str | None:
    """Return the text of a simple tag that is a label."""
    if simple.name != _SIMPLE:
        return None
    told = {one.name: _bytes(data, one, body=True) for one in _inside(data, simple)}
    if told.get(_NAME, b"").upper() != KEY.encode():
        return None
    text = told.get(_TEXT, b"")
    if len(text) > LONGEST:
        raise Damaged("its label is too long")
    return text.decode("utf-8").rstrip("\0")


def _inside(data: BinaryIO, one: Element) -> Sequence[Element]:
    return [e for e in elements(data, one.body, one.end) if e.name not in (CRC, VOID)]


def _bytes(source: BinaryIO, one: Element, *, body: bool = False) -> bytes:
    start = one.body if body else one.start
    return take(source, one.end - start, at=start)
