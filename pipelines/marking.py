"""The watermark of a film: which ID it carries, how it is laid on, and whether it can be read back.

>>> asset_id = clip_id(draft)                                               # doctest: +SKIP
>>> sound, mark = marked_sound(audio, asset_id), film_mark(asset_id, 1080, 1920)  # doctest: +SKIP
>>> look_back(Path("video.mp4"), asset_id)                                  # doctest: +SKIP

A film whose ID tells nothing of the edits made to it keeps its segments: see `clip_id`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc.errors import TrustError
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.store import digest
from aigc.trust.policy import policy
from aigc.trust.provenance.manifest import number, watermark_id
from aigc.types.audio import Audio
from aigc.types.frame import Mark
from aigc.types.provenance import Provenance
from pipelines.origin import chosen

if TYPE_CHECKING:
    from pipelines.article_to_video import Draft

PARTIAL: Final = frozenset({
    "beds", "clips", "fallback", "hearer", "images", "lexicon", "look", "matcher", "material",
    "moderator", "music", "prompts", "reference", "script", "seconds", "translator", "writer",
})  # fmt: skip
"""Options of a clip with which some or all of its pictures stay as they were."""


def clip_id(draft: Draft) -> int:
    """Return the ID in the watermark of a clip: of what it is about, not of how it was edited.

    Each segment of a film carries the mark, so that another ID encodes all of them anew. The ID
    follows from the article's words, the recording, the seed and the options but `PARTIAL`; other
    lines, pictures or music leave it as it is. The log tells all files that left with it.
    """
    article, recording = draft.article, draft.recording
    words = [one.span.of(article.text) for one in article.blocks if one.figure is None]
    options = {name: value for name, value in chosen(draft.config).items() if name not in PARTIAL}
    heard = recording.sha256 if recording else ""
    return watermark_id(digest(("article_to_video", words, heard, options)))


def film_id(made: Provenance) -> int:
    """Return the ID in the watermark of a film that nobody edits: that of its ProduceID."""
    return watermark_id(number(made))


def film_mark(asset_id: int, width_px: int, height_px: int) -> Mark | None:
    """Return what `render_clip` lays on a film of that size; nothing on one that is too small.

    Raises
    ------
    TrustError
        It is too small, and the policy asks for a watermark.
    ConfigError
        The key of watermarks, or the policy, cannot be used.
    """
    from aigc.trust.watermark.film import SMALLEST_PX
    from aigc.trust.watermark.key import own_key
    from aigc.trust.watermark.pattern import pattern

    if min(width_px, height_px) < SMALLEST_PX:
        small = (
            f"A film of {width_px}x{height_px} px is too small for a watermark; it needs "
            f"{SMALLEST_PX} px a side"
        )
        if policy().watermark == "required":
            raise TrustError(f"{small}, and the policy asks for one. Make it larger.")
        notice(f"{small}.")
        return None
    key = own_key()
    return Mark(
        levels=pattern(asset_id, width_px, height_px, key),
        key=digest(("mark", asset_id, width_px, height_px, key)),
    )


def marked_sound(audio: Audio, asset_id: int, *, progress: Progress = silent) -> Audio:
    """Return the sound of a film with the same ID in it; equal arguments give equal samples.

    Raises
    ------
    ConfigError
        The key of watermarks cannot be used.
    """
    from aigc.trust.watermark.key import own_key
    from aigc.trust.watermark.sound import marked

    return marked(audio, asset_id, own_key(), progress=progress)


def look_back(film: Path, asset_id: int) -> None:
    """Look for the watermark in a finished film; where none is found, a note tells it.

    Raises
    ------
    TrustError
        None is found, and the policy asks for one.
    AssetError
        The film is damaged.
    """
    from aigc.trust.watermark.files import carries

    if carries(film, asset_id):
        return
    if policy().watermark == "required":
        raise TrustError(
            f"The watermark of {film.name} cannot be read back, and the policy asks for it. "
            "Take calmer pictures, or change the policy."
        )
    notice(f"The watermark of {film.name} could not be read back.")
