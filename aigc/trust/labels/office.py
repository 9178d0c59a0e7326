"""DOCX, XLSX and PPTX: the custom property ``AIGC``.

Source: ECMA-376, part 1, 15.2.12.2, custom file properties; part 2, Open Packaging Conventions.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from aigc.trust.labels.packed import copied, member, packed
from aigc.trust.labels.streams import Damaged
from aigc.trust.labels.xmp import parsed_xml
from aigc.types.label import KEY

_PART: Final = "docProps/custom.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_BASE: Final = "http://schemas.openxmlformats.org"
_CUSTOM: Final = f"{_BASE}/officeDocument/2006/custom-properties"
_VALUES: Final = f"{_BASE}/officeDocument/2006/docPropsVTypes"
_RELATION: Final = f"{_BASE}/officeDocument/2006/relationships/custom-properties"
_MEDIA: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_OWN: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST_NUMBER: Final = 2


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels."""
    with packed(source) as archive:
        _check(archive)
        if _PART in archive.namelist():
            for one in _labels(parsed_xml(member(archive, _PART))):
                yield "".join(one.itertext())


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the document with ``text`` as its one label."""
    with packed(source) as archive:
        _check(archive)
        is_new = _PART not in archive.namelist()
        changed = {_PART: _properties(b"" if is_new else member(archive, _PART), text)}
        if is_new:
            changed[_TYPES] = _typed(member(archive, _TYPES))
            changed[_RELATIONS] = _related(member(archive, _RELATIONS))
        _write(archive, target, changed)


def _write(archive: zipfile.ZipFile, target: BinaryIO, changed: Mapping[str, bytes]) -> None:
    left = dict(changed)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for part in archive.infolist():
            if part.filename in left:
                out.writestr(part, left.pop(part.filename), zipfile.ZIP_DEFLATED)
            else:
                copied(archive, part, out)
        for name, data in left.items():
            out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _check(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(names) != len(set(names)) or not {_TYPES, _RELATIONS} <= set(names):
        raise Damaged("it is no Office document")


def _labels(root: Any) -> list[Any]:
    return [one for one in root.findall(f"{{{_CUSTOM}}}property") if one.get("name") == KEY]


def _properties(part: bytes, text: str) -> bytes:
    from lxml import etree

    root = (
        parsed_xml(part)
        if part
        else etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={None: _CUSTOM})
    )
    for old in _labels(root):
        root.remove(old)
    numbers = [int(one.get("pid", "0")) for one in root]
    number = str(max([_FIRST_NUMBER - 1, *numbers]) + 1)
    one = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_OWN, pid=number, name=KEY)
    etree.SubElement(one, f"{{{_VALUES}}}lpwstr", nsmap={"vt": _VALUES}).text = text
    return _written(root)


def _typed(part: bytes) -> bytes:
    from lxml import etree

    root = parsed_xml(part)
    kind = f"{{{_BASE}/package/2006/content-types}}Override"
    etree.SubElement(root, kind, PartName=f"/{_PART}", ContentType=_MEDIA)
    return _written(root)


def _related(part: bytes) -> bytes:
    from lxml import etree

    root = parsed_xml(part)
    taken = {one.get("Id") for one in root}
    name = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    kind = f"{{{_BASE}/package/2006/relationships}}Relationship"
    etree.SubElement(root, kind, Id=name, Type=_RELATION, Target=_PART)
    return _written(root)


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
