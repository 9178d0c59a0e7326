"""Judge whatever is given under the rules of an installation."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from aigc import registry
from aigc.files import write_atomic
from aigc.progress import Progress, silent
from aigc.trust.moderation.rules import ModerationPolicy
from aigc.types.asset import Asset
from aigc.types.verdict import Verdict, joined

if TYPE_CHECKING:
    from aigc.trust.moderation.engine import Moderator


def check(
    what: Asset | str, policy: ModerationPolicy | None = None, *, progress: Progress = silent
) -> Verdict:
    """Return what is to become of a text, a picture or a video; what nobody judges is no pass.

    Raises
    ------
    AssetError
        The file is missing or damaged.
    EngineError
        The moderator that the policy names is unknown, is not there, or it broke.
    """
    rules = policy or ModerationPolicy()
    if isinstance(what, str):
        return judged_texts({"": what}, rules, progress=progress)
    if not rules.pictures or what.media_type.partition("/")[0] not in ("image", "video"):
        return rules.judged(Verdict(decision="not_checked"))
    engine: Moderator = registry.get("moderation", rules.pictures)
    return rules.judged(judged_asset(what, engine, progress))


def judged_texts(
    texts: Mapping[str, str], policy: ModerationPolicy, *, progress: Progress = silent
) -> Verdict:
    """Return one verdict of many named texts; each finding names its text.

    Raises
    ------
    EngineError
        As of `check`.
    """
    said = {place: text for place, text in texts.items() if text.strip()}
    if not policy.texts:
        return policy.judged(Verdict(decision="not_checked" if said else "pass"))
    engine: Moderator = registry.get("moderation", policy.texts)
    verdicts = engine.judge_texts(tuple(said.values()), progress=progress)
    named = zip(said, verdicts, strict=True)
    return joined(policy.judged(verdict).at(place) for place, verdict in named)


def judged_asset(asset: Asset, engine: Moderator, progress: Progress = silent) -> Verdict:
    """Return the verdict of a picture, or of the frames of a video: one a second, three at least.

    Of a video the findings of its worst frame are told, with the second.
    """
    if not asset.media_type.startswith("video/"):
        return engine.judge_pictures([asset.path], progress=progress)[0]
    with tempfile.TemporaryDirectory(prefix="aigc-judged-") as folder:
        times, files = zip(*_stills(asset.path, Path(folder)), strict=True)
        verdicts = engine.judge_pictures(files, progress=progress)
    return _worst(verdicts, [float(time) for time in times])


def _worst(verdicts: Sequence[Verdict], times: Sequence[float]) -> Verdict:
    def weight(n: int) -> tuple[bool, bool, float]:
        worst = verdicts[n].worst
        return verdicts[n].flagged, not verdicts[n].checked, worst.score if worst else 0.0

    n = max(range(len(verdicts)), key=weight)
    found = tuple(replace(one, at_s=times[n]) for one in verdicts[n].findings)
    return replace(verdicts[n], findings=found)


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
