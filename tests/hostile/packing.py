"""Archives as no honest program makes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping


def zipped(members: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """Return a ZIP archive of these members."""
    out = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def linked(name: str, target: str, others: Mapping[str, bytes | str]) -> bytes:
    """Return an archive whose member ``name`` is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for other, content in others.items():
            archive.writestr(other, content)
        link = zipfile.ZipInfo(name)
        link.external_attr = 0o120777 << 16
        archive.writestr(link, target)
    return out.getvalue()


def locked(members: Mapping[str, bytes | str]) -> bytes:
    """Return an archive whose members say that they have a password."""
    raw = bytearray(zipped(members))
    at = raw.find(b"PK\1\2")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\1\2", at + 4)
    return bytes(raw)


def renamed(raw: bytes, old: str, new: bytes) -> bytes:
    """Return an archive with a member's name replaced by one of the same length."""
    assert len(old) == len(new)
    return raw.replace(old.encode(), new)


def sharing(members: Mapping[str, bytes | str]) -> bytes:
    """Return an archive whose directory points every member at the first one's bytes."""
    raw = bytearray(zipped(members))
    at = raw.find(b"PK\1\2")
    while at >= 0:
        raw[at + 42 : at + 46] = bytes(4)
        at = raw.find(b"PK\1\2", at + 4)
    return bytes(raw)


def understated(members: Mapping[str, bytes | str], size: int) -> bytes:
    """Return an archive that says its first member unpacks to ``size`` bytes."""
    raw = bytearray(zipped(members))
    for mark, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = raw.find(mark)
        raw[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(raw)


def wide_directory(entries: int) -> bytes:
    """Return an archive whose directory names so many members of no bytes."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1,
                        0, 0, 0, 0, 0, 0) + b"a"  # fmt: skip
    directory = entry * entries
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries & 0xFFFF, entries & 0xFFFF,
                      len(directory), 0, 0)  # fmt: skip
    return directory + end
