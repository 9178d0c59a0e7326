"""A photo says a text or a recording, by a model of one's own and with the consent of who is shown.

>>> config = Config(driver="onnx:wav2lip.onnx")                              # doctest: +SKIP
>>> run(Path("me.jpg"), Path("out"), config, text="大家好！",                 # doctest: +SKIP
...     consent="Li Na: this is me, and I agree.", store=store)

``out`` gets ``film.mp4``, ``consent.json`` and ``manifest.json``, all or none.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np

import aigc
from aigc import registry
from aigc.config import Settings, option
from aigc.consent import Consent, kept
from aigc.errors import ConfigError, EngineUnavailable, InputError
from aigc.files import check_folder
from aigc.notices import notice, noticing
from aigc.portrait.engine import (
    LONGEST_S,
    Box,
    Picture,
    PortraitDriver,
    agreed,
    animate,
    check_face,
    frame_count,
)
from aigc.progress import Progress, silent
from aigc.store import Store, digest
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.label import mark
from aigc.types.provenance import Provenance, Use
from aigc.types.review import Exhibit
from aigc.types.time import TimeRange
from aigc.types.voice import Emotion
from pipelines import consenting, origin
from pipelines.consenting import Behind
from pipelines.labelling import LABEL_S, labels_of_size, language_in
from pipelines.leaving import MANIFEST, leaving
from pipelines.marking import film_id, film_mark, look_back, marked_sound
from pipelines.portrait_shot import PortraitShot
from pipelines.sounding import written

FILM, CONSENT = "film.mp4", "consent.json"
NO_DRIVER = (
    "A photo speaks by a model of yours, and none is named. Give --driver onnx:FILE.onnx for a "
    "network of the Wav2Lip kind, or --driver subprocess:CONTRACT.toml for a program such as "
    "MuseTalk, EchoMimic or Hallo; docs/portraits.md shows both. Without any model, aigc avatar "
    "--photo makes a character that resembles the photo, and aigc perform lets it speak."
)
_SPOKEN = ("voice", "emotion", "rate", "language", "speech", "seed", "lexicon")


class Config(Settings):
    """Everything that can be chosen; the CLI's flags are made from it."""

    driver: str = option(
        "", "What moves the face: onnx:FILE or subprocess:FILE.",
        "驱动人脸的模型：onnx:文件 或 subprocess:文件。",
    )  # fmt: skip
    face: str = option(
        "", "Where the face is: x,y,width,height in pixels; empty looks for it.",
        "人脸位置：x,y,宽,高（像素）；留空自动查找。",
    )  # fmt: skip
    landmarks: str = option("mediapipe", "Engine that finds the face.", "查找人脸的引擎。")
    voice: str = option("", "Voice; empty picks one for the language.", "音色；留空自动选择。")
    emotion: Emotion = option("neutral", "Mood in which it is spoken.", "说话的情绪。")
    rate: float = option(1.0, "Speaking rate, 1 is normal.", "语速，1 为正常。", ge=0.5, le=2.0)
    language: Literal["auto", "zh", "en"] = option(
        "auto", "Language of the text and of the label.", "文本与标识的语言。"
    )
    speech: str = option("house", "Engine that speaks.", "配音的引擎。")
    lexicon: Path | None = option(
        None, "How words are said: a word and its reading a line.", "读音词典，一行一词及其读音。"
    )
    fps: int = option(25, "Frames per second.", "每秒帧数。", ge=10, le=60)
    preset: Literal["preview", "standard", "quality"] = option(
        "standard", "Quality against time.", "质量与速度。"
    )
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A photo that speaks; ``notes`` tell what was done otherwise than asked."""

    folder: Path
    duration: Fraction
    notes: tuple[str, ...] = ()

    @property
    def video(self) -> Path:
        """The film, with sound."""
        return self.folder / FILM

    @property
    def files(self) -> tuple[Path, ...]:
        """All that was written, with what the gate added."""
        return tuple(sorted(written(self.folder, (CONSENT, FILM), MANIFEST)))

    def _repr_html_(self) -> str:
        film = base64.b64encode(self.video.read_bytes()).decode()
        return f'<video src="data:video/mp4;base64,{film}" controls style="height: 420px"></video>'


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """All that the film is made of; ``uses`` tells who speaks, ``exhibit`` what is said."""

    driver: PortraitDriver
    consent: Consent
    shown: Behind
    heard: Behind
    exhibit: Exhibit
    uses: tuple[Use, ...]
    portrait: Picture
    photo_sha256: str
    audio: Audio
    face: Box | None
    language: Language


def run(
    photo: Path,
    out: Path,
    config: Config,
    *,
    text: str | Path = "",
    audio: Path | None = None,
    consent: str = "",
    date: str = "",
    store: Store,
    progress: Progress = silent,
) -> Film:
    """Let a photo say a text, or what a recording says, and write the film into ``out``.

    Parameters
    ----------
    photo : Path
        One face that looks at the camera; JPEG, PNG or WebP.
    text : str or Path
        A text, or a file that holds one; or else ``audio`` is a recording.
    consent : str
        Who is shown and that they agree: ``NAME: STATEMENT``.
    date : str
        Of the consent, ``YYYY-MM-DD``.

    Raises
    ------
    TrustError
        There is no consent, or one to this photo or this voice does not hold, or a rule of the
        policy forbids it.
    ReviewNeeded
        A person has to approve it first.
    ConfigError
        No driver is named.
    InputError, AssetError
        Photo, face, text or recording cannot be used.
    EngineUnavailable, EngineFailed
        The driver's model is missing or no such model, or it broke.
    """
    given = agreed(Consent.said(consent, date) if consent.strip() else None)
    if not config.driver.strip():
        raise ConfigError(NO_DRIVER)
    driver: PortraitDriver = registry.get("portrait", config.driver)
    driver.fingerprint  # noqa: B018  (a model that is missing is told before the text is spoken)
    check_folder(out)
    with noticing() as told:
        scene = _scene(photo, text, audio, config, given, driver, store, progress)
        made = _origin(photo, audio, scene, config)
        asset_id = film_id(made)
        with leaving(
            out, lambda: replace(made, notes=notes), store=store.root, exhibit=scene.exhibit,
            watermark=asset_id,
        ) as box:  # fmt: skip
            duration = _filmed(scene, config, box / FILM, asset_id, store, progress)
            (box / CONSENT).write_text(_consent(scene), encoding="utf-8")
            notes = tuple(told)
    return Film(folder=out, duration=duration, notes=notes)


def _scene(
    photo: Path, text: str | Path, audio: Path | None, config: Config, consent: Consent,
    driver: PortraitDriver, store: Store, progress: Progress,
) -> Scene:  # fmt: skip
    from aigc.avatar.photo.picture import read_photo

    if bool(str(text).strip()) == (audio is not None):
        raise InputError("Give either a text (--text) or a recording (--audio) to be said.")
    read = read_photo(photo)
    shown = consenting.photo(read.sha256, consent, "portrait", store=store.root)
    heard = _heard(audio, config, store)
    rows, columns = (side // 2 * 2 for side in read.picture.shape[:2])
    portrait = np.ascontiguousarray(read.picture[:rows, :columns])
    face = _face(config, portrait, read.shrunk)
    sound, said, uses = _sound(text, audio, config, store, progress)
    words = "".join(line.text for line in said.lines)
    return Scene(
        driver=driver, consent=consent, shown=shown, heard=heard, uses=uses, portrait=portrait,
        exhibit=replace(said, title=consent.subject),
        photo_sha256=read.sha256, audio=sound, face=face,
        language=_language(config, words or consent.statement),
    )  # fmt: skip


def _heard(audio: Path | None, config: Config, store: Store) -> Behind:
    """Return whose voice is heard, and that they agree."""
    if audio is not None:
        return consenting.recording(audio, store=store.root)
    return consenting.voice("speech", config.speech, config.voice, store=store.root)


def _face(config: Config, portrait: Picture, shrunk: float) -> Box | None:
    """Return where the face is; None where nothing here finds faces."""
    from aigc.avatar.photo.landmarks import OVAL

    if config.face:
        told = Box.of(config.face).times(shrunk)
        check_face(told, portrait)
        return told
    try:
        faces = registry.get("landmarks", config.landmarks).detect(portrait)
    except EngineUnavailable:
        if "landmarks" in config.model_fields_set:
            raise
        return None
    if not faces:
        raise InputError(
            "No face was found in the photo. Give one in which one person looks at the camera, or "
            "say where the face is: --face x,y,width,height."
        )
    if len(faces) > 1:
        notice(f"{len(faces)} faces are in the photo: the largest speaks.")
    points = max(faces, key=lambda one: one.size).points[list(OVAL)]
    (x, y), (wide, high) = points.min(axis=0), np.ptp(points, axis=0)
    return Box(x=float(x), y=float(y), width=float(wide), height=float(high))


def _sound(
    text: str | Path, audio: Path | None, config: Config, store: Store, progress: Progress
) -> tuple[Audio, Exhibit, tuple[Use, ...]]:
    """Return what is heard, its words where they are known, and the engine and voice that spoke."""
    if audio is not None:
        from aigc.audio import read_audio

        return read_audio(audio, longest=Fraction(LONGEST_S)), Exhibit(), ()
    from pipelines import speech

    chosen = {name: getattr(config, name) for name in _SPOKEN if name in config.model_fields_set}
    spoken = speech.run(text, speech.Config(**chosen), store=store, progress=progress)
    return spoken.narration.audio, spoken.exhibit, spoken.origin.uses


def _language(config: Config, words: str) -> Language:
    """Return the language of the label: the one that was chosen, or that of some words."""
    return language_in(words) if config.language == "auto" else config.language


def _filmed(
    scene: Scene, config: Config, path: Path, asset_id: int, store: Store, progress: Progress
) -> Fraction:
    """Write the film with its labels and its watermark; return how long it lasts."""
    from aigc.video.presets import PRESETS
    from aigc.video.render import render_clip

    fps, (rows, columns) = Fraction(config.fps), scene.portrait.shape[:2]

    def frames() -> Iterator[Picture]:
        return animate(
            scene.driver, scene.portrait, scene.audio, consent=scene.consent, fps=fps,
            face=scene.face, seed=config.seed, progress=progress,
        )  # fmt: skip

    given = (scene.portrait, scene.audio, scene.face, fps, config.seed)
    count = max(frame_count(scene.audio, fps), 1)
    shot = PortraitShot(frames, digest((scene.driver.fingerprint, *given)), count, fps)
    span = TimeRange(start=Fraction(0), duration=shot.duration)
    mark_on = film_mark(asset_id, columns, rows)
    preset = replace(PRESETS[config.preset], scale=Fraction(1), fps_divisor=1)
    with closing(shot):
        render_clip(
            ((shot, span),), labels_of_size(scene.language, columns, rows),
            marked_sound(scene.audio, asset_id),
            width_px=columns, height_px=rows, fps=fps, preset=preset, store=store, out=path,
            metadata={"title": scene.consent.subject, "comment": mark(scene.language)},
            progress=_but_render(progress), mark=mark_on,
        )  # fmt: skip
    if mark_on is not None:
        look_back(path, asset_id)
    return shot.duration


def _but_render(progress: Progress) -> Progress:
    """Return progress without the frames that are drawn: the driver's, made one by one, tell."""

    def report(step: str, done: float, total: float) -> None:
        if step != "render":
            progress(step, done, total)

    return report


def _origin(photo: Path, audio: Path | None, scene: Scene, config: Config) -> Provenance:
    """Return how the film came to be."""
    box, driver = scene.face, scene.driver
    return Provenance(
        pipeline="portrait",
        version=aigc.__version__,
        title=scene.consent.subject,
        language=scene.language,
        options=origin.chosen(config),
        seed=config.seed,
        sources=(origin.given(photo, "portrait"), *origin.source(audio, "recording")),
        uses=(Use(role="portrait", name=driver.name, version=driver.fingerprint), *scene.uses),
        consents=consenting.consents(scene.shown, scene.heard),
        synthesis="composite",
        more={
            **consenting.people(face=scene.shown, voice=scene.heard),
            "consent": kept(scene.consent, photo_sha256=scene.photo_sha256),
            "label": {"text": mark(scene.language), "seconds": float(LABEL_S)},
            "sound": {"digest": digest(scene.audio), "seconds": float(scene.audio.duration)},
            "face": None if box is None else [box.x, box.y, box.width, box.height],
        },
    )


def _consent(scene: Scene) -> str:
    record = kept(scene.consent, photo_sha256=scene.photo_sha256)
    return json.dumps({"version": 1, **record}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
