"""The networks of a voice of sherpa-onnx: given what each family takes, and its sound made."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import EngineFailed, InputError
from aigc.speech.onnx_voice.network import (
    NOISE,
    Samples,
    Scales,
    lengths_in,
    noise,
    opened,
    run,
    sound_of,
)
from aigc.speech.sherpa_voice.folders import VoiceFolder
from aigc.speech.sherpa_voice.metadata import metadata
from aigc.speech.sherpa_voice.rows import Written

_ROUNDS: Final = {"kokoro": "Round", "kitten": "Round"}
"""Which node of a family makes the lengths of signs whole, where it is not Ceil."""
_SCALES: Final = "scales"
_FFT, _HOP = 1024, 256

Floats = NDArray[np.float32]


class Networks:
    """The networks of a voice, ready to speak.

    Raises
    ------
    EngineUnavailable
        ONNX Runtime or onnx is not installed, or ONNX Runtime has not the device.
    InputError
        A file is damaged, of another form, or asks for what a voice never needs.
    """

    def __init__(self, voice: VoiceFolder, device: str = "cpu") -> None:
        self.voice = voice
        kind = voice.told.kind
        self._session = opened(voice.network, device, _ROUNDS.get(kind, "Ceil"))
        self._styles = _styles(voice) if kind in ("kokoro", "kitten") else None
        self._vocoder = Vocoder(voice.vocoder, device) if voice.vocoder else None

    def say(
        self, written: Written, scales: Scales, *, speaker: int, seed: int
    ) -> tuple[Samples, NDArray[np.float64] | None]:
        """Return the sound of a clause, and the length of each number where it is known.

        Raises
        ------
        EngineFailed
            It broke, or gave no sound.
        InputError
            The clause is too long for it, or it takes something else than its family does.
        """
        path, count = self.voice.network, len(written.row.ids)
        given = self._given(written, scales, speaker)
        if NOISE in self._names:
            given[NOISE] = noise(seed)
        out = run(self._session, given, path=path)
        frames = lengths_in(out[1:], count)
        if frames is not None and self.voice.told.kind in _ROUNDS:
            frames = np.maximum(frames, 1)
        return self._vocoder(out[0]) if self._vocoder else sound_of(out[0], path), frames

    @property
    def _names(self) -> list[str]:
        return [one.name for one in self._session.get_inputs()]

    def _given(self, written: Written, scales: Scales, speaker: int) -> dict[str, Any]:
        """Return what the network takes, by the names that it has for it.

        As in sherpa-onnx the place of an input tells what it is: names differ between exporters.
        """
        names = [name for name in self._names if name != NOISE]
        values = self._values(written, scales, speaker, names)
        if len(names) > len(values):
            raise InputError(
                f"{self.voice.network.name} is no network of the kind {self.voice.told.kind}: it "
                f"takes {', '.join(names)}. Take a voice that is published for sherpa-onnx."
            )
        return dict(zip(names, values, strict=False))

    def _values(
        self, written: Written, scales: Scales, speaker: int, names: list[str]
    ) -> list[NDArray[Any]]:
        told, row = self.voice.told, written.row
        ids = np.array([row.ids], np.int64)
        if self._styles is not None:
            return [ids, self._style(speaker, len(row.ids) - 2), _one(1 / scales.length)]
        length, who = np.array([len(row.ids)], np.int64), np.array([speaker], np.int64)
        chance = [_one(scales.noise), _one(scales.length)]
        if told.kind != "matcha":
            chance.append(_one(scales.noise_w))
        if _SCALES in names:
            chance = [np.concatenate(chance)]
        if told.kind == "melo":
            own = np.array([told.speaker_id], np.int64) if told.n_speakers < 2 else who
            return [ids, length, np.array([written.tones], np.int64), own, *chance]
        return [ids, length, *chance, who]

    def _style(self, speaker: int, signs: int) -> Floats:
        """Return what the speaker sounds like in a clause of so many signs, shape (1, size)."""
        assert self._styles is not None
        most = self._styles.shape[1]
        if self.voice.told.kind == "kitten":
            signs = 0
        if signs >= most:
            raise InputError(
                f"A stretch of {signs} sounds without a pause is too long for the voice "
                f"{self.voice.name}, which takes {most - 1}: put a comma or a full stop into it."
            )
        found: Floats = self._styles[speaker, signs][None]
        return found


def _one(value: float) -> Floats:
    return np.array([value], np.float32)


class Vocoder:
    """Makes sound of a spectrogram: HiFi-GAN gives it whole, Vocos its short-time spectrum."""

    def __init__(self, path: Path, device: str) -> None:
        self._path = path
        self._session = opened(path, device)
        told = metadata(path)
        try:
            self._fft, self._hop = int(told.get("n_fft", _FFT)), int(told.get("hop_length", _HOP))
        except ValueError as exc:
            raise InputError(f"{path.name} is no vocoder: {exc}. Get it again.") from exc

    def __call__(self, mel: NDArray[Any]) -> Samples:
        """Return the sound of a spectrogram, shape (1, bands, frames)."""
        name = self._session.get_inputs()[0].name
        out = run(self._session, {name: mel}, path=self._path)
        if len(out) < 3:
            return sound_of(out[0], self._path)
        size, real, imaginary = (np.asarray(one[0], np.float32) for one in out[:3])
        if len(size) != self._fft // 2 + 1:
            raise EngineFailed(
                f"The vocoder {self._path.name} gave {len(size)} bands where its n_fft tells "
                f"{self._fft // 2 + 1}: it is damaged. Get it again."
            )
        sound = _overlapped(size * real, size * imaginary, self._fft, self._hop)
        return sound_of(sound, self._path)


def _overlapped(real: Floats, imaginary: Floats, fft: int, hop: int) -> Floats:
    """Return the sound of a short-time spectrum, shape (bins, frames), its middle on each frame."""
    window = np.hanning(fft + 1)[:-1]
    slices = np.fft.irfft(real + 1j * imaginary, fft, axis=0).T * window
    sound, weight = (np.zeros(fft + hop * (len(slices) - 1)) for _ in range(2))
    for number, part in enumerate(slices):
        place = slice(number * hop, number * hop + fft)
        sound[place] += part
        weight[place] += window**2
    inner = slice(fft // 2, len(sound) - fft // 2)
    whole: Floats = (sound[inner] / np.maximum(weight[inner], 1e-8)).astype(np.float32)
    return whole


def _styles(voice: VoiceFolder) -> Floats:
    """Return what the speakers sound like, shape (speakers, lengths, size)."""
    assert voice.styles is not None
    told = voice.told
    shape = (max(1, told.n_speakers), told.styles[0], told.styles[-1])
    try:
        count = voice.styles.stat().st_size // 4
        values = (
            np.fromfile(voice.styles, "<f4") if count == prod(shape) else np.empty(0, np.float32)
        )
    except OSError as exc:
        raise InputError(f"{voice.styles.name} of {voice.name} cannot be read: {exc}.") from exc
    if len(values) != prod(shape) or not np.isfinite(values).all():
        raise InputError(
            f"{voice.styles.name} of {voice.name} is damaged: it holds {count} numbers, and "
            f"not {prod(shape):.12g}. Get the voice again."
        )
    return values.reshape(shape)
