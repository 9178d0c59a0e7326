"""Portraits by a program of one's own, in an environment of its own."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from aigc.config import Settings, build
from aigc.consent import Consent
from aigc.errors import EngineUnavailable
from aigc.identity import identity
from aigc.portrait.contract import Contract, read_contract
from aigc.portrait.engine import STEP, Box, Picture, agreed, assumed, frame_count
from aigc.progress import Progress
from aigc.types.audio import Audio

_VERSION: Final = 1
_OF_PROGRAM: Final = 0.9
"""Share of the work that is the program's."""


class Options(Settings):
    """How the program is run."""

    timeout_s: float = Field(
        0.0, ge=0, le=7 * 86_400, description="Longest time in place of the contract's; 0 keeps it."
    )


class SubprocessPortrait:
    """Lets a program of one's own do it, as a contract says: ``subprocess:FILE.toml``.

    MuseTalk, EchoMimic, Hallo and their like run so, each in its own environment; see
    `aigc.portrait.contract`.

    Parameters
    ----------
    model : str
        The contract's file.
    options
        Those of `Options`.
    """

    name = "subprocess"

    def __init__(self, model: str = "", **options: Any) -> None:
        self._model, self._options = model, build(Options, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the contract and the files that its command names."""
        if not self._model:
            return f"subprocess-portrait-{_VERSION}"
        contract = self._contract()
        asked = contract.model_dump_json(exclude={"timeout_s"})
        known = hashlib.sha256(f"{asked} {identity(*contract.files())}".encode()).hexdigest()
        return f"subprocess-portrait-{_VERSION} {known[:16]}"

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
        """Yield the frames once the program has ended; see `PortraitDriver.drive`."""
        from aigc.portrait.square import Square

        agreed(consent)
        contract, count = self._contract(), frame_count(audio, fps)
        progress(STEP, 0, count)
        square = None
        if contract.crop == "square":
            square = Square(portrait, face or assumed(portrait), contract.margin)
        given = portrait if square is None else square.given(contract.size_px)
        place = tempfile.TemporaryDirectory(prefix="aigc-portrait-", ignore_cleanup_errors=True)
        with place as made:
            box = Path(made)
            out = self._run(contract, given, audio, box, fps, seed, count, progress)
            size = (given.shape[1], given.shape[0])
            for n, frame in enumerate(_frames(contract, out, count, fps, size), 1):
                yield frame.copy() if square is None else square.laid(frame)
                progress(STEP, count * (_OF_PROGRAM + (1 - _OF_PROGRAM) * n / count), count)

    def _run(
        self, contract: Contract, given: Picture, audio: Audio, box: Path, fps: Fraction, seed: int,
        count: int, progress: Progress,
    ) -> Path:  # fmt: skip
        """Run the program; return where its result lies."""
        from aigc.portrait.program import run

        out = box / ("film.mp4" if contract.result == "film" else "frames")
        if contract.result == "frames":
            out.mkdir()
        values = {"fps": f"{float(fps):g}", "seed": str(seed), "out": str(out)}
        values |= _written(given, audio, contract.sample_rate, box)
        arguments = contract.arguments(values)
        arguments[0] = contract.program(contract.folder)
        run(
            arguments,
            folder=contract.folder,
            environment=contract.surroundings(),
            timeout_s=self._options.timeout_s or contract.timeout_s,
            report=lambda share: progress(STEP, count * _OF_PROGRAM * share, count),
        )
        return out

    def _contract(self) -> Contract:
        if not self._model:
            raise EngineUnavailable(
                "The portrait driver 'subprocess' needs a contract with your program. Write one as "
                "docs/portraits.md shows, and name it behind a colon: subprocess:FILE.toml."
            )
        return read_contract(Path(self._model).expanduser())


def _written(given: Picture, audio: Audio, sample_rate: int, box: Path) -> dict[str, str]:
    """Write what the program is given; return where it lies."""
    from PIL import Image

    from aigc.audio import encode_wav, resample, to_mono

    sound = resample(to_mono(audio), sample_rate) if sample_rate else audio
    portrait, wav = box / "portrait.png", box / "sound.wav"
    Image.fromarray(given).save(portrait, "PNG", compress_level=1)
    wav.write_bytes(encode_wav(sound))
    return {"portrait": str(portrait), "audio": str(wav)}


def _frames(
    contract: Contract, out: Path, count: int, fps: Fraction, size: tuple[int, int]
) -> Iterator[Picture]:
    from aigc.portrait.result import film_frames, folder_frames

    if contract.result == "film":
        return film_frames(out, count, fps=fps, size=size)
    own = Fraction(contract.fps).limit_denominator(1001) if contract.fps else fps
    return folder_frames(out, count, own_fps=own, fps=fps, size=size)
