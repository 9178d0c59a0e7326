"""A band of recorded instruments: the FluidSynth program with a soundfont."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, read_audio, resample, to_stereo
from aigc.errors import AssetError, EngineFailed, EngineUnavailable
from aigc.loudness import normalise
from aigc.music.accompaniment.arrangement import Arrangement
from aigc.music.accompaniment.midi import encode_midi
from aigc.music.accompaniment.synth import LUFS, PEAK_DBTP, SynthBand
from aigc.music.engine import AccompanimentEngine
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_sample

VARIABLE: Final = "AIGC_SOUNDFONT"
_PLACES: Final = (
    "/usr/share/sounds/sf2", "/usr/share/sounds/sf3", "/usr/share/soundfonts",
    "/usr/local/share/soundfonts", "/opt/homebrew/share/soundfonts",
    "~/.local/share/soundfonts", "~/Library/Audio/Sounds/Banks", "C:/soundfonts",
)  # fmt: skip
_KINDS: Final = (".sf2", ".sf3")
_SETTINGS: Final = (
    "synth.chorus.active=0", "synth.reverb.active=1", "synth.reverb.room-size=0.5",
    "synth.reverb.level=0.35", "synth.polyphony=512", "synth.cpu-cores=1",
)  # fmt: skip
_GAIN: Final = "0.5"
_PATIENCE_S: Final = 120.0
_FADE_S: Final = 1.0


class FluidSynthBand:
    """Plays an arrangement through ``fluidsynth``; the soundfont may be named or is looked for."""

    name = "fluidsynth"

    def __init__(self, soundfont: Path | None = None) -> None:
        self._soundfont = soundfont

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        program, soundfont = _program(), find_soundfont(self._soundfont)
        return f"fluidsynth/1 {_version(program)} {soundfont.name} {soundfont.stat().st_size}"

    def play(self, arrangement: Arrangement, *, progress: Progress = silent) -> Audio:
        """Return the accompaniment; see `AccompanimentEngine.play`.

        Onsets are exact to the program's block of 64 samples and a millisecond.
        """
        program, soundfont = _program(), find_soundfont(self._soundfont)
        progress("accompaniment", 0, 1)
        with tempfile.TemporaryDirectory() as folder:
            midi, wav = Path(folder, "band.mid"), Path(folder, "band.wav")
            midi.write_bytes(encode_midi(arrangement, melody=False, unit="milliseconds"))
            _run(program, soundfont, midi, wav)
            try:
                sound = to_stereo(resample(read_audio(wav), SAMPLE_RATE_HZ))
            except AssetError as exc:
                raise EngineFailed(f"FluidSynth wrote no sound that can be read: {exc}") from exc
        out = _cut(sound.samples, to_sample(arrangement.duration, SAMPLE_RATE_HZ))
        progress("accompaniment", 1, 1)
        audio = Audio(samples=out, sample_rate=SAMPLE_RATE_HZ)
        return normalise(audio, lufs=LUFS, peak_dbtp=PEAK_DBTP, in_place=True)


def choose_band(soundfont: Path | None = None) -> tuple[AccompanimentEngine, str]:
    """Return the best band at hand, and a sentence for the user about which it is.

    FluidSynth plays where its program and a soundfont are found, else the embedded synthesiser. A
    soundfont that is named but missing is an error.

    Raises
    ------
    EngineUnavailable
        When ``soundfont`` is given and cannot be used.
    """
    try:
        _program()
        font = find_soundfont(soundfont)
    except EngineUnavailable as exc:
        if soundfont is not None:
            raise
        return SynthBand(), f"The embedded synthesiser plays the accompaniment. {exc}"
    return FluidSynthBand(font), f"FluidSynth plays the accompaniment with {font.name}."


def find_soundfont(wanted: Path | None = None) -> Path:
    """Return the soundfont that is wanted, that ``AIGC_SOUNDFONT`` names, or the largest found.

    Raises
    ------
    EngineUnavailable
        When there is none, or what is named is no soundfont.
    """
    named = wanted or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is not None:
        if not _is_soundfont(named):
            raise EngineUnavailable(f"{named} is no soundfont: give an .sf2 or .sf3 file.")
        return named
    found = sorted(_installed(), key=lambda path: (-path.stat().st_size, path.name))
    if not found:
        raise EngineUnavailable(
            f"No soundfont was found: install one, or set {VARIABLE} to an .sf2 or .sf3 file."
        )
    return found[0]


def _installed() -> Iterator[Path]:
    """Yield the soundfonts in the usual places."""
    own = (f"{sys.prefix}/share/soundfonts", f"{sys.prefix}/share/sounds/sf2")
    for place in (*_PLACES, *own):
        folder = Path(place).expanduser()
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if _is_soundfont(path))


def _is_soundfont(path: Path) -> bool:
    """Tell whether a file is a RIFF file of soundfont kind."""
    if path.suffix.lower() not in _KINDS or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head[:4] == b"RIFF" and head[8:12] == b"sfbk"


def _program() -> str:
    """Return where the program is.

    Raises
    ------
    EngineUnavailable
        When it is not installed.
    """
    found = shutil.which("fluidsynth")
    if found is None:
        raise EngineUnavailable(
            "The program fluidsynth is not installed: install it, for example with apt, brew or "
            "conda, or take the accompaniment engine synth."
        )
    return found


def _version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return next((line.split()[-1] for line in done.stdout.splitlines() if "ersion" in line), "?")


def _run(program: str, soundfont: Path, midi: Path, wav: Path) -> None:
    """Let the program write a MIDI file as sound.

    Raises
    ------
    EngineFailed
        When it breaks, hangs or writes nothing.
    """
    settings = [part for setting in _SETTINGS for part in ("-o", setting)]
    command = [
        program, "-q", "-n", "-i", "-g", _GAIN, "-r", str(SAMPLE_RATE_HZ), "-T", "wav",
        "-O", "float", *settings, "-F", str(wav), str(soundfont), str(midi),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False,
            errors="replace", stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise EngineFailed(f"FluidSynth did not finish: {exc}.") from exc
    if done.returncode or not wav.is_file():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise EngineFailed(f"FluidSynth broke: {said[-1][:200] if said else 'it said nothing'}.")


def _cut(samples: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """Return exactly ``length`` samples that die away at the end."""
    out = np.zeros((2, length), np.float32)
    kept = samples[:, :length]
    out[:, : kept.shape[1]] = kept
    down = min(length, round(_FADE_S * SAMPLE_RATE_HZ))
    out[:, length - down :] *= np.cos(np.linspace(0, np.pi / 2, down, dtype=np.float32))
    return out
