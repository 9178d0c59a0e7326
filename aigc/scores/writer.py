"""Write a score as a file of the kind that its ending names."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from aigc.errors import InputError
from aigc.files import write_atomic
from aigc.types.score import Score

_ONE_VOICE: Final = (".ust", ".ds")
_CONTAINER: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container><rootfiles>'
    '<rootfile full-path="score.musicxml" '
    'media-type="application/vnd.recordare.musicxml+xml"/></rootfiles></container>\n'
)


def write_score(path: Path | str, score: Score | Sequence[Score]) -> Path:
    """Write a score, or the parts of one, and return the path; whole or not at all.

    The ending tells the kind: MusicXML (``.musicxml``, ``.xml``, packed ``.mxl``), MIDI with lyrics
    (``.mid``, ``.midi``, ``.kar``), UST, USTX, DiffSinger (``.ds``), ABC (``.abc``) or LRC
    (``.lrc``). What each of them can hold is told in the guide to scores. Several parts share the
    tempos and metres of the first.

    Raises
    ------
    InputError
        The ending is unknown, there is no note, the kind has room for one part only, or the file
        cannot be written.
    """
    path = Path(path)
    scores = (score,) if isinstance(score, Score) else tuple(score)
    kinds = _kinds()
    ending = path.suffix.lower()
    if ending not in kinds:
        raise InputError(
            f"{path.name} has no ending that a score can be written as. "
            f"Use one of {', '.join(kinds)}."
        )
    if not any(part.notes for part in scores):
        raise InputError("The score has no notes, so there is nothing to write.")
    if len(scores) > 1 and ending in _ONE_VOICE:
        raise InputError(
            f"A {ending} file holds one part, and there are {len(scores)}. Write each to a file of "
            "its own."
        )
    try:
        write_atomic(path, kinds[ending](scores))
    except OSError as exc:
        raise InputError(
            f"{path} cannot be written: {exc.strerror or exc}. Choose another place."
        ) from exc
    return path


def _kinds() -> dict[str, Callable[[Sequence[Score]], bytes]]:
    """Return what writes each ending."""
    from aigc.scores.abc.writer import abc_of
    from aigc.scores.diffsinger_writer import ds_of
    from aigc.scores.lrc import lrc_of
    from aigc.scores.midi_writer import midi_of
    from aigc.scores.musicxml_writer import musicxml_of
    from aigc.scores.ust_writer import ust_of
    from aigc.scores.ustx_writer import ustx_of

    return {
        ".musicxml": musicxml_of,
        ".xml": musicxml_of,
        ".mxl": lambda scores: _packed(musicxml_of(scores)),
        ".mid": midi_of,
        ".midi": midi_of,
        ".kar": midi_of,
        ".ust": lambda scores: _encoded(ust_of(scores[0])),
        ".ustx": lambda scores: _encoded(ustx_of(scores)),
        ".ds": lambda scores: _encoded(ds_of(scores[0])),
        ".abc": lambda scores: _encoded(abc_of(scores)),
        ".lrc": lambda scores: _encoded(lrc_of(scores[0])),
    }


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _packed(document: bytes) -> bytes:
    """Return MusicXML as a compressed score."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("META-INF/container.xml", _CONTAINER.encode()),
            ("score.musicxml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()
