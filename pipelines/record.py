"""How a clip came to be: what was asked, what was used, what was made for it and what it cost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import aigc
from aigc.recognition.narrated import VOICE as RECORDED
from aigc.trust.provenance.licences import UNSEEN, parted
from aigc.types.asset import Asset
from aigc.types.provenance import Provenance, Source, Synthesis, Use
from aigc.types.usage import Usage
from pipelines.aligned import EAR
from pipelines.editing import picture_of
from pipelines.guests import described
from pipelines.origin import chosen, engine, given, place, voice
from pipelines.recording import is_given
from pipelines.voice_file import asked_or_heard

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
    seen = _seen(draft)
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
            "made": [_made(one) for one in draft.made if one.asset.sha256 in seen],
            "narration": _narration(draft),
            "usage": asdict((draft.script.usage or Usage()) + draft.usage),
        },
    )


def _sources(draft: Draft) -> Iterator[Source]:
    article, recording = draft.article, draft.recording
    words = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    yield Source(role="article", sha256=words, name=place(article.source), credit=article.author)
    yield from _pictures(draft)
    if logo := draft.storyboard.identity.logo:
        yield _source(logo, "brand")
    if recording:
        yield Source(role="recording", sha256=recording.sha256, name=recording.name)
    if (music := _music(draft)) is not None:
        yield given(music, "bed")


def _pictures(draft: Draft) -> Iterator[Source]:
    """Yield each picture and film that was given, once, and whether it is seen."""
    seen, told = _seen(draft), {one.asset.sha256 for one in draft.made}
    for asset in (*(one.asset for one in draft.article.figures), *_shown(draft)):
        if asset.sha256 not in told:
            told.add(asset.sha256)
            film = asset.media_type.startswith("video/")
            role = "video" if film else "picture"
            yield _source(asset, role if asset.sha256 in seen else UNSEEN)


def _source(asset: Asset, role: str) -> Source:
    credit, licence = parted(asset.credit)
    return Source(
        role=role, sha256=asset.sha256, name=_named(asset.source), media_type=asset.media_type,
        licence=asset.licence or licence, credit=asset.credit if asset.licence else credit,
    )  # fmt: skip


def _named(source: str) -> str:
    """Return the file, the address or the place in its document that a picture came from."""
    told = source.replace("\\", "/")
    return place(told) or PurePosixPath(told).name


def _music(draft: Draft) -> Path | None:
    """Return the file that is heard as the bed, where one was given."""
    path = Path(draft.config.music)
    return path if path.suffix and path.is_file() else None


def _synthesis(draft: Draft) -> Synthesis:
    """Return whether photographs or recordings of others are seen or heard among what was made."""
    others = _seen(draft) - {one.asset.sha256 for one in draft.made}
    heard = draft.recording or _music(draft)
    return "composite" if others or heard or draft.guests else "generated"


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
        own = asked_or_heard(config.speech, config.voice, draft.narration.voice)
        yield voice("speech", config.speech, own)
    if draft.recording and draft.recording.heard_by == EAR:
        yield engine("hearing", EAR)


def _idle(draft: Draft) -> set[str]:
    """Return the capabilities that were not asked, since a person gave what they would make."""
    idle = {"text", "translation"} if is_given(draft.config) else set()
    if draft.narration.voice == RECORDED:
        idle.add("speech")
    if draft.config.music == "none" or _music(draft):
        idle.add("music")
    heard = draft.recording is not None and draft.recording.heard_by != EAR
    return idle if heard else idle | {"recognition"}


def _shown(draft: Draft) -> list[Asset]:
    """Return what the scenes show."""
    shots = (picture_of(scene) for scene in draft.storyboard.scenes)
    return [shot.picture for shot in shots if shot]


def _seen(draft: Draft) -> set[str]:
    """Return the digests of what is seen, also of the pictures that films were made from."""
    seen = {asset.sha256 for asset in _shown(draft)}
    return seen | {one.of for one in draft.made if one.of and one.asset.sha256 in seen}


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
