"""A character says a text, or follows a recording or a film of a face; what it does is filmed.

>>> film = perform(known("sakura"), "大家好！", Path("out"), store=store)    # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

import aigc
from aigc.avatar import spec as specs
from aigc.avatar.spec import AvatarSpec, Colour
from aigc.config import Settings, option
from aigc.errors import InputError
from aigc.files import check_folder
from aigc.notices import noticing
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.trust.provenance.manifest import FILES
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.avatar import Avatar, Motion
from aigc.types.provenance import Provenance, Use
from aigc.types.review import Exhibit
from aigc.types.time import TimeRange
from aigc.types.timing import Timing
from aigc.types.voice import Emotion
from pipelines import consenting, origin
from pipelines.avatar_mirror import is_film, mirrored
from pipelines.consenting import Behind
from pipelines.exhibited import lines_heard
from pipelines.labelling import labels_of_size, language_in
from pipelines.leaving import MANIFEST, leaving
from pipelines.marking import film_id, film_mark, look_back, marked_sound

if TYPE_CHECKING:
    from pipelines.speech import Spoken

FPS = Fraction(30)
SOUNDS = (".wav", ".mp3", ".flac", ".ogg", ".m4a")
LEVELS_A_SECOND = 100
FILM = "performance.mp4"


class Config(Settings):
    """How a character performs; the CLI's flags and the studio's form are made from it."""

    voice: str = option("", "Voice; empty picks one for the language.", "音色；留空自动选择。")
    rate: float = option(1.0, "Speaking rate, 1 is normal.", "语速，1 为正常。", ge=0.5, le=2.0)
    emotion: str = option("", "Feeling; empty reads it from the text.", "情绪；留空则从文本判断。")
    speech: str = option("house", "Engine that speaks.", "配音的引擎。")
    landmarks: str = option(
        "mediapipe", "Engine that follows the face in a film.", "跟踪视频里人脸的引擎。"
    )
    framing: Literal["close", "bust", "half", "full", "desk"] = option(
        "bust", "How much of the character is seen.", "取景范围。"
    )
    width: int = option(540, "Width in pixels.", "画面宽度（像素）。", ge=64, le=3840)
    height: int = option(960, "Height in pixels.", "画面高度（像素）。", ge=64, le=3840)
    background: Colour = option("#e9ecf3", "Colour behind the character.", "背景颜色。")
    liveliness: float = option(1.0, "How much it moves, 0 to 2.", "动作幅度，0 到 2。", ge=0, le=2)
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """The files of a performance; ``notes`` say what could not be followed."""

    folder: Path
    files: tuple[Path, ...]
    motion: Motion
    duration: Fraction
    notes: tuple[str, ...] = ()

    @property
    def video(self) -> Path:
        """The film."""
        return self.folder / FILM


def perform(
    spec: AvatarSpec,
    said: str | Path,
    out: Path,
    config: Config | None = None,
    *,
    text: str = "",
    store: Store,
    progress: Progress = silent,
) -> Film:
    """Let a character say a text or follow a recording, and write film, sound and motion.

    Parameters
    ----------
    said : str or Path
        A text, a file that holds one, a film of a face whose movements and sound are taken over,
        or a recording; a ``.lab`` or ``.TextGrid`` of the same name beside it tells its phonemes.
    text : str
        What is said in a recording, or a file that tells it; empty listens to the sound alone.

    Raises
    ------
    InputError
        There is nothing to say, no voice is in a recording, or ``text`` does not fit it.
    EngineUnavailable
        The machine has no EGL.
    TrustError
        A rule of the policy forbids it, or whose face or voice it is does not agree.
    ReviewNeeded
        A person has to approve it first.
    """
    from aigc.avatar.build import build
    from aigc.avatar.export.arkit_csv import write_arkit_csv
    from aigc.avatar.export.vrma import write_vrma

    config = config or Config()
    check_folder(out)
    with noticing() as told:
        behind = _people(spec, said, config, store)
        act = _acted(said, config, text=text, store=store, progress=progress)
        avatar, language = build(spec), language_in(f"{said}{text}{spec.name}")
        made = _origin(spec, said, config, language, act, behind)
        asset_id = film_id(made)
        with leaving(
            out, lambda: replace(made, notes=(*act.notes, *told)), store=store.root,
            exhibit=replace(act.exhibit, title=spec.name), watermark=asset_id,
        ) as box:  # fmt: skip
            write_arkit_csv(act.motion, box / "motion.csv")
            write_vrma(act.motion, avatar, box / "motion.vrma")
            (box / "spec.json").write_text(specs.dumps(spec), encoding="utf-8")
            _filmed(avatar, act, spec, config, language, box / FILM, asset_id, store, progress)
    return Film(
        folder=out, files=_files(out), motion=act.motion, duration=act.motion.duration,
        notes=act.notes,
    )  # fmt: skip


def _origin(
    spec: AvatarSpec,
    said: str | Path,
    config: Config,
    language: Language,
    act: _Act,
    behind: Mapping[str, Behind],
) -> Provenance:
    role = "video" if is_film(said) else "recording" if _is_sound(said) else "text"
    given = origin.source(said, role)
    return Provenance(
        pipeline="performance", version=aigc.__version__, title=spec.name, language=language,
        options=origin.chosen(config), seed=config.seed, sources=given, uses=act.uses,
        synthesis="generated" if role == "text" else "composite",
        consents=consenting.consents(*behind.values()),
        more={**consenting.people(**behind), "spec": spec.digest()},
    )  # fmt: skip


def _people(
    spec: AvatarSpec, said: str | Path, config: Config, store: Store
) -> Mapping[str, Behind]:
    """Return whose face and whose voice it is, once their consents hold."""
    face = consenting.character(spec.provenance, store=store.root)
    if is_film(said) or _is_sound(said):
        return {"face": face, "voice": consenting.recording(Path(said), store=store.root)}
    voice = consenting.voice("speech", config.speech, config.voice, store=store.root)
    return {"face": face, "voice": voice}


def _files(folder: Path) -> tuple[Path, ...]:
    """Return what the manifest in a folder tells of, and the manifest."""
    told = json.loads((folder / MANIFEST).read_bytes())
    return tuple(folder / name for name in sorted((*told[FILES], MANIFEST)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """What moves and what sounds; ``uses`` are the engine and the voice that speak."""

    motion: Motion
    audio: Audio
    notes: tuple[str, ...] = ()
    exhibit: Exhibit = field(default_factory=Exhibit)
    uses: tuple[Use, ...] = ()


def acted(
    said: str | Path, config: Config, *, text: str = "", store: Store, progress: Progress = silent
) -> tuple[Motion, Audio, tuple[str, ...]]:
    """Return what moves, what sounds, and what could not be followed; see `perform`."""
    act = _acted(said, config, text=text, store=store, progress=progress)
    return act.motion, act.audio, act.notes


def _acted(
    said: str | Path, config: Config, *, text: str, store: Store, progress: Progress
) -> _Act:
    if is_film(said) and not text:
        seen = mirrored(
            Path(said), engine=config.landmarks, seed=config.seed, store=store.root,
            progress=progress,
        )  # fmt: skip
        return _Act(motion=seen.motion, audio=seen.audio, notes=seen.notes)
    one = _heard(said, config, text=text, store=store, progress=progress)
    motion = motion_for(one.timing, one.words, one.audio, config)
    return _Act(motion=motion, audio=one.audio, exhibit=one.exhibit, uses=one.uses)


def motion_for(timing: Timing, text: str, audio: Audio, config: Config) -> Motion:
    """Return the motion of what is heard."""
    from aigc.avatar.motion.perform import perform as move

    emotion = {config.emotion: 1.0} if config.emotion else None
    return move(
        timing, text=text, audio_level=levels(audio), fps=FPS, emotion=emotion,
        seed=config.seed, liveliness=config.liveliness,
    )  # fmt: skip


def levels(audio: Audio, duration: Fraction | None = None) -> NDArray[np.float64]:
    """Return how loud a recording is, root mean square, a hundred times a second.

    It is silent from its end until ``duration``.
    """
    power = (audio.samples.astype(np.float64) ** 2).mean(0)
    step = audio.sample_rate / LEVELS_A_SECOND
    edges = np.round(np.arange(0, len(power), step)).astype(int)
    counts = np.diff(np.append(edges, len(power)))
    found = np.sqrt(np.add.reduceat(power, edges) / np.maximum(counts, 1))
    whole = round((duration or audio.duration) * LEVELS_A_SECOND)
    return np.pad(found, (0, max(whole - len(found), 0)))


def heard(
    said: str | Path, config: Config, *, text: str = "", store: Store, progress: Progress = silent
) -> tuple[Audio, Timing, str]:
    """Return a text as it is spoken, or a recording, with its times and its words.

    Raises
    ------
    InputError
        There is nothing to say, no voice is in a recording, or ``text`` does not fit it.
    """
    one = _heard(said, config, text=text, store=store, progress=progress)
    return one.audio, one.timing, one.words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    audio: Audio
    timing: Timing
    words: str
    exhibit: Exhibit
    uses: tuple[Use, ...] = ()


def _heard(
    said: str | Path, config: Config, *, text: str, store: Store, progress: Progress
) -> _Heard:
    if not str(said).strip():
        raise InputError("There is nothing to say. Give a text, a recording or a film of a face.")
    if _is_sound(said):
        from pipelines.hearing import recording

        audio, timing, words = recording(Path(said), text, progress=progress)
        exhibit = Exhibit(lines=lines_heard(timing, words))
        return _Heard(audio=audio, timing=timing, words=words, exhibit=exhibit)
    if text:
        raise InputError(
            f"A text tells what is said in a recording ({', '.join(SOUNDS)}), and "
            f"{str(said)[:40]!r} is none. Give the text alone, or the recording with it."
        )
    spoken = _spoken(said, config, store, progress)
    words = "".join(line.text for line in spoken.narration.lines)
    return _Heard(
        audio=spoken.narration.audio, timing=spoken.timing, words=words, exhibit=spoken.exhibit,
        uses=spoken.origin.uses,
    )  # fmt: skip


def _is_sound(said: str | Path) -> bool:
    short = len(str(said)) < origin.LONGEST_PATH and "\n" not in str(said)
    return short and Path(said).suffix.lower() in SOUNDS


def _spoken(said: str | Path, config: Config, store: Store, progress: Progress) -> Spoken:
    from pipelines import speech

    mood: dict[str, Any] = {}
    if config.emotion in Emotion.__args__:  # type: ignore[attr-defined]
        mood = {"emotion": config.emotion}
    settings = speech.Config(
        voice=config.voice, rate=config.rate, speech=config.speech, seed=config.seed, **mood
    )
    return speech.run(said, settings, store=store, progress=progress)


def _filmed(
    avatar: Avatar, act: _Act, spec: AvatarSpec, config: Config, language: Language, out: Path,
    asset_id: int, store: Store, progress: Progress,
) -> None:  # fmt: skip
    from aigc.video.presets import PRESETS
    from aigc.video.render import render_clip
    from pipelines.avatar_shown import acting_key
    from pipelines.presenter import AvatarShot

    motion = act.motion
    width, height = config.width // 2 * 2, config.height // 2 * 2
    mark = film_mark(asset_id, width, height)
    ground, key = specs.rgb(config.background), acting_key(spec, motion)
    shot = AvatarShot(avatar, motion, key, width, height, framing=config.framing, background=ground)
    span = TimeRange(start=Fraction(0), duration=motion.duration)
    with closing(shot):
        render_clip(
            ((shot, span),), labels_of_size(language, width, height),
            marked_sound(act.audio, asset_id), width_px=width, height_px=height, fps=motion.fps,
            preset=PRESETS["standard"], store=store, out=out,
            metadata={"title": spec.name or "performance"}, progress=progress, mark=mark,
        )  # fmt: skip
    if mark is not None:
        look_back(out, asset_id)
