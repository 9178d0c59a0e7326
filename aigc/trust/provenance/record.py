"""What the log keeps of an asset, and what of it may be public."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from aigc.trust.provenance.manifest import manifest
from aigc.types.provenance import Provenance

_SECRET: Final = re.compile(
    r"(^|_)(api_?key|token|secret|password|passphrase|authori[sz]ation)$", re.I
)


def record(
    made: Provenance, files: Mapping[str, str], *, asset: str, **more: Any
) -> dict[str, Any]:
    """Return what the log keeps of an asset that was made or published.

    Parameters
    ----------
    files : mapping
        Each file's digest by its name.
    asset : str
        Its ProduceID.
    more : dict
        What else is told: the ID in its ``watermark``, ``approved_by``, ``policy``, ``signed_by``.
    """
    return manifest(made, files, asset=asset, **more) | {"asked_by": made.asked_by}


def public(told: Any) -> Any:
    """Return plain JSON without what is empty, secrets, folders of a machine and passwords.

    >>> public({"engine": {"api_key": "x", "model": "/home/li/m.gguf"}, "title": ""})
    {'engine': {'model': 'm.gguf'}}
    """
    if isinstance(told, Mapping):
        kept = {name: public(one) for name, one in told.items() if not _SECRET.search(str(name))}
        return {name: one for name, one in kept.items() if one not in ("", [], {}, None)}
    if isinstance(told, list | tuple):
        return [public(one) for one in told]
    return _without_place(told) if isinstance(told, str) else told


def _without_place(text: str) -> str:
    if "\n" in text:
        return text
    if "://" in text and " " not in text:
        try:
            parts = urlsplit(text)
        except ValueError:
            return ""
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    if re.match(r"[A-Za-z]:[\\/]", text):
        return PureWindowsPath(text).name
    return PurePosixPath(text).name if text.startswith(("/", "~/", "./", "../")) else text
