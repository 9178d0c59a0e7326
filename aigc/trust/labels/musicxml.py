"""MusicXML and SVG: XML that has a place for what others want to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from aigc.trust.labels.streams import Damaged, whole
from aigc.trust.labels.xmp import parsed_xml
from aigc.types.label import KEY

_ROOTS: Final = ("score-partwise", "score-timewise")
_FIELD: Final = f".//miscellaneous-field[@name='{KEY}']"
_BEFORE: Final = ("work", "movement-number", "movement-title")
"""What stands before the identification."""


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels."""
    for field in _score(source).findall(f"identification/{_FIELD}"):
        yield field.text or ""


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the score with ``text`` as its one label; the notes stay."""
    from lxml import etree

    root = _score(source)
    identification = root.find("identification")
    if identification is None:
        identification = etree.Element("identification")
        root.insert(sum(child.tag in _BEFORE for child in root), identification)
    for old in identification.findall(_FIELD):
        old.getparent().remove(old)
    others = identification.find("miscellaneous")
    if others is None:
        others = etree.SubElement(identification, "miscellaneous")
    etree.SubElement(others, "miscellaneous-field", name=KEY).text = text
    target.write(
        etree.tostring(
            root.getroottree(), xml_declaration=True, encoding="UTF-8",
            standalone=root.getroottree().docinfo.standalone,
        )
    )  # fmt: skip


def _score(source: BinaryIO) -> Any:
    root = parsed_xml(whole(source))
    if root.tag not in _ROOTS:
        raise Damaged("it is no score")
    return root
