"""How a clip came to be: what was asked, what was used, what was made for it and what it cost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import aigc
from aigc.recognition.narrated import VOICE as RECORDED
from aigc.types.provenance import Provenance, Source, Synthesis, Use
from aigc.types.usage import Usage
from pipelines.aligned import EAR
from pipelines.editing import picture_of
from pipelines.guests import described
from pipelines.origin import chosen, engine, place, voice
from pipelines.recording import is_given

if TYPE_CHECKING:
    from pipelines.article_to_video import Draft
    from pipelines.illustration import Illustration

ENGINES: Final[Mapping[str, str]] = {
    "text": "writer",
    "speech": "speech",
    "music": "beds",
    "image": "scenes",
    "pictures": "images",
    "clips": "clips",
    "prompts": "prompts",
    "recognition": "hearer",
    "translation": "translator",
    "matching": "matcher",
    "moderation": "moderator",
}
"""The option that names the engine of each capability."""


def provenance(draft: Draft, told: Sequence[str] = (), *, fonts: Sequence[str] = ()) -> Provenance:
    """Return how a clip came to be.

    Parameters
    ----------
    told : sequence of str
        What was done otherwise than asked since the draft was made.
    fonts : sequence of str
        Names of the faces that are seen.
    """
    faces = (Use(role="font", name=name, licence="OFL-1.1") for name in fonts)
    return Provenance(
        pipeline="article_to_video",
        version=aigc.__version__,
        title=draft.script.title,
        language=draft.script.language,
        options=chosen(draft.config),
        seed=draft.config.seed,
        sources=tuple(_sources(draft)),
        uses=(*_engines(draft), *faces),
        synthesis=_synthesis(draft),
        notes=tuple(dict.fromkeys((*draft.article.notes, *told))),
        more={
            "author": draft.script.author,
            "byline": draft.article.author,
            "guests": described(draft.guests),
            "made": [_made(one) for one in _seen(draft)],
            "narration": _narration(draft),
            "usage": asdict((draft.script.usage or Usage()) + draft.usage),
        },
    )


def _sources(draft: Draft) -> Iterator[Source]:
    article, recording = draft.article, draft.recording
    words = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    yield Source(role="article", sha256=words, name=place(article.source), credit=article.author)
    for figure in article.figures:
        asset = figure.asset
        yield Source(
            role="video" if asset.media_type.startswith("video/") else "picture",
            sha256=asset.sha256, name=place(asset.source), media_type=asset.media_type,
            licence=asset.licence, credit=asset.credit,
        )  # fmt: skip
    if recording:
        yield Source(role="recording", sha256=recording.sha256, name=recording.name)


def _synthesis(draft: Draft) -> Synthesis:
    """Return whether photographs or recordings of others are seen or heard among what was made."""
    made = {one.asset.sha256 for one in draft.made}
    shots = (picture_of(scene) for scene in draft.storyboard.scenes)
    others = any(shot.picture.sha256 not in made for shot in shots if shot)
    return "composite" if others or draft.recording or draft.guests else "generated"


def _narration(draft: Draft) -> dict[str, Any]:
    """Return who is heard: a voice that was made, or a person in a recording."""
    told: dict[str, Any] = {
        "voice": draft.narration.voice,
        "person": draft.narration.voice == RECORDED,
    }
    return told | ({"recording": asdict(draft.recording)} if draft.recording else {})


def _engines(draft: Draft) -> Iterator[Use]:
    config, idle = draft.config, _idle(draft)
    for room, option in ENGINES.items():
        asked = getattr(config, option)
        if asked and room not in idle:
            yield engine(room, asked)
    if "speech" not in idle:
        yield voice("speech", config.speech, draft.narration.voice)
    if draft.recording and draft.recording.heard_by == EAR:
        yield engine("hearing", EAR)


def _idle(draft: Draft) -> set[str]:
    """Return the capabilities that were not asked, since a person gave what they would make."""
    idle = {"text", "translation"} if is_given(draft.config) else set()
    if draft.narration.voice == RECORDED:
        idle.add("speech")
    heard = draft.recording is not None and draft.recording.heard_by != EAR
    return idle if heard else idle | {"recognition"}


def _seen(draft: Draft) -> list[Illustration]:
    """Return what was made and is still seen, also the pictures that films were made from."""
    shots = (picture_of(scene) for scene in draft.storyboard.scenes)
    seen = {shot.picture.sha256 for shot in shots if shot}
    seen |= {one.of for one in draft.made if one.asset.sha256 in seen}
    return [one for one in draft.made if one.asset.sha256 in seen]


def _made(one: Illustration) -> dict[str, Any]:
    return {
        "sha256": one.asset.sha256,
        "media_type": one.asset.media_type,
        "engine": one.engine,
        "prompt": one.prompt.text,
        "unwanted": one.prompt.unwanted,
        "motion": one.prompt.motion if one.asset.media_type.startswith("video/") else "",
        "seed": one.record.seed,
        "of": one.of,
    }
