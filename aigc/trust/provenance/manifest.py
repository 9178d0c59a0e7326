"""A provenance as JSON: the manifest beside an asset, and the numbers that name it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from aigc.errors import AssetError
from aigc.types.provenance import Provenance, Source, Use

ASSET: Final = "asset"
FILES: Final = "files"
_UNTOLD: Final = ("asked_by",)
"""Kept in the log alone."""
_OWN: Final = frozenset(field.name for field in fields(Provenance)) - {"more", *_UNTOLD}


def canonical(value: Any) -> bytes:
    r"""Return plain JSON in the one way in which equal values are equal bytes.

    >>> canonical({"b": 1, "a": "é"})
    b'{"a":"\xc3\xa9","b":1}'
    """
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return told.encode("utf-8", "surrogatepass")


def number(made: Provenance) -> str:
    """Return the ProduceID of what was made so: equal for equal inputs, options and engines.

    Who asked, and what was noted on the way, are no part of it.
    """
    told = {name: value for name, value in asdict(made).items() if name not in (*_UNTOLD, "notes")}
    return hashlib.sha256(canonical(told)).hexdigest()[:32]


def watermark_id(name: str) -> int:
    """Return the 32 bits that a watermark carries for what is called so.

    >>> watermark_id("a") == watermark_id("a") != watermark_id("b")
    True
    """
    return int.from_bytes(hashlib.sha256(f"watermark {name}".encode()).digest()[:4], "big")


def manifest(
    made: Provenance, files: Mapping[str, str], *, asset: str, **more: Any
) -> dict[str, Any]:
    """Return what lies beside an asset's files: how it came to be, and each file's digest.

    Parameters
    ----------
    asset : str
        Its ProduceID.
    more : dict
        What else is told, such as its watermark.
    """
    told = {name: value for name, value in asdict(made).items() if name in _OWN}
    return {**made.more, **told, ASSET: asset, FILES: dict(files), **more}


def parse(told: Mapping[str, Any]) -> Provenance:
    """Return the provenance in a manifest; what it tells besides goes into ``more``.

    Raises
    ------
    AssetError
        It is no manifest of ours.
    """
    try:
        own = {name: told[name] for name in _OWN if name in told}
        for name, kind in (("sources", Source), ("uses", Use)):
            own[name] = tuple(kind(**one) for one in own.get(name, ()))
        for name in ("parents", "consents", "notes"):
            own[name] = tuple(map(str, own.get(name, ())))
        more = {name: value for name, value in told.items() if name not in (*_OWN, FILES)}
        return Provenance(**own, more=more)
    except (TypeError, ValueError) as exc:
        raise AssetError(f"It is no manifest of the workbench: {exc}.") from exc
