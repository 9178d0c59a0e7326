"""MP4, MOV and M4A: the key ``AIGC`` in ``moov.udta.meta``.

Source: ISO/IEC 14496-12 for the boxes; QuickTime File Format, metadata, for keys and their values.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.boxes import Box, box, boxes
from aigc.trust.labels.keys import MDTA, Keys, freeform_labels, read_keys, without_freeform
from aigc.trust.labels.streams import Damaged, Edit, length, splice, take
from aigc.types.label import KEY

_MOST_MOOV: Final = 32 << 20
_MOST_METAS: Final = 16
_OFFSETS: Final = {b"stco": "I", b"co64": "Q"}
_DOWN: Final = (b"trak", b"mdia", b"minf", b"stbl")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    boxes: tuple[Box, ...]
    moov: Box


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels of every list of metadata of the film."""
    moov = _read(source).moov
    for meta in _metas(source, moov):
        data = io.BytesIO(take(source, meta.end - meta.start, at=meta.start))
        keys = read_keys(data)
        yield from keys.values(KEY.encode()) if keys else freeform_labels(data)


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label; what the film shows and sounds stays in place.

    Where the index stands before the media and has no free room behind it, the media move, and the
    index tells their new places.
    """
    film = _read(source)
    old = take(source, film.moov.end - film.moov.start, at=film.moov.start, most=_MOST_MOOV)
    new = bytearray(_relabelled(old, text))
    growth = len(new) - len(old)
    free = _free_behind(film, growth)
    edits: list[Edit] = []
    if free:
        room = free.end - free.start - growth
        edits = [(free.start, free.end, box(b"free", bytes(room - 8)) if room else b"")]
    elif growth and any(b.start > film.moov.start and b.name == b"mdat" for b in film.boxes):
        _move(new, film.moov.end, growth)
    splice(source, target, [(film.moov.start, film.moov.end, bytes(new)), *edits])


def _read(source: BinaryIO) -> _File:
    if take(source, 8, at=0)[4:] not in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"):
        raise Damaged("it does not begin as such a file does")
    parts = tuple(boxes(source, 0, length(source)))
    moovs = [one for one in parts if one.name == b"moov"]
    if len(moovs) != 1 or moovs[0].body != moovs[0].start + 8:
        raise Damaged("it has no index, or more than one")
    if any(one.name == b"moof" for one in parts):
        raise Damaged("it is fragmented; save it as a plain MP4 first")
    return _File(boxes=parts, moov=moovs[0])


def _metas(source: BinaryIO, moov: Box) -> Iterator[Box]:
    parts = list(boxes(source, moov.body, moov.end))
    for one in list(parts):
        if one.name == b"udta":
            parts += boxes(source, one.body, one.end)
    metas = [one for one in parts if one.name == b"meta"]
    if len(metas) > _MOST_METAS:
        raise Damaged(f"it has more than {_MOST_METAS} lists of metadata")
    yield from metas


def _free_behind(film: _File, growth: int) -> Box | None:
    """Return the free box right behind the index when the growth fits into it."""
    behind = next((b for b in film.boxes if b.start == film.moov.end), None)
    if growth and behind and behind.name in (b"free", b"skip"):
        room = behind.end - behind.start - growth
        return behind if room == 0 or room >= 8 else None
    return None


def _relabelled(moov: bytes, text: str) -> bytes:
    """Return the index with the label in its user data and nowhere else."""
    data = io.BytesIO(moov)
    parts = [_without(data, one) for one in boxes(data, 8, len(moov)) if one.name != b"udta"]
    udtas = [one for one in boxes(data, 8, len(moov)) if one.name == b"udta"]
    inner = [(b.name, _bytes(data, b)) for u in udtas for b in boxes(data, u.body, u.end)]
    return box(b"moov", *parts, box(b"udta", *_user_data(inner, text)))


def _user_data(inner: Sequence[tuple[bytes, bytes]], text: str) -> Iterator[bytes]:
    label: str = text
    for name, data in inner:
        if name != b"meta":
            yield data
            continue
        keys = read_keys(io.BytesIO(data))
        if keys is None:
            yield without_freeform(data)
        else:
            kept = keys.without(KEY.encode())
            kept = kept.with_text(KEY.encode(), label) if label else kept
            label = ""
            yield kept.box() if kept.entries else b""
    if label:
        yield (
            Keys(full=True, handler=MDTA, rest=(), entries=()).with_text(KEY.encode(), label).box()
        )


def _without(data: BinaryIO, one: Box) -> bytes:
    """Return a part of the index, without its label when it is a list of metadata."""
    whole = _bytes(data, one)
    if one.name != b"meta":
        return whole
    keys = read_keys(io.BytesIO(whole))
    if keys is None:
        return without_freeform(whole)
    kept = keys.without(KEY.encode())
    return whole if len(kept.entries) == len(keys.entries) else kept.box()


def _bytes(data: BinaryIO, one: Box) -> bytes:
    return take(data, one.end - one.start, at=one.start, most=_MOST_MOOV)


def _move(moov: bytearray, behind: int, growth: int) -> None:
    """Tell in every table that the media at or behind a place have moved."""
    for kind, start, count in list(_tables(moov)):
        form = f">{count}{kind}"
        places = struct.unpack_from(form, moov, start)
        moved = [p + growth if p >= behind else p for p in places]
        if moved and kind == "I" and max(moved) > 0xFFFFFFFF:
            raise Damaged("its media would lie behind four gigabytes; save it with its index last")
        struct.pack_into(form, moov, start, *moved)


def _tables(moov: bytearray) -> Iterator[tuple[str, int, int]]:
    """Yield form, place and length of the tables of places."""
    data = io.BytesIO(moov)
    level = [(8, len(moov))]
    for name in _DOWN:
        level = [(b.body, b.end) for s, e in level for b in boxes(data, s, e) if b.name == name]
    for start, end in level:
        for one in boxes(data, start, end):
            if kind := _OFFSETS.get(one.name):
                count = int.from_bytes(take(data, 4, at=one.body + 4), "big")
                if one.body + 8 + count * struct.calcsize(f">{kind}") > one.end:
                    raise Damaged("a table of places is cut short")
                yield kind, one.body + 8, count
