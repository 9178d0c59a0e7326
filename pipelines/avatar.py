"""A description becomes a character, and the character its files.

>>> made = make(described("短发戴圆眼镜的年轻女主播").spec, Path("out"))     # doctest: +SKIP

`pipelines.performance` lets it speak, and `pipelines.presenting` puts it into a clip.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

import aigc
from aigc import registry
from aigc.avatar import spec as specs
from aigc.avatar.spec import AvatarSpec
from aigc.errors import EngineUnavailable
from aigc.files import check_folder
from aigc.notices import notice, noticing
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.avatar import Avatar
from aigc.types.provenance import Provenance, Source, Use
from aigc.types.review import Exhibit
from pipelines import consenting, origin
from pipelines.avatar_extras import NOTHING_MORE, Extras, Restyle, extra_files, repainted
from pipelines.consenting import Behind
from pipelines.labelling import language_in
from pipelines.leaving import MANIFEST, leaving
from pipelines.marking import film_id
from pipelines.sounding import written

if TYPE_CHECKING:
    from aigc.avatar.sentence import Described, SlotFiller

PORTRAIT_PX = (768, 1024)
POSTER_PX, POSTER_QUALITY, POSTER_GROUND = 512, 88, "#e9ecf3"


def described(
    sentence: str,
    *,
    base: AvatarSpec | None = None,
    seed: int = 0,
    filler: str = "",
    filler_model: str = "",
) -> Described:
    """Return the character that a sentence describes; see `aigc.avatar.sentence`.

    Parameters
    ----------
    base : AvatarSpec, optional
        A character that the sentence changes.
    filler : str
        An engine that reads the words which the grammar does not know; none by default.
    filler_model : str
        Folder of that engine's model; alone it asks for ``transformers``.

    Raises
    ------
    InputError
        The sentence is empty or too long.
    EngineUnavailable
        The filler lacks its model or a package.
    """
    from aigc.avatar.sentence import read_sentence

    return read_sentence(sentence, base=base, seed=seed, filler=_filler(filler, filler_model))


def _filler(name: str, model: str) -> SlotFiller | None:
    if not (name or model):
        return None
    found = registry.get("filler", name or "transformers")
    if model:
        found.model = model
    filler: SlotFiller = found
    return filler


def explained(found: Described) -> list[str]:
    """Return a line for each thing that was understood, and for what was not."""
    lines = [f"{slot.path} = {slot.value}  ({slot.explanation})" for slot in found.slots]
    lines += [f"not understood: {word}" for word in found.unknown]
    return lines + [str(conflict) for conflict in found.conflicts]


def known(name: str) -> AvatarSpec:
    """Return the spec of a file, or of the library's character of that name.

    Raises
    ------
    InputError
        The file cannot be used.
    ConfigError
        The library has no such character.
    """
    from aigc.avatar.presets import preset

    path = Path(name)
    if path.suffix.lower() == ".json" or path.is_file():
        return specs.read(path)
    return preset(name).spec


def styled(spec: AvatarSpec, look: str) -> AvatarSpec:
    """Return the spec drawn in another look; an empty one leaves it."""
    from aigc.avatar import catalogue

    return specs.changed(spec, look=catalogue.known("look", look)) if look else spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The files of a character; ``notes`` say what could not be made and why."""

    spec: AvatarSpec
    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from base64 import b64encode

        portrait = self.folder / "portrait.png"
        if portrait not in self.files:
            return f"<pre>{specs.dumps(self.spec)}</pre>"
        picture = b64encode(portrait.read_bytes()).decode()
        return f'<img src="data:image/png;base64,{picture}" style="height: 420px">'


def make(
    spec: AvatarSpec,
    out: Path,
    *,
    extras: Extras = NOTHING_MORE,
    sentence: str = "",
    store: Path | None = None,
    progress: Progress = silent,
) -> Made:
    """Write a character as ``avatar.vrm``, ``avatar.glb``, ``portrait.png`` and ``spec.json``.

    Where nothing can be drawn on this machine the portrait is left out, and the notes say so.

    Parameters
    ----------
    extras : Extras
        What else is made of the character; all files appear, or none.
    sentence : str
        The words that it was made of, which are judged with its name before anything is drawn.
    store : Path, optional
        Root of the store that keeps consents, the log and what waits for people; the usual one if
        left out.

    Raises
    ------
    TrustError
        It shows a person whose consent does not hold, or a rule of the policy forbids it.
    ReviewNeeded
        A person has to approve it; nothing appears before.
    InputError
        ``out`` is a file.
    EngineUnavailable, EngineFailed
        What an extra needs is missing, or broke.
    JobError
        The disk is full or the user stops; then nothing is left behind.
    """
    check_folder(out)
    shown = consenting.character(spec.provenance, store=store)
    made = _origin(spec, extras, shown, language_in(f"{spec.name}{sentence}"))
    names = []
    with (
        noticing() as told,
        leaving(
            out, lambda: replace(made, notes=notes), store=store,
            exhibit=_exhibit(spec, extras, sentence), watermark=film_id(made),
        ) as box,
    ):  # fmt: skip
        for name, data in _drawn(spec, extras, made, progress):
            (box / name).write_bytes(data)
            names.append(name)
        notes = tuple(told)
    files = tuple(sorted(written(out, tuple(names), MANIFEST)))
    return Made(spec=spec, folder=out, files=files, notes=notes)


def _drawn(
    spec: AvatarSpec, extras: Extras, made: Provenance, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """Yield all files of a character, by name."""
    from aigc.avatar.build import build
    from aigc.avatar.export.gltf import glb_bytes
    from aigc.avatar.export.vrm import vrm_bytes

    language: Language = "zh" if made.language == "zh" else "en"
    progress("build", 0, 3)
    avatar = repainted(build(spec), extras.restyle, progress)
    progress("build", 1, 3)
    picture = _portrait(avatar)
    if picture is not None:
        yield "portrait.png", picture
    progress("build", 2, 3)
    yield "avatar.glb", glb_bytes(avatar)
    yield "avatar.vrm", vrm_bytes(avatar, poster=_poster(picture, language))
    yield "spec.json", specs.dumps(spec).encode()
    if spec.provenance:
        from aigc.avatar.photo import consent

        yield consent.FILE, consent.record(spec.provenance)
    progress("build", 3, 3)
    yield from extra_files(
        avatar, extras, language=language, asset_id=film_id(made), progress=progress
    ).items()


def _portrait(avatar: Avatar) -> bytes | None:
    try:
        return portrait(avatar)
    except EngineUnavailable as exc:
        notice(f"No portrait was drawn: {exc}")
        return None


def portrait(avatar: Avatar, size: tuple[int, int] = PORTRAIT_PX, framing: str = "bust") -> bytes:
    """Return a PNG of a character on a clear ground.

    Raises
    ------
    EngineUnavailable
        The machine has no EGL.
    """
    from aigc.avatar.render import still

    buffer = io.BytesIO()
    Image.fromarray(still(avatar, *size, framing, yaw=-12.0)).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def _poster(picture: bytes | None, language: Language) -> bytes | None:
    """Return the head of a portrait as the small square that programs show in their lists.

    It bears the label that people see.
    """
    from aigc.trust.labels.corner import marked

    if picture is None:
        return None
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        drawn = image.convert("RGBA").crop((0, 0, image.width, image.width))
        ground = Image.new("RGBA", drawn.size, POSTER_GROUND)
        square = Image.alpha_composite(ground, drawn).convert("RGB")
    small = marked(np.asarray(square.resize((POSTER_PX, POSTER_PX))), language)
    Image.fromarray(small).save(buffer, "JPEG", quality=POSTER_QUALITY)
    return buffer.getvalue()


def _exhibit(spec: AvatarSpec, extras: Extras, sentence: str) -> Exhibit:
    """Return what is judged of a character: its name, and the words that it was made of."""
    words = (sentence, extras.restyle.prompt if extras.restyle else "")
    return Exhibit(title=spec.name, source="\n".join(one for one in words if one.strip()))


def _painter(asked: Restyle) -> Use:
    """Return the engine that painted the skin, with the licence of its model."""
    return origin.engine("stylist", asked.engine, model=asked.model)


def _origin(spec: AvatarSpec, extras: Extras, shown: Behind, language: Language) -> Provenance:
    photo = spec.provenance.get("photo_sha256", "")
    return Provenance(
        pipeline="avatar", version=aigc.__version__, title=spec.name,
        language=language,
        options={"look": spec.look, "turntable": extras.turntable, "still": extras.still},
        sources=(Source(role="portrait", sha256=str(photo)),) if photo else (),
        uses=(_painter(extras.restyle),) if extras.restyle else (),
        consents=shown.consents,
        synthesis="algorithmic" if extras.restyle is None else "generated",
        more={
            **consenting.people(face=shown),
            "spec": spec.digest(), "consent": dict(spec.provenance),
        },
    )  # fmt: skip
