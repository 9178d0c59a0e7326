"""The record of a clip: what was asked, what was used, what was made for it and what it cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import aigc
from aigc import registry
from aigc.banks import speaker_of
from aigc.errors import EngineError
from aigc.models.licence import licence_of
from aigc.recognition.narrated import VOICE as RECORDED
from aigc.types.usage import Usage
from pipelines.aligned import EAR
from pipelines.editing import picture_of
from pipelines.fallback import shown
from pipelines.guests import described
from pipelines.recording import is_given

if TYPE_CHECKING:
    from pipelines.article_to_video import Config, Draft
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
MODELS_AS_VOICES: Final = frozenset({"transformers", "onnx", "sherpa"})
"""Engines of speech whose voices are models."""


def manifest(draft: Draft, digests: Mapping[str, str], told: Sequence[str] = ()) -> dict[str, Any]:
    """Return the record of what was asked, what was used and what came out.

    Parameters
    ----------
    told : sequence of str
        What was done otherwise than asked since the draft was made.
    """
    config, article = draft.config, draft.article
    asked = config.model_dump(mode="json")
    return {
        "pipeline": "article_to_video",
        "version": aigc.__version__,
        "config": asked | {option: shown(asked[option]) for option in ENGINES.values()},
        "source": {"title": article.title, "author": article.author, "from": article.source},
        "notes": list(dict.fromkeys((*article.notes, *told))),
        "guests": described(draft.guests),
        "engines": dict(_engines(draft)),
        "author": draft.script.author,
        "narration": _narration(draft),
        "usage": asdict((draft.script.usage or Usage()) + draft.usage),
        "pictures": [
            {"sha256": f.asset.sha256, "source": f.asset.source, "credit": f.asset.credit}
            for f in article.figures
        ],
        "made": [_made(one) for one in _seen(draft)],
        "files": dict(digests),
    }


def _narration(draft: Draft) -> dict[str, Any]:
    """Return who is heard: a voice that was made, or a person in a recording."""
    told: dict[str, Any] = {
        "voice": draft.narration.voice,
        "person": draft.narration.voice == RECORDED,
    }
    return told | ({"recording": asdict(draft.recording)} if draft.recording else {})


def _engines(draft: Draft) -> Iterator[tuple[str, dict[str, str]]]:
    config, idle = draft.config, _idle(draft)
    for room, option in ENGINES.items():
        asked = getattr(config, option)
        if asked and room not in idle:
            told = {"name": shown(asked), "fingerprint": _fingerprint(room, asked)}
            model = _model(room, asked, config)
            yield room, told | ({"licence": licence_of(model)} if model else {})
    if draft.recording and draft.recording.heard_by == EAR:
        yield "hearing", {"name": EAR, "fingerprint": _fingerprint("hearing", EAR)}


def _idle(draft: Draft) -> set[str]:
    """Return the capabilities that were not asked, since a person gave what they would make."""
    idle = {"text", "translation"} if is_given(draft.config) else set()
    if draft.narration.voice == RECORDED:
        idle.add("speech")
    heard = draft.recording is not None and draft.recording.heard_by != EAR
    return idle if heard else idle | {"recognition"}


def _model(room: str, asked: str, config: Config) -> str:
    """Return the model behind an engine, as its licence is looked up; empty where it has none."""
    named = registry.reference(asked)
    own = room == "speech" and named.name in MODELS_AS_VOICES
    model = named.model or (config.voice if own else "")
    model = speaker_of(model)[0] if own else model
    return f"{named.name}:{model}" if model else ""


def _fingerprint(room: str, asked: str) -> str:
    """Return an engine's fingerprint, empty for one that is not there and was stood in for."""
    try:
        return str(registry.get(room, asked).fingerprint)
    except EngineError:
        return ""


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
