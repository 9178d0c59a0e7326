"""What a moderator flags does not leave: lines of a script, and pictures that were made for it."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aigc import registry
from aigc.errors import TrustError
from aigc.files import write_atomic
from aigc.notices import notice
from aigc.progress import Progress
from aigc.types.asset import Asset
from aigc.types.script import Script
from aigc.types.verdict import Verdict
from pipelines.illustration import Illustration

SHOWN = 24
"""Characters of a line in a message."""


def check_script(script: Script, moderator: str, progress: Progress) -> None:
    """Refuse a script with a line that the moderator flags; an empty name judges nothing.

    Raises
    ------
    TrustError
        A line is flagged; the message names the line and the category.
    """
    if not moderator:
        return
    texts = [line.text for line in script.lines]
    verdicts = registry.get("moderation", moderator).judge_texts(texts, progress=progress)
    for n, (text, verdict) in enumerate(zip(texts, verdicts, strict=True), 1):
        if verdict.flagged:
            said = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
            raise TrustError(f"Line {n} (“{said}”) {_flagged(verdict)} Write it otherwise.")
    _told(verdicts, "lines", moderator)


def check_made(made: Mapping[int, Illustration], moderator: str, progress: Progress) -> None:
    """Refuse painted pictures and films, by their scenes from 0, that the moderator flags.

    A film is judged by one frame.

    Raises
    ------
    TrustError
        One is flagged; the message names the scene and the category.
    """
    if not moderator or not made:
        return
    engine: Any = registry.get("moderation", moderator)
    with tempfile.TemporaryDirectory(prefix="aigc-judged-") as folder:
        files = [_still(one.asset, Path(folder) / f"{n}.png") for n, one in made.items()]
        verdicts = engine.judge_pictures(files, progress=progress)
    for n, verdict in zip(made, verdicts, strict=True):
        if verdict.flagged:
            raise TrustError(
                f"The picture made for scene {n + 1} {_flagged(verdict)} Choose another seed or "
                "look, or write the line otherwise."
            )
    _told(verdicts, "pictures that were made", moderator)


def _flagged(verdict: Verdict) -> str:
    return f"is flagged as {verdict.category} ({verdict.score:.2f}) and may not be published."


def _told(verdicts: Sequence[Verdict], what: str, moderator: str) -> None:
    if any(not verdict.checked for verdict in verdicts):
        notice(f"The moderator {registry.reference(moderator).name} did not check the {what}.")


def _still(asset: Asset, into: Path) -> Path:
    if not asset.media_type.startswith("video/"):
        return asset.path
    from PIL import Image

    from aigc.footage.intake import poster

    box = io.BytesIO()
    Image.fromarray(poster(asset)).save(box, "PNG")
    write_atomic(into, box.getvalue())
    return into
