"""From a draft to the files that leave: picture, sound, captions, and the record of how."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from aigc import registry
from aigc.errors import InputError
from aigc.files import check_folder, write_atomic
from aigc.notices import noticing
from aigc.progress import Progress
from aigc.recognition.narrated import VOICE as RECORDED
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.frame import Overlay, Shot
from aigc.types.provenance import Provenance
from aigc.types.script import Script
from aigc.types.time import TimeRange
from pipelines import consenting
from pipelines.cached import bed_for
from pipelines.consenting import Behind
from pipelines.exhibited import exhibit_of
from pipelines.guests import layers, seated
from pipelines.labelling import labels
from pipelines.leaving import MANIFEST, leaving
from pipelines.marking import clip_id, film_mark, look_back, marked_sound
from pipelines.presenting import presented
from pipelines.record import provenance
from pipelines.voice_file import asked_or_heard

if TYPE_CHECKING:
    from aigc.image.theme.tokens import Theme
    from pipelines.article_to_video import Draft

MOOD_OF = {
    "newsroom": "news",
    "ink": "calm",
    "tech": "tech",
    "finance": "serious",
    "lifestyle": "warm",
    "poster": "upbeat",
}
SCRIPT = TypeAdapter(Script)
VIDEO = "video.mp4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """The files of a finished clip."""

    folder: Path
    video: Path
    cover: Path
    captions_srt: Path
    captions_ass: Path
    script: Path
    timeline: Path
    manifest: Path
    duration: Fraction
    encoded_segments: int
    kept_segments: int

    def _repr_html_(self) -> str:
        film = base64.b64encode(self.video.read_bytes()).decode()
        return (
            f'<video src="data:video/mp4;base64,{film}" controls '
            'style="max-height: 560px; border-radius: 8px"></video>'
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """Everything the encoder needs."""

    shots: tuple[tuple[Shot, TimeRange], ...]
    overlays: tuple[Overlay, ...]
    audio: Audio
    width_px: int
    height_px: int
    theme: Theme

    def close(self) -> None:
        """End the processes that draw a presenter, if there is one."""
        from pipelines.presenter import AvatarOverlay, AvatarShot

        for one in (*(shot for shot, _ in self.shots), *self.overlays):
            if isinstance(one, AvatarShot | AvatarOverlay):
                one.close()


def deliver(draft: Draft, out: Path, *, store: Store, progress: Progress) -> Clip:
    """Render ``draft`` and publish every file in ``out``; nothing appears there before all is done.

    What is said is judged before anything is drawn; picture and sound carry the watermark.

    Raises
    ------
    InputError
        When ``out`` is a file.
    TrustError
        A rule of the policy forbids it, or whose voice or face it is does not agree.
    ReviewNeeded
        A person has to approve it first.
    JobError
        When the disk is full or the user stops.
    """
    from aigc.video.presets import PRESETS
    from aigc.video.render import render_clip, still

    check_folder(out)
    preset = replace(PRESETS[draft.config.preset], scale=Fraction(1))
    behind = people_in(draft, store)
    asset_id = clip_id(draft)
    shown = exhibit_of(draft.article, draft.script, draft.narration, draft.storyboard)
    with (
        noticing() as told,
        leaving(
            out,
            lambda: agreed(provenance(draft, told, fonts=staged.theme.all_faces), behind),
            store=store.root,
            exhibit=shown,
            watermark=asset_id,
        ) as box,
        closing(stage(draft, store=store, progress=progress, asset_id=asset_id)) as staged,
    ):
        report = render_clip(
            staged.shots,
            staged.overlays,
            staged.audio,
            width_px=staged.width_px,
            height_px=staged.height_px,
            fps=draft.timeline.fps,
            preset=preset,
            store=store,
            out=box / VIDEO,
            metadata={"title": draft.script.title},
            progress=progress,
            mark=film_mark(asset_id, staged.width_px, staged.height_px),
        )
        look_back(box / VIDEO, asset_id)
        shot, span = staged.shots[0]
        (box / "cover.png").write_bytes(still(shot, (), span.duration * Fraction(3, 5)))
        write_side_files(draft, staged, box)
    return clip_in(out, draft, report)


def people_in(draft: Draft, store: Store) -> dict[str, Behind]:
    """Return whose voice is heard and whose face presents, once their consents hold.

    Raises
    ------
    TrustError
        There is no consent, or it does not hold.
    """
    config, name = draft.config, draft.narration.voice
    if name != RECORDED:
        own = asked_or_heard(config.speech, config.voice, name)
        found = {"voice": consenting.voice("speech", config.speech, own, store=store.root)}
    elif config.recording:
        found = {"voice": consenting.recording(config.recording, store=store.root)}
    else:
        found = {"voice": Behind(who="recorded")}
    if config.presenter:
        from pipelines.avatar import known

        face = known(config.presenter).provenance
        found["face"] = consenting.character(face, store=store.root)
    return found


def agreed(made: Provenance, behind: Mapping[str, Behind]) -> Provenance:
    """Return a provenance that tells whose voice and face it is, and their consents."""
    more = {**made.more, **consenting.people(**behind)}
    return replace(made, consents=consenting.consents(*behind.values()), more=more)


def stage(
    draft: Draft, *, store: Store, progress: Progress, asset_id: int | None = None
) -> Staging:
    """Choose the look, make shots and overlays, and mix the sound.

    Parameters
    ----------
    asset_id : int, optional
        What the watermark of the sound carries; it has none where left out.
    """
    from aigc.image.captions.overlay import CaptionOverlay
    from aigc.image.theme.formats import canvas, canvas_size
    from aigc.image.theme.typography import check_text
    from aigc.loudness import normalise
    from aigc.video.mix import mix
    from aigc.video.presets import PRESETS

    config, board = draft.config, draft.storyboard
    scale = PRESETS[config.preset].scale
    width, height = canvas_size(config.aspect, scale)
    look = themed(draft)
    surface = canvas(config.aspect, height)
    style = None if config.captions == "auto" else config.captions
    check_text("".join(line.text for line in draft.script.lines), look)
    language = draft.script.language
    draw = partial(
        registry.get("image", config.scenes).shots,
        theme=look,
        aspect=config.aspect,
        width_px=width,
        height_px=height,
        language=language,
    )
    shots = seated(draft, draw, width, height)
    shots, presenter = presented(draft, shots, look, width, height)
    overlays: tuple[Overlay, ...] = (
        *layers(draft, *canvas_size(config.aspect), scale),
        *presenter,
        CaptionOverlay(draft.captions, look, surface, style=style),
        *labels(language, look, surface),
    )
    progress("music", 0, 1)
    duration = board.scenes[-1].time.end
    mood = MOOD_OF[look.name] if config.music == "auto" else config.music
    beds = registry.get("music", config.beds)
    audio = mix(
        draft.narration.audio,
        bed_for(mood, beds, store, duration=duration, seed=config.seed),
        duration=duration,
        in_place=True,
    )
    if asset_id is not None:
        # The mark may lift a peak by half a decibel.
        audio = normalise(marked_sound(audio, asset_id), in_place=True)
    progress("music", 1, 1)
    return Staging(
        shots=tuple(zip(shots, (s.time for s in board.scenes), strict=True)),
        overlays=overlays,
        audio=audio,
        width_px=width,
        height_px=height,
        theme=look,
    )


def themed(draft: Draft) -> Theme:
    """Return the theme, recoloured by the brand kit or the article's pictures when asked for."""
    from aigc.image.picture.load import read_rgb
    from aigc.image.theme.brand import branded, load_brand
    from aigc.image.theme.palette import adapt, palette_from_picture
    from aigc.image.theme.themes import theme

    look = theme(draft.config.theme)
    if draft.config.brand:
        return branded(look, load_brand(draft.config.brand))
    if draft.config.palette == "pictures" and draft.article.figures:
        return adapt(look, palette_from_picture(read_rgb(draft.article.figures[0].asset)))
    return look


def write_side_files(draft: Draft, staged: Staging, folder: Path) -> None:
    """Write captions, script and timeline into ``folder``."""
    from aigc.video.timeline.otio import to_otio
    from aigc.video.timeline.subtitles import to_ass, to_srt

    texts = {
        "captions.srt": to_srt(draft.captions),
        "captions.ass": to_ass(
            draft.captions,
            width_px=staged.width_px,
            height_px=staged.height_px,
            font="Noto Sans SC",
        ),
        "script.json": SCRIPT.dump_json(draft.script, indent=2).decode(),
        "timeline.otio": to_otio(draft.timeline),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def clip_in(out: Path, draft: Draft, report: Any) -> Clip:
    """Name the files of the clip in ``out``."""
    return Clip(
        folder=out,
        video=out / VIDEO,
        cover=out / "cover.png",
        captions_srt=out / "captions.srt",
        captions_ass=out / "captions.ass",
        script=out / "script.json",
        timeline=out / "timeline.otio",
        manifest=out / MANIFEST,
        duration=draft.storyboard.scenes[-1].time.end,
        encoded_segments=report.segments - report.reused,
        kept_segments=report.reused,
    )


def load_script(path: Path) -> Script:
    """Read a ``script.json`` back.

    Raises
    ------
    InputError
        When the file cannot be read, or is not a script.
    """
    try:
        return SCRIPT.validate_json(path.read_bytes())
    except OSError as exc:
        raise InputError(f"Cannot read the script {path}: {exc.strerror}.") from exc
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{path} is not a script written by this workbench: "
            f"{place + ': ' if place else ''}{first['msg']}."
        ) from exc


def save_script(script: Script, path: Path) -> None:
    """Write ``script`` as JSON, whole or not at all."""
    write_atomic(path, SCRIPT.dump_json(script, indent=2))
