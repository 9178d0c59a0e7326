"""What the page of avatars does: plain functions from values to values."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from aigc.app.avatar import settings
from aigc.app.avatar.acting import config_of
from aigc.app.avatar.words import say
from aigc.app.voice.kinds import Hands
from aigc.audio import encode_wav
from aigc.avatar import spec as specs
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.viewer.tracks import packed
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store
from aigc.video.probe import probe
from pipelines import avatar as pipeline
from pipelines import avatar_photo, avatar_shown, performance
from pipelines.performance import Config

if TYPE_CHECKING:
    from aigc.avatar.sentence import Described

Keep = Callable[[Path], Path]
"""Puts a file where the page may serve it."""
LONGEST_ON_STAGE_S = 180
Points = Mapping[str, Sequence[float]]
"""Places of a face by name, pixels of the portrait as `upright` shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What one visitor has made so far.

    Attributes
    ----------
    vrm, act : Path
        What the stage shows, and what it plays, as the page serves them.
    described : Described or None
        How the sentence was read, where one began it; ``sentence`` is that one.
    files : mapping of str to Path
        What can be downloaded, by name; ``stale`` once the character has changed since.
    """

    spec: AvatarSpec
    vrm: Path
    described: Described | None = None
    sentence: str = ""
    act: Path | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a character is to say.

    Attributes
    ----------
    text : str
        What was typed, where it speaks by itself.
    follows : bool
        Whether it follows ``file`` instead, a recording or a film of a face.
    words : str
        What is said in the recording; empty listens to the sound alone.
    """

    text: str = ""
    follows: bool = False
    file: Path | None = None
    words: str = ""


def chosen(store: Store, name: str, keep: Keep, progress: Progress) -> Character:
    """Return a character of the library.

    Raises
    ------
    ConfigError
        There is none of that name.
    """
    from aigc.avatar.presets import preset

    return _shown(store, preset(name).spec, keep, progress)


def described(store: Store, sentence: str, seed: int, keep: Keep, progress: Progress) -> Character:
    """Return the character that a sentence describes.

    Raises
    ------
    InputError
        The sentence is empty, too long or without words.
    """
    found = pipeline.described(sentence, seed=seed)
    return replace(_shown(store, found.spec, keep, progress), described=found, sentence=sentence)


def opened(store: Store, file: Path, keep: Keep, progress: Progress) -> Character:
    """Return the character of an uploaded ``spec.json``.

    Raises
    ------
    InputError
        It is too large, or no spec.
    """
    if file.stat().st_size > specs.LARGEST_BYTES:
        raise InputError(
            f"{file.name} is larger than {specs.LARGEST_BYTES:,} bytes; it is no avatar's spec"
        )
    return _shown(store, specs.loads(file.read_bytes(), file.name), keep, progress)


def portrayed(
    store: Store,
    photo: Path | None,
    consent: str,
    seed: int,
    keep: Keep,
    progress: Progress,
    points: Points | None = None,
) -> Character:
    """Return the character that resembles a portrait; ``points`` of its face were clicked.

    Raises
    ------
    TrustError
        There is no consent.
    InputError, EngineError
        The photo cannot be used, or nothing here finds faces.
    """
    spec = avatar_photo.from_photo(
        _given(photo), seed=seed, consent=consent, landmarks=points, store=store.root
    )
    return _shown(store, spec, keep, progress)


def upright(photo: Path | None, consent: str, keep: Keep) -> Path:
    """Return a portrait on which points can be clicked, as the page serves it.

    Raises
    ------
    TrustError
        There is no consent.
    InputError
        The photo cannot be used.
    """
    given = _given(photo)
    avatar_photo.agreement(consent)
    with TemporaryDirectory(prefix="aigc-avatar-") as folder:
        file = Path(folder) / "portrait.jpg"
        file.write_bytes(avatar_photo.upright(given))
        return keep(file)


def _given(photo: Path | None) -> Path:
    if photo is None:
        raise InputError(say("no_photo", "en"))
    return photo


def changed(
    store: Store, had: Character | None, values: Sequence[Any], keep: Keep, progress: Progress
) -> Character:
    """Return the character as the controls say; without one, a new one.

    Raises
    ------
    InputError
        A value is not allowed.
    """
    spec = settings.changed(had.spec if had else AvatarSpec(), values)
    if had and spec == had.spec:
        return had
    fresh = _shown(store, spec, keep, progress)
    if had is None:
        return fresh
    return replace(had, spec=fresh.spec, vrm=fresh.vrm, stale=bool(had.files))


def _shown(store: Store, spec: AvatarSpec, keep: Keep, progress: Progress) -> Character:
    progress("build", 0, 1)
    vrm = keep(avatar_shown.vrm(spec, store=store))
    progress("build", 1, 1)
    return Character(spec=spec, vrm=vrm)


def speak(
    store: Store,
    had: Character,
    said: Said,
    values: Mapping[str, Any],
    hands: Hands,
    keep: Keep,
    progress: Progress,
) -> Character:
    """Return the character with something to say on the stage.

    Raises
    ------
    InputError, EngineError
        There is nothing to say, it cannot be spoken or followed, or is too long for the stage.
    """
    with _cued(said, values, hands) as cue:
        if said.follows:
            _check_length(cue.source)
        motion, audio, notes = performance.acted(
            cue.source, cue.config, text=cue.words, store=store, progress=progress
        )
        head, tracks = packed(motion)
        sound = f"data:audio/wav;base64,{_text(encode_wav(audio))}"
        act = {"motion": head, "tracks": _text(tracks), "audio": sound}
        file = cue.folder / "act.json"
        file.write_text(json.dumps(act), encoding="utf-8")
        return replace(had, act=keep(file), notes=notes)


def film(
    store: Store,
    had: Character,
    said: Said,
    values: Mapping[str, Any],
    hands: Hands,
    keep: Keep,
    progress: Progress,
) -> Character:
    """Return the character with a video of what it says.

    Raises
    ------
    InputError, EngineError
        There is nothing to say, it cannot be spoken or followed, or the machine has no EGL.
    """
    with _cued(said, values, hands) as cue:
        made = performance.perform(
            had.spec, cue.source, cue.folder / "out", cue.config, text=cue.words, store=store,
            progress=progress,
        )  # fmt: skip
        others = [p for p in made.files if p not in (made.video, made.folder / "spec.json")]
        return replace(_with_files(had, (made.video, *others), keep), notes=made.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """A file that tells what is said, and one or nothing that tells the words of a recording."""

    folder: Path
    source: Path
    words: str
    config: Config


@contextmanager
def _cued(said: Said, values: Mapping[str, Any], hands: Hands) -> Iterator[_Cue]:
    """Give what speech and video begin with; what was typed is put in files, so it names none."""
    config = config_of(values, hands)
    with TemporaryDirectory(prefix="aigc-avatar-") as folder:
        box = Path(folder)
        if not said.follows:
            if not said.text.strip():
                raise InputError(say("no_words", "en"))
            yield _Cue(
                folder=box, source=_written(said.text, box / "text.txt"), words="", config=config
            )
            return
        if said.file is None:
            raise InputError(say("no_sound", "en"))
        words = str(_written(said.words, box / "words.txt")) if said.words.strip() else ""
        yield _Cue(folder=box, source=said.file, words=words, config=config)


def _check_length(file: Path) -> None:
    lasts = float(probe(file).duration)
    if lasts > LONGEST_ON_STAGE_S:
        raise InputError(
            f"{file.name} lasts {lasts:.0f} s, and the stage plays at most {LONGEST_ON_STAGE_S} s. "
            "Make a video of it, or cut it."
        )


def save(store: Store, had: Character, keep: Keep, progress: Progress) -> Character:
    """Return the character with its VRM, GLB, portrait and spec to download.

    Raises
    ------
    ReviewNeeded
        A person has to approve it first.
    TrustError
        A rule of the policy forbids it.
    """
    with TemporaryDirectory(prefix="aigc-avatar-") as folder:
        made = pipeline.make(
            had.spec, Path(folder) / "out", sentence=had.sentence, store=store.root,
            progress=progress,
        )  # fmt: skip
        order = sorted(made.files, key=lambda p: p.name != "avatar.vrm")
        return replace(_with_files(had, order, keep), notes=made.notes)


def _with_files(had: Character, made: Sequence[Path], keep: Keep) -> Character:
    """Return the character with new files first; those of how it was before are dropped."""
    fresh = {path.name: keep(path) for path in made}
    rest = {} if had.stale else {k: v for k, v in had.files.items() if k not in fresh}
    return replace(had, files={**fresh, **rest}, stale=False)


def _written(text: str, file: Path) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
