"""The label in a file of its own, beside a file that has no place for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from aigc.errors import AssetError
from aigc.store import file_sha256
from aigc.trust.labels.record import LONGEST, decode, of_fields
from aigc.types.label import KEY, AigcRecord

SUFFIX: Final = ".aigc.json"
_MOST: Final = 4 * LONGEST


def path_of(path: Path) -> Path:
    """Return where the label of a file lies.

    >>> path_of(Path("talk.srt")).name
    'talk.srt.aigc.json'
    """
    return path.with_name(f"{path.name}{SUFFIX}")


def is_sidecar(name: str) -> bool:
    """Tell whether a file of this name is a label itself."""
    return name.lower().endswith(SUFFIX)


def told(name: str, sha256: str, text: str) -> bytes:
    """Return the content: the label, and the file that it is about."""
    about = {KEY: json.loads(text), "file": name, "sha256": sha256}
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def read(path: Path) -> AigcRecord | None:
    """Return the label that lies beside a file, or None when there is none.

    Raises
    ------
    AssetError
        It cannot be read, or is about a file of other content.
    """
    beside = path_of(path)
    if not beside.is_file():
        return None
    record, sha256 = parsed(_content(beside), beside.name)
    if sha256 != file_sha256(path):
        raise AssetError(
            f"{beside.name} is about another content than that of {path.name}: the file was "
            "changed, or the label belongs to another one."
        )
    return record


def parsed(data: bytes, name: str) -> tuple[AigcRecord, str]:
    """Return the label and the digest that a label's file tells.

    Raises
    ------
    AssetError
        It is no such file.
    """
    try:
        about: Any = json.loads(data)
        fields, sha256 = about[KEY], about["sha256"]
    except (ValueError, RecursionError, LookupError, TypeError) as exc:
        raise AssetError(f"{name} is not a label that was written beside a file.") from exc
    record = of_fields(fields) if isinstance(fields, dict) else decode(str(fields))
    return record, str(sha256)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise AssetError(f"{path.name} is too long for a label.")
    return data
