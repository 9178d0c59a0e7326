"""What may be made of a character beside its files: a painted skin, a turntable, a traced still."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aigc import registry
from aigc.avatar import spec as specs
from aigc.errors import ConfigError, did_you_mean
from aigc.planes import Marker, blend, new_planes, write_planes
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.avatar import Avatar
from aigc.types.frame import Mark, Planes
from aigc.types.time import from_frame
from pipelines.labelling import labels_of_size
from pipelines.marking import film_mark, look_back

STILLS = ("cycles",)
STILL = "still.png"
RESTYLE = "restyle.json"
STILL_PX = (768, 1024)
YAW = -12.0
TURNTABLE = "turntable.mp4"
TURNTABLE_PX = (540, 720)
TURNTABLE_FPS = Fraction(24)
TURNTABLE_FRAMES = 96
GROUND = "#e9ecf3"


@dataclass(frozen=True, slots=True)
class Restyle:
    """How the skin is painted anew.

    Attributes
    ----------
    engine : str
        An engine of ``stylist``.
    model : str
        Folder of its model; empty where an environment variable names it.
    strength : float
        Above 0, which leaves the skin, to 1, which forgets it.
    """

    prompt: str
    engine: str = "diffusers"
    model: str = ""
    strength: float = 0.35
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What is made of a character if it is asked for.

    Attributes
    ----------
    turntable : bool
        A film in which it turns round once.
    still : str
        ``cycles`` for a still that Cycles draws by tracing light.
    restyle : Restyle or None
        How the skin is painted anew before anything is written.
    """

    turntable: bool = False
    still: str = ""
    restyle: Restyle | None = None

    def __post_init__(self) -> None:
        """Refuse an engine of stills that does not exist."""
        if self.still and self.still not in STILLS:
            raise ConfigError(
                f"No stills are drawn by {self.still!r}. {did_you_mean(self.still, STILLS)}"
            )


NOTHING_MORE = Extras()


def repainted(avatar: Avatar, asked: Restyle | None, progress: Progress = silent) -> Avatar:
    """Return a character whose skin is painted as it was asked for.

    Raises
    ------
    InputError
        Prompt or strength cannot be used.
    EngineUnavailable, EngineFailed
        The engine lacks something, or broke.
    """
    if asked is None:
        return avatar
    from aigc.avatar.restyle import restyled

    stylist = registry.get("stylist", asked.engine)
    if asked.model:
        stylist.model = asked.model
    return restyled(avatar, stylist, asked.prompt, strength=asked.strength, seed=asked.seed,
                    progress=progress)  # fmt: skip


def extra_files(
    avatar: Avatar,
    extras: Extras,
    *,
    language: Language = "en",
    asset_id: int | None = None,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Return the files that were asked for, by name.

    Parameters
    ----------
    language : str
        Of the label in a film.
    asset_id : int, optional
        What the watermark of a film carries; it has none where left out.

    Raises
    ------
    TrustError
        The policy asks for a watermark that cannot be laid on, or not be read back.
    EngineUnavailable, EngineFailed
        What one of them needs is missing, or broke.
    """
    found: dict[str, bytes] = {}
    if extras.still:
        found[STILL] = still_bytes(avatar, progress=progress)
    if extras.restyle is not None:
        told = asdict(extras.restyle) | {"model": Path(extras.restyle.model).name}
        found[RESTYLE] = json.dumps(told, ensure_ascii=False, indent=2).encode()
    if extras.turntable:
        found[TURNTABLE] = turntable_bytes(
            avatar, language=language, asset_id=asset_id, progress=progress
        )
    return found


def still_bytes(
    avatar: Avatar,
    *,
    framing: str = "bust",
    size: tuple[int, int] = STILL_PX,
    progress: Progress = silent,
) -> bytes:
    """Return a PNG of a character on a clear ground, drawn by Cycles.

    Raises
    ------
    EngineUnavailable, EngineFailed
        It is not installed, or broke.
    """
    from aigc.avatar.render.cycles import cycles_still

    picture = cycles_still(avatar, *size, framing, yaw=YAW, progress=progress)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def turntable_bytes(
    avatar: Avatar,
    *,
    framing: str = "half",
    size: tuple[int, int] = TURNTABLE_PX,
    frames: int = TURNTABLE_FRAMES,
    background: str = GROUND,
    language: Language = "en",
    asset_id: int | None = None,
    progress: Progress = silent,
) -> bytes:
    """Return an H.264 MP4 in which a character turns round once; its end meets its beginning.

    A label tells for two seconds that a machine made it, and then a small mark.

    Parameters
    ----------
    size : (int, int)
        Width and height in pixels, both even.
    frames : int
        How many pictures a turn has, at 24 a second.
    background : str
        Colour behind the character.
    language : str
        Of the label.
    asset_id : int, optional
        What the watermark carries; there is none where left out.

    Raises
    ------
    EngineUnavailable
        The machine has no EGL.
    EngineFailed
        The encoder broke.
    TrustError
        The policy asks for a watermark that cannot be laid on, or not be read back.
    """
    from aigc.avatar.render import turntable
    from aigc.video.encode import VideoFormat, encode_frames
    from aigc.video.presets import PRESETS

    width, height = size
    form = VideoFormat(
        width_px=width, height_px=height, fps=TURNTABLE_FPS, preset=PRESETS["standard"]
    )
    ground = specs.rgb(background)
    mark = None if asset_id is None else film_mark(asset_id, width, height)

    shown = turntable(
        avatar, width, height, framing, count=frames, background=ground, progress=progress
    )
    with tempfile.TemporaryDirectory(prefix="turntable-") as folder:
        path = Path(folder) / TURNTABLE
        encode_frames(_labelled(shown, size, language, mark), form, path)
        if asset_id is not None and mark is not None:
            look_back(path, asset_id)
        return path.read_bytes()


def _labelled(
    pictures: Iterable[NDArray[np.uint8]], size: tuple[int, int], language: Language,
    mark: Mark | None,
) -> Iterator[Planes]:  # fmt: skip
    """Yield pictures as planes under the labels and the watermark, each valid until the next."""
    from aigc.video.compose import PatchCache

    planes, patches = new_planes(*size), PatchCache()
    overlays, marker = labels_of_size(language, *size), Marker(mark) if mark else None
    for n, picture in enumerate(pictures):
        write_planes(np.ascontiguousarray(picture[..., :3]), planes)
        time = from_frame(n, TURNTABLE_FPS)
        for patch in (one for overlay in overlays for one in overlay.patches(time)):
            blend(planes, patches.get(patch))
        yield marker.laid_on(planes) if marker else planes
