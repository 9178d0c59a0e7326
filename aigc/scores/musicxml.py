"""MusicXML to the voices of a piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aigc.errors import InputError
from aigc.scores.layout import piece_of
from aigc.scores.measures import measures_of
from aigc.scores.voices import Piece
from aigc.scores.written import Part

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOTS: Final = ("score-partwise", "score-timewise")


def parsed(raw: bytes, name: str) -> Element:
    """Return the root of an XML document without entities or anything fetched from elsewhere.

    Raises
    ------
    InputError
        When it is damaged or holds such declarations.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(raw)
    except DefusedXmlException as exc:
        raise InputError(
            f"{name} holds XML declarations that no score needs; it is refused. Export it again."
        ) from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise InputError(
            f"{name} is damaged: its XML cannot be read ({exc}). Export it again."
        ) from exc


def piece_of_musicxml(raw: bytes, name: str) -> Piece:
    """Return the voices of a MusicXML document.

    Source: MusicXML 4.0, W3C Community Group Final Report, 2021.

    Raises
    ------
    InputError
        When the document is damaged or is none of MusicXML.
    """
    root = parsed(raw, name)
    if root.tag not in _ROOTS:
        raise InputError(
            f"{name} is XML but not a MusicXML score: its root is {root.tag[:60]}. "
            "Export the score as MusicXML."
        )
    try:
        parts = _parts(root)
    except (ValueError, ZeroDivisionError, KeyError, ArithmeticError) as exc:
        raise InputError(
            f"{name} is damaged: it holds {exc} where that cannot be. Export it again."
        ) from exc
    return piece_of(parts, _title(root), name)


def _title(root: Element) -> str:
    found = root.findtext("work/work-title") or root.findtext("movement-title") or ""
    return " ".join(found.split())


def _parts(root: Element) -> tuple[Part, ...]:
    names = {
        entry.get("id"): " ".join((entry.findtext("part-name") or "").split())
        for entry in root.iter("score-part")
    }
    parts = _by_part(root) if root.tag == "score-timewise" else root.findall("part")
    return tuple(
        Part(name=names.get(element.get("id")) or f"part {n}", measures=tuple(measures_of(element)))
        for n, element in enumerate(parts, 1)
    )


def _by_part(root: Element) -> list[Element]:
    """Return the parts of a score that is written measure by measure."""
    from xml.etree.ElementTree import Element as NewElement

    parts: dict[str, Element] = {}
    for measure in root.findall("measure"):
        for piece in measure.findall("part"):
            name = piece.get("id", "")
            part = parts.setdefault(name, NewElement("part", {"id": name}))
            bar = NewElement("measure", dict(measure.attrib))
            bar.extend(list(piece))
            part.append(bar)
    return list(parts.values())
