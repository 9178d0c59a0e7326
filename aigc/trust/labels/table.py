"""Which kind of file keeps the label how."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import BinaryIO, Final

from aigc.trust.labels import json_text, lines
from aigc.types.label import KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A kind of file that has a place for the label.

    ``found`` gives the strings that a file keeps there. ``write`` copies a file to another with one
    string instead, and changes nothing else; it raises `aigc.trust.labels.streams.NoRoom` for a
    file of that kind which has no place after all.
    """

    kind: str
    found: Callable[[BinaryIO], Iterable[str]]
    write: Callable[[BinaryIO, BinaryIO, str], None]


_MODULES: Final = MappingProxyType(
    {
        "mp4": ("MP4", ".mp4 .mov .m4a .m4v"),
        "mkv": ("Matroska", ".mkv .webm .mka"),
        "wav": ("WAV", ".wav"),
        "mp3": ("MP3", ".mp3"),
        "flac": ("FLAC", ".flac"),
        "ogg": ("OGG", ".ogg .oga .opus"),
        "png": ("PNG", ".png .apng"),
        "jpeg": ("JPEG", ".jpg .jpeg"),
        "webp": ("WebP", ".webp"),
        "gif": ("GIF", ".gif"),
        "svg": ("SVG", ".svg"),
        "glb": ("GLB", ".glb .vrm .vrma"),
        "midi": ("MIDI", ".mid .midi .kar"),
        "musicxml": ("MusicXML", ".musicxml"),
        "markdown": ("Markdown", ".md .markdown"),
        "office": ("Office", ".docx .xlsx .pptx"),
        "pdf": ("PDF", ".pdf"),
        "archive": ("ZIP", ".zip"),
    }
)
_MODULE_OF: Final = {
    suffix: (module, kind)
    for module, (kind, suffixes) in _MODULES.items()
    for suffix in suffixes.split()
}
_LINES: Final = {".htm": ".html", ".ssa": ".ass"}
_JSON: Final = (".json", *json_text.PLACES)
SUFFIXES: Final = frozenset({*_MODULE_OF, *lines.KINDS, *_LINES, *_JSON})
"""The endings of files that have a place inside."""


def container(suffix: str) -> Container | None:
    """Return what reads and writes files of this ending, or None when they have no place.

    >>> container(".PNG").kind, container(".srt")
    ('PNG', None)
    """
    suffix = suffix.lower()
    if suffix in _JSON:
        path = json_text.PLACES.get(suffix, (KEY,))
        return Container(
            kind="JSON",
            found=partial(json_text.found, path=path),
            write=partial(json_text.write, path=path),
        )
    if kind := lines.KINDS.get(_LINES.get(suffix, suffix)):
        return Container(
            kind=suffix[1:].upper(),
            found=partial(lines.found, kind=kind),
            write=partial(lines.write, kind=kind),
        )
    if suffix in _MODULE_OF:
        name, title = _MODULE_OF[suffix]
        module = import_module(f"aigc.trust.labels.{name}")
        return Container(kind=title, found=module.found, write=module.write)
    return None
