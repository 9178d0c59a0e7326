"""SVG: XMP in its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from aigc.trust.labels import xmp
from aigc.trust.labels.streams import Damaged, whole

_SVG: Final = "http://www.w3.org/2000/svg"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels."""
    yield from xmp.labels(_drawing(source))


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the drawing with ``text`` as its one label."""
    from lxml import etree

    root = xmp.parsed_xml(_drawing(source))
    if root.tag != f"{{{_SVG}}}svg":
        raise Damaged("it is no drawing")
    if next(root.iter(f"{{{_RDF}}}RDF"), None) is None:
        metadata = etree.Element(f"{{{_SVG}}}metadata")
        etree.SubElement(metadata, f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF})
        root.insert(0, metadata)
    target.write(xmp.relabelled(etree.tostring(root.getroottree(), encoding="utf-8"), text))


def _drawing(source: BinaryIO) -> bytes:
    return whole(source, xmp.MOST_BYTES)
