"""A description becomes a character, and the character its files.

>>> made = make(described("短发戴圆眼镜的年轻女主播").spec, Path("out"))     # doctest: +SKIP

`pipelines.performance` lets it speak, and `pipelines.presenting` puts it into a clip.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

import aigc
from aigc import registry
from aigc.avatar import spec as specs
from aigc.avatar.spec import AvatarSpec
from aigc.errors import EngineUnavailable
from aigc.files import check_folder
from aigc.progress import Progress, silent
from aigc.types.avatar import Avatar
from aigc.types.provenance import Provenance, Source
from pipelines.avatar_extras import NOTHING_MORE, Extras, extra_files, repainted
from pipelines.labelling import language_in
from pipelines.leaving import MANIFEST, leaving

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
    spec: AvatarSpec, out: Path, *, extras: Extras = NOTHING_MORE, progress: Progress = silent
) -> Made:
    """Write a character as ``avatar.vrm``, ``avatar.glb``, ``portrait.png`` and ``spec.json``.

    Where nothing can be drawn on this machine the portrait is left out, and the notes say so.

    Parameters
    ----------
    extras : Extras
        What else is made of the character; all files appear, or none.

    Raises
    ------
    InputError
        ``out`` is a file.
    EngineUnavailable, EngineFailed
        What an extra needs is missing, or broke.
    JobError
        The disk is full or the user stops; then nothing is left behind.
    """
    from aigc.avatar.build import build
    from aigc.avatar.export.gltf import glb_bytes
    from aigc.avatar.export.vrm import vrm_bytes

    check_folder(out)
    progress("build", 0, 3)
    avatar = repainted(build(spec), extras.restyle, progress)
    progress("build", 1, 3)
    notes: tuple[str, ...] = ()
    files: dict[str, bytes] = {}
    try:
        files["portrait.png"] = portrait(avatar)
    except EngineUnavailable as exc:
        notes = (f"No portrait was drawn: {exc}",)
    progress("build", 2, 3)
    files |= {
        "avatar.glb": glb_bytes(avatar),
        "avatar.vrm": vrm_bytes(avatar, poster=_poster(files.get("portrait.png"))),
        "spec.json": specs.dumps(spec).encode(),
    }
    if spec.provenance:
        from aigc.avatar.photo import consent

        files[consent.FILE] = consent.record(spec.provenance)
    progress("build", 3, 3)
    files |= extra_files(avatar, extras, progress)
    return Made(spec=spec, folder=out, files=_published(files, out, spec, extras), notes=notes)


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


def _poster(picture: bytes | None) -> bytes | None:
    """Return the head of a portrait as the small square that programs show in their lists."""
    if picture is None:
        return None
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        drawn = image.convert("RGBA").crop((0, 0, image.width, image.width))
        ground = Image.new("RGBA", drawn.size, POSTER_GROUND)
        square = Image.alpha_composite(ground, drawn).convert("RGB")
    square.resize((POSTER_PX, POSTER_PX)).save(buffer, "JPEG", quality=POSTER_QUALITY)
    return buffer.getvalue()


def _published(
    files: dict[str, bytes], out: Path, spec: AvatarSpec, extras: Extras
) -> tuple[Path, ...]:
    """Write all files, or none, into ``out``."""
    with leaving(out, lambda: _origin(spec, extras)) as box:
        for name, data in files.items():
            (box / name).write_bytes(data)
    return tuple(out / name for name in sorted((*files, MANIFEST)))


def _origin(spec: AvatarSpec, extras: Extras) -> Provenance:
    photo = spec.provenance.get("photo_sha256", "")
    return Provenance(
        pipeline="avatar", version=aigc.__version__, title=spec.name,
        language=language_in(spec.name),
        options={"look": spec.look, "turntable": extras.turntable, "still": extras.still},
        sources=(Source(role="portrait", sha256=str(photo)),) if photo else (),
        synthesis="algorithmic" if extras.restyle is None else "generated",
        more={"spec": spec.digest(), "consent": dict(spec.provenance)},
    )  # fmt: skip
