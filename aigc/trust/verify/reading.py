"""The labels of a file that somebody else gives: the one for machines, and the one for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from aigc.doors import jail
from aigc.doors.limits import Limit
from aigc.errors import AssetError
from aigc.trust.labels import sidecar
from aigc.trust.labels.explicit import CREDITS, DOCUMENTS, SUFFIXES
from aigc.trust.labels.record import agreed, of_fields
from aigc.trust.labels.streams import Damaged, NoRoom
from aigc.trust.labels.table import container
from aigc.trust.verify.report import Label, Reason, Seen
from aigc.types.article import Language
from aigc.types.label import KEY, AigcRecord, mark, statement

PRELOADED: Final = ("lxml.etree",)
LIMIT: Final = Limit(most_bytes=1 << 40, seconds=30.0, longest_s=120.0)
"""Of what reads metadata; films are walked through, and never held in memory."""
_MOST_TEXT: Final = 16 << 20
_ABSENT: Final = Label(state="absent")
_LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def label_of(path: Path, listed: Mapping[str, Any]) -> tuple[Label, Reason | None]:
    """Return the label of a file, and what is wrong with it.

    Parameters
    ----------
    listed : mapping
        The manifest that lists the file as it is, empty where there is none: it carries the label
        of files that have no place for one.
    """
    try:
        texts = _inside(path)
    except AssetError as exc:
        return Label(state="unread"), Reason(code="damaged", values=(str(exc),), weight="note")
    try:
        if record := agreed(texts or ()):
            return _told(record, "inside"), None
        if texts is not None:
            return _ABSENT, None
        if record := sidecar.read(path):
            return _told(record, "beside"), None
        if isinstance(fields := listed.get(KEY), Mapping):
            return _told(of_fields(dict(fields)), "manifest"), None
    except AssetError as exc:
        return Label(state="damaged"), Reason(code="label-damaged", values=(str(exc),))
    return _ABSENT, None


def _told(record: AigcRecord, place: Any) -> Label:
    return Label(
        state="present", place=place, certainty=record.label, producer=record.content_producer,
        number=record.produce_id, propagator=record.content_propagator,
    )  # fmt: skip


def _inside(path: Path) -> list[str] | None:
    """Return the strings that a file keeps as its label; None where it has no place for them."""
    if container(path.suffix) is None:
        return None
    found: list[str] | None = jail.call(
        f"{__name__}:{texts_in.__name__}", path, path.suffix, path.name,
        name=path.name, limit=LIMIT, refusal=AssetError,
        preload=("pypdf",) if path.suffix.lower() == ".pdf" else (),
    )  # fmt: skip
    return found


def texts_in(file: IO[bytes], suffix: str, name: str) -> list[str] | None:
    """Return the strings in the label's place of an open file; run in a jail, for `label_of`."""
    kind = container(suffix)
    if kind is None:
        return None
    try:
        return list(kind.found(cast(BinaryIO, file)))
    except NoRoom:
        return None
    except Damaged as exc:
        raise AssetError(f"{name} is no {kind.kind} file that can be used: {exc}.") from exc


def read_of(path: Path) -> Seen:
    """Tell whether a text carries the words that people read.

    Captions and lyrics in time need none, as they belong to a film or a sound that has them;
    neither do credits, which no machine thought up.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or path.name.endswith(CREDITS):
        return Seen(state="not checked")
    with path.open("rb") as file:
        text = file.read(_MOST_TEXT).decode("utf-8", "replace")
    words = (*map(mark, _LANGUAGES), *(statement(one)[:-1] for one in _LANGUAGES))
    if any(one in text for one in words):
        return Seen(state="found")
    return Seen(state="missing" if suffix in DOCUMENTS else "not checked")
