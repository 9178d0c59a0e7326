"""Portraits by a network of the Wav2Lip kind of one's own, an ONNX file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from aigc.config import Settings, build
from aigc.consent import Consent
from aigc.errors import EngineUnavailable
from aigc.identity import identity, version_of
from aigc.portrait.engine import STEP, Box, Picture, agreed, assumed, frame_count
from aigc.portrait.layout import Face, Layout, beside, read_layout
from aigc.progress import Progress
from aigc.types.audio import Audio

if TYPE_CHECKING:
    from aigc.portrait.network import Network
    from aigc.portrait.paste import Paster

_VERSION: Final = 1
LARGEST_GRAPH: Final = 1 << 26
"""Bytes; a network that is larger keeps its weights within."""
Floats = NDArray[np.float32]


class Options(Settings):
    """How the network is run."""

    device: str = Field("auto", description="Where it runs: auto, cpu, cuda, cuda:1.")
    batch: int = Field(
        16, ge=1, le=256, description="Most steps at once; fewer where memory is short."
    )
    layout: Path | None = Field(
        None, description="The network's description; else driver.toml or driver.json beside it."
    )


class OnnxPortrait:
    """Moves the mouth by an ONNX network of the Wav2Lip kind: ``onnx:FILE``.

    The head stays still. The network is told by ``driver.toml`` beside it, see
    `aigc.portrait.layout`; without one it is laid out as the published Wav2Lip.

    Parameters
    ----------
    model : str
        The ``.onnx`` file, or a folder that holds one.
    options
        Those of `Options`.
    """

    name = "onnx"

    def __init__(self, model: str = "", **options: Any) -> None:
        self._model, self._options = model, build(Options, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the network and its layout."""
        if not self._model:
            return f"onnx-portrait-{_VERSION}"
        path = self._file()
        network = f"{identity(*_files(path))} {self._layout(path).model_dump_json()}"
        known = hashlib.sha256(network.encode()).hexdigest()
        return f"onnx-portrait-{_VERSION} onnxruntime-{version_of('onnxruntime')} {known[:16]}"

    def drive(
        self,
        portrait: Picture,
        audio: Audio,
        *,
        consent: Consent | None,
        fps: Fraction,
        face: Box | None,
        seed: int,
        progress: Progress,
    ) -> Iterator[Picture]:
        """Yield the frames; see `PortraitDriver.drive`. There is no chance in it."""
        from aigc.portrait.mel import heard, spectrogram
        from aigc.portrait.paste import Paster, crop_of

        agreed(consent)
        path = self._file()
        layout, count = self._layout(path), frame_count(audio, fps)
        progress(STEP, 0, count)
        crop = crop_of(face or assumed(portrait), portrait, layout.face.pad)
        paster = Paster(portrait, crop, layout.face.size, layout.paste)
        columns, seen = spectrogram(audio, layout.mel), seen_of(paster.reference, layout.face)
        at_once = self._options.batch * layout.frames_per_step
        for first in range(0, count, at_once):
            frames = range(first, min(first + at_once, count))
            mel = heard(columns, frames, fps, layout.mel)
            for n, made in zip(frames, self._made(path, layout, mel, seen), strict=True):
                yield _pasted(paster, made, layout.face)
                progress(STEP, n + 1, count)

    def _made(self, path: Path, layout: Layout, mel: Floats, seen: Floats) -> Floats:
        """Return the faces of some frames, shape ``(frames, size, size, 3)``."""
        from aigc.device.fallback import in_batches
        from aigc.device.shelf import shelf
        from aigc.portrait.network import Network

        many = layout.frames_per_step
        lacking = -len(mel) % many
        steps = np.concatenate([mel, np.repeat(mel[-1:], lacking, 0)])
        grouped = steps.reshape(-1, many, *mel.shape[1:])
        rack = shelf(self._options.device)
        files = _files(path.absolute())
        key = f"portrait {identity(*files)} {layout.model_dump_json()}"
        with rack.lend(
            key,
            lambda: Network(path, layout, rack.device),
            label=path.name,
            size=lambda _: sum(os.stat(file).st_size for file in files),
        ) as network:
            found = in_batches(
                list(grouped),
                lambda some: _run(network, some, seen),
                most=network.batch or self._options.batch,
                device=rack.device,
                what=path.name,
            )
        return np.concatenate(found)[: len(mel)]

    def _file(self) -> Path:
        if not self._model:
            raise EngineUnavailable(
                "The portrait driver 'onnx' has no network of its own. Name yours behind a colon: "
                "onnx:wav2lip.onnx."
            )
        path = Path(self._model).expanduser()
        found = sorted(path.glob("*.onnx")) if path.is_dir() else [path]
        if len(found) != 1 or not found[0].is_file():
            raise EngineUnavailable(
                f"There is no network {self._model!r}. Name an .onnx file, or a folder that holds "
                f"a single one{f', not {len(found)}' if len(found) > 1 else ''}."
            )
        return found[0]

    def _layout(self, path: Path) -> Layout:
        own = self._options.layout
        return beside(path) if own is None else read_layout(own.expanduser())


def seen_of(reference: Floats, face: Face) -> Floats:
    """Return what the network sees of a face, shape ``(channels, size, size)``."""
    black, white = face.range
    picture = reference / 255 * (white - black) + black
    ordered = picture[..., ::-1] if face.colours == "bgr" else picture
    whole = np.ascontiguousarray(ordered.transpose(2, 0, 1), np.float32)
    masked = whole.copy()
    masked[:, face.size // 2 :] = black
    parts = {"masked": masked, "reference": whole}
    return np.concatenate([parts[part] for part in face.seen.split("+")])


def _run(network: Network, steps: Sequence[Floats], seen: Floats) -> list[Floats]:
    """Return the faces of each step; a network of a fixed batch is given that many."""
    mel = np.stack(steps)
    lacking = max(network.batch - len(mel), 0)
    given = np.concatenate([mel, np.repeat(mel[-1:], lacking, 0)])
    face = np.broadcast_to(seen, (*given.shape[:2], *seen.shape))
    return list(network.run(given, face)[: len(mel)])


def _pasted(paster: Paster, made: Floats, face: Face) -> Picture:
    black, white = face.made_range
    picture = np.clip((made - black) * (255 / (white - black)), 0, 255)
    return paster.laid(
        np.ascontiguousarray(picture[..., ::-1] if face.colours == "bgr" else picture)
    )


def _files(network: Path) -> tuple[str, ...]:
    """Return the files of a network: its own, and those beside it that it keeps weights in."""
    return (str(network), *_beside(network, network.stat().st_mtime_ns))


@lru_cache(maxsize=16)
def _beside(network: Path, changed_ns: int) -> tuple[str, ...]:
    """Return the files that a network names; ``changed_ns`` is when it was last written."""
    if network.stat().st_size > LARGEST_GRAPH:
        return ()
    graph = network.read_bytes()
    named = (path for path in network.parent.iterdir() if path.name.encode() in graph)
    return tuple(sorted(str(path) for path in named if path.is_file()))
