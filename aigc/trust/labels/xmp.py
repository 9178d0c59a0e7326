"""XMP packets: the property ``TC260:AIGC``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from aigc.trust.labels.streams import Damaged

NAMESPACE: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"
MOST_BYTES: Final = 4 << 20
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAME: Final = f"{{{NAMESPACE}}}AIGC"
_EMPTY: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{_RDF}"/></x:xmpmeta><?xpacket end="w"?>'
)


def labels(packet: bytes) -> Iterator[str]:
    """Yield the labels in a packet, written as elements or as attributes.

    Raises
    ------
    Damaged
        It is no XML.
    """
    if b"AIGC" not in packet and not packet.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    for node in _parsed(packet).iter():
        if node.tag == _NAME:
            yield node.text or ""
        if _NAME in node.attrib:
            yield node.attrib[_NAME]


def relabelled(old: bytes, text: str) -> bytes:
    """Return the packet with ``text`` as its one label; all else in it stays.

    An empty packet stands for none. An empty ``text`` leaves the packet without a label.

    Raises
    ------
    Damaged
        It is no XMP.
    """
    from lxml import etree

    root = _parsed(old or _EMPTY.encode())
    for node in list(root.iter()):
        if node.tag == _NAME:
            _cut(node)
        node.attrib.pop(_NAME, None)
    if text:
        rdf = next(root.iter(f"{{{_RDF}}}RDF"), None)
        if rdf is None:
            raise Damaged("its XMP has no RDF")
        about = etree.SubElement(rdf, f"{{{_RDF}}}Description", nsmap={"TC260": NAMESPACE})
        about.set(f"{{{_RDF}}}about", "")
        etree.SubElement(about, _NAME).text = text
    packet = etree.tostring(root.getroottree(), encoding="utf-8")
    return bytes(packet)


def parsed_xml(data: bytes) -> Any:
    """Return the root of an XML document, nothing outside it read and no entity resolved.

    Raises
    ------
    Damaged
        It is no XML, or declares entities.
    """
    from lxml import etree

    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, reader)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise Damaged(f"its XML cannot be read ({str(exc)[:80]})") from exc
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise Damaged("its XML declares entities")
    return root


def _parsed(packet: bytes) -> Any:
    if len(packet) > MOST_BYTES:
        raise Damaged(f"its XMP has more than {MOST_BYTES:,} bytes")
    return parsed_xml(packet.strip(b"\0 \t\r\n"))


def _cut(node: Any) -> None:
    """Take a node away, with the description around it where nothing else is told there."""
    around = node.getparent()
    if around is None:
        raise Damaged("its XMP is a bare label")
    around.remove(node)
    bare = not len(around) and set(around.attrib) <= {f"{{{_RDF}}}about"}
    if bare and around.tag == f"{{{_RDF}}}Description" and around.getparent() is not None:
        around.getparent().remove(around)
