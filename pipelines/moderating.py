"""What a moderator flags does not leave: texts, lines of a script, and what scenes show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from aigc import registry
from aigc.errors import TrustError
from aigc.notices import notice
from aigc.progress import Progress, part, silent
from aigc.store import Store
from aigc.trust.moderation.check import judged_asset, judged_texts
from aigc.trust.moderation.rules import ModerationPolicy
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
    texts = texts_of(script)
    engine: Moderator = registry.get("moderation", moderator)
    verdicts = engine.judge_texts(tuple(texts.values()), progress=progress)
    for (what, text), verdict in zip(texts.items(), verdicts, strict=True):
        if verdict.flagged:
            short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
            raise TrustError(f"{what} (“{short}”) {_flagged(verdict)} Write it otherwise.")
    _told(verdicts, "lines", moderator)


def texts_of(script: Script) -> dict[str, str]:
    """Return what a script says, its title and each line, by the name that people know."""
    title = {"The title": script.title} if script.title.strip() else {}
    return {**title, **{f"Line {n}": line.text for n, line in enumerate(script.lines, 1)}}


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
        if one.flagged:
            raise TrustError(_refusal(asset, n, one, made=asset.sha256 in made))
    _told(found, "pictures", moderator)


def judged(
    texts: Mapping[str, str], policy: ModerationPolicy | None = None, *,
    progress: Progress = silent,
) -> Verdict:  # fmt: skip
    """Return one verdict of many named texts: an article, script lines, lyrics, copies.

    Each finding names its text. Nothing is refused here: the verdict tells what is to become of
    them.

    Raises
    ------
    EngineError
        The moderator that the policy names is unknown, is not there, or it broke.
    """
    return judged_texts(texts, policy or ModerationPolicy(), progress=progress)


_JUDGED: Final = TypeAdapter(Verdict)


def _judged(
    assets: Sequence[Asset], engine: Moderator, store: Store, progress: Progress
) -> list[Verdict]:
    """Return the verdict of each picture and video; those that are known are read back."""
    keys = [store.key("judge", 2, engine=engine.fingerprint, asset=a.sha256) for a in assets]
    new = [n for n, key in enumerate(keys) if store.get(key, ".json") is None]
    for done, n in enumerate(new):
        verdict = judged_asset(assets[n], engine, part(progress, done, 1, len(new)))
        store.keep(keys[n], ".json", _JUDGED.dump_json(verdict))
    return [_JUDGED.validate_json(store.path(key, ".json").read_bytes()) for key in keys]


def _refusal(asset: Asset, scene: int, verdict: Verdict, *, made: bool) -> str:
    video = asset.media_type.startswith("video/")
    what = f"The {'video' if video else 'picture'} {'made for' if made else 'of'} scene {scene}"
    worst = verdict.worst
    at = f"at {worst.at_s:.1f} s " if worst and worst.at_s is not None else ""
    advice = (
        "Choose another seed or look, or write the line otherwise."
        if made
        else "Take it out, or give another."
    )
    return f"{what} {at}{_flagged(verdict)} {advice}"


def _flagged(verdict: Verdict) -> str:
    worst = verdict.worst
    named = f" as {worst.category} ({worst.score:.2f})" if worst else ""
    return f"is flagged{named} and may not be published."


def _told(verdicts: Sequence[Verdict], what: str, moderator: str) -> None:
    if any(not verdict.checked for verdict in verdicts):
        notice(f"The moderator {registry.reference(moderator).name} did not check the {what}.")
