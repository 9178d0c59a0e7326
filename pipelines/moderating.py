"""What a moderator flags does not leave: lines of a script, and what scenes show."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from aigc import registry
from aigc.errors import TrustError
from aigc.files import write_atomic
from aigc.notices import notice
from aigc.progress import Progress, part
from aigc.store import Store
from aigc.types.asset import Asset
from aigc.types.scene import Scene
from aigc.types.script import Script
from aigc.types.verdict import Verdict
from pipelines.editing import picture_of

if TYPE_CHECKING:
    from aigc.trust.moderation.engine import Moderator

SHOWN = 24
"""Characters of a line in a message."""


def check_script(script: Script, moderator: str, progress: Progress) -> None:
    """Refuse a script whose title or a line the moderator flags; an empty name judges nothing.

    Raises
    ------
    TrustError
        One is flagged; the message names it and the category.
    """
    if not moderator:
        return
    said = {f"Line {n}": line.text for n, line in enumerate(script.lines, 1)}
    texts = {**({"The title": script.title} if script.title.strip() else {}), **said}
    engine: Moderator = registry.get("moderation", moderator)
    verdicts = engine.judge_texts(tuple(texts.values()), progress=progress)
    for (what, text), verdict in zip(texts.items(), verdicts, strict=True):
        if verdict.flagged:
            short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
            raise TrustError(f"{what} (“{short}”) {_flagged(verdict)} Write it otherwise.")
    _told(verdicts, "lines", moderator)


def check_scenes(
    scenes: Sequence[Scene],
    moderator: str,
    *,
    made: Collection[str] = (),
    store: Store,
    progress: Progress,
) -> None:
    """Refuse scenes with a picture or a video that the moderator flags; each is judged once.

    Of a video its frames are judged, one a second and three at least; the worst counts.

    Parameters
    ----------
    made : collection of str
        Digests of the pictures and films that were made for scenes.

    Raises
    ------
    TrustError
        One is flagged; the message names the scene and the category.
    """
    places: dict[Asset, int] = {}
    for n, scene in enumerate(scenes, 1):
        if shot := picture_of(scene):
            places.setdefault(shot.picture, n)
    if not moderator or not places:
        return
    found = _judged(tuple(places), registry.get("moderation", moderator), store, progress)
    for (asset, n), one in zip(places.items(), found, strict=True):
        if one.verdict.flagged:
            raise TrustError(_refusal(asset, n, one, made=asset.sha256 in made))
    _told([one.verdict for one in found], "pictures", moderator)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A verdict, and of a video the second that it is about."""

    verdict: Verdict
    at_s: float = 0.0


_JUDGED: Final = TypeAdapter(_Judged)


def _judged(
    assets: Sequence[Asset], engine: Moderator, store: Store, progress: Progress
) -> list[_Judged]:
    """Return the verdict of each picture and video; those that are known are read back."""
    keys = [store.key("judge", 1, engine=engine.fingerprint, asset=a.sha256) for a in assets]
    new = [n for n, key in enumerate(keys) if store.get(key, ".json") is None]
    for done, n in enumerate(new):
        told = part(progress, done, 1, len(new))
        data = _JUDGED.dump_json(_looked_at(assets[n], engine, told))
        store.keep(keys[n], ".json", data)
    return [_JUDGED.validate_json(store.path(key, ".json").read_bytes()) for key in keys]


def _looked_at(asset: Asset, engine: Moderator, progress: Progress) -> _Judged:
    if not asset.media_type.startswith("video/"):
        return _Judged(verdict=engine.judge_pictures([asset.path], progress=progress)[0])
    with tempfile.TemporaryDirectory(prefix="aigc-judged-") as folder:
        times, files = zip(*_stills(asset.path, Path(folder)), strict=True)
        verdicts = engine.judge_pictures(files, progress=progress)
    worst = max(range(len(files)), key=lambda n: (verdicts[n].flagged, verdicts[n].score))
    return _Judged(verdict=verdicts[worst], at_s=float(times[worst]))


def _stills(video: Path, folder: Path) -> Iterator[tuple[Fraction, Path]]:
    """Yield frames of a video as files, with their times."""
    from PIL import Image

    from aigc.footage.intake import sampled

    for n, (time, rgb) in enumerate(sampled(video)):
        box = io.BytesIO()
        Image.fromarray(rgb).save(box, "PNG", compress_level=1)
        path = folder / f"{n}.png"
        write_atomic(path, box.getvalue())
        yield time, path


def _refusal(asset: Asset, scene: int, one: _Judged, *, made: bool) -> str:
    video = asset.media_type.startswith("video/")
    what = f"The {'video' if video else 'picture'} {'made for' if made else 'of'} scene {scene}"
    at = f"at {one.at_s:.1f} s " if video else ""
    advice = (
        "Choose another seed or look, or write the line otherwise."
        if made
        else "Take it out, or give another."
    )
    return f"{what} {at}{_flagged(one.verdict)} {advice}"


def _flagged(verdict: Verdict) -> str:
    return f"is flagged as {verdict.category} ({verdict.score:.2f}) and may not be published."


def _told(verdicts: Sequence[Verdict], what: str, moderator: str) -> None:
    if any(not verdict.checked for verdict in verdicts):
        notice(f"The moderator {registry.reference(moderator).name} did not check the {what}.")
