"""Models of the Hugging Face format that turn text into sound, read safely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import (
    AutoConfig,
    AutoModelForTextToSpectrogram,
    AutoModelForTextToWaveform,
    AutoProcessor,
    AutoTokenizer,
    SpeechT5HifiGan,
)
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_TEXT_TO_SPECTROGRAM_MAPPING_NAMES,
    MODEL_FOR_TEXT_TO_WAVEFORM_MAPPING_NAMES,
)

from aigc.banks import PICKLES
from aigc.errors import AigcError, EngineFailed, InputError
from aigc.pretrained import first_line, quietly

WAVEFORM_KINDS: Final = frozenset(MODEL_FOR_TEXT_TO_WAVEFORM_MAPPING_NAMES)
SPECTROGRAM_KINDS: Final = frozenset(("speecht5",)) & set(
    MODEL_FOR_TEXT_TO_SPECTROGRAM_MAPPING_NAMES
)
SPEAKER_FILE: Final = "speaker.npy"
"""Where a SpeechT5 folder holds the embedding of its speaker."""
VOCODER_FOLDER: Final = "vocoder"
_LONGEST_SAMPLES: Final = 200_000_000
_BETWEEN_HAN: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What a model said.

    Attributes
    ----------
    samples : float32, shape (samples,)
    spans : tuple of (float, float), or None
        Begin and end of each word in seconds, where the model tells.
    """

    samples: NDArray[np.float32]
    sample_rate: int
    spans: tuple[Span, ...] | None = None


class WaveformModel:
    """A model in a local folder, or by its name on the hub.

    Only safetensors are read, and no code of the model's own is run.

    Raises
    ------
    InputError
        When it is no model that speaks, is not whole, or holds its weights as a pickle.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        folder = Path(name)
        if folder.is_dir():
            _check_weights(folder)
        config = self._read(AutoConfig)
        self.kind = str(config.model_type)
        if self.kind not in WAVEFORM_KINDS | SPECTROGRAM_KINDS:
            raise InputError(
                f"{name} is a model of the kind {self.kind!r}, which does not turn text into "
                f"sound. Kinds that do: {', '.join(sorted(WAVEFORM_KINDS | SPECTROGRAM_KINDS))}."
            )
        whole = self.kind in WAVEFORM_KINDS
        kind = AutoModelForTextToWaveform if whole else AutoModelForTextToSpectrogram
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        # a model draws weights at random before it reads its own
        with quietly(), torch.random.fork_rng(devices=range(torch.cuda.device_count())):
            model = self._read(kind, use_safetensors=True)
            self.processor = self._read(AutoTokenizer if self.kind == "vits" else AutoProcessor)
            parts = (None, None) if whole else self._spectrogram_parts(folder)
        self.model = model.to(self.device).eval()
        self.config = model.config
        self._vocoder: Any = parts[0]
        self._speaker: torch.Tensor | None = parts[1]

    @property
    def speakers(self) -> int:
        """How many speakers the model has."""
        return max(1, int(getattr(self.config, "num_speakers", 1) or 1))

    def say(
        self, words: Sequence[str], mark: str, *, speaker: int, rate: float, seed: int
    ) -> Heard:
        """Return a clause as said.

        Parameters
        ----------
        mark : str
            The punctuation behind it.

        Raises
        ------
        InputError
            When a word has no sound in the model, or the model cannot change its pace.
        EngineFailed
            When the model broke.
        """
        if self.kind != "vits" and rate != 1:
            raise InputError(f"The voice {self.name} has one pace: leave the rate at 1.")
        gpus = range(torch.cuda.device_count())
        try:
            with torch.random.fork_rng(devices=gpus), torch.inference_mode():
                torch.manual_seed(seed)
                if self.kind == "vits":
                    return self._vits(words, mark, speaker, rate)
                return self._any(" ".join(words) + mark)
        except AigcError:
            raise
        except Exception as exc:
            raise EngineFailed(
                f"The voice {self.name} broke at {' '.join(words)[:40]!r}: {first_line(exc)}"
            ) from exc

    def _vits(self, words: Sequence[str], mark: str, speaker: int, rate: float) -> Heard:
        text = _BETWEEN_HAN.sub("", " ".join(words)) + mark
        inputs = self.processor(text, return_tensors="pt").to(self.device)
        tokens = None if self.processor.phonemize else self._tokens(words, text)
        if inputs["input_ids"].shape[1] == 0:
            raise InputError(f"The voice {self.name} has no sound for {text[:40]!r}.")
        predicted: list[torch.Tensor] = []
        hook = self.model.duration_predictor.register_forward_hook(
            lambda module, given, out: predicted.append(out)
        )
        pace = float(self.model.speaking_rate) * rate
        more = {"speaker_id": speaker} if self.speakers > 1 else {}
        try:
            out = self.model(**inputs, speaking_rate=pace, **more)
        finally:
            hook.remove()
        frames = torch.ceil(torch.exp(predicted[-1][0, 0]) / pace)
        return Heard(
            samples=_flat(out.waveform),
            sample_rate=int(self.config.sampling_rate),
            spans=self._times(tokens, frames.double().cpu().numpy()) if tokens else None,
        )

    def _tokens(self, words: Sequence[str], text: str) -> list[tuple[int, int]] | None:
        """Return first and last token of each word, or nothing where tokens are no characters."""
        whole = self.processor.prepare_for_tokenization(text)[0]
        places = [i for i, character in enumerate(whole) if not character.isspace()]
        found: list[tuple[int, int]] = []
        at = 0
        for word in words:
            own = "".join(self.processor.prepare_for_tokenization(word)[0].split())
            if not own:
                raise InputError(
                    f"The voice {self.name} has no sound for {word!r}: choose a voice that speaks "
                    "its language, or write it in another way."
                )
            if "".join(whole[i] for i in places[at : at + len(own)]) != own:
                return None
            found.append((places[at], places[at + len(own) - 1]))
            at += len(own)
        return found

    def _times(
        self, spans: Sequence[tuple[int, int]], frames: NDArray[np.float64]
    ) -> tuple[Span, ...]:
        """Return when words sound by the lengths of their characters, blanks included."""
        hop_s = float(np.prod(self.config.upsample_rates)) / self.config.sampling_rate
        ends = np.concatenate(([0.0], np.cumsum(frames))) * hop_s
        blank = bool(self.processor.add_blank)
        pairs = ((2 * a + (a > 0), 2 * b + 3) if blank else (a, b + 1) for a, b in spans)
        return tuple((float(ends[a]), float(ends[min(b, len(frames))])) for a, b in pairs)

    def _any(self, text: str) -> Heard:
        inputs = self.processor(text=text, return_tensors="pt")
        inputs = {k: v.to(self.device) for k, v in inputs.items() if isinstance(v, torch.Tensor)}
        if self._vocoder is not None:
            out = self.model.generate_speech(
                inputs["input_ids"], self._speaker, vocoder=self._vocoder
            )
            return Heard(samples=_flat(out), sample_rate=int(self._vocoder.config.sampling_rate))
        if self.model.can_generate():
            out = self.model.generate(**inputs)
        else:
            out = self.model(**inputs)[0]
        out = out[0] if isinstance(out, tuple | list) else getattr(out, "waveform", out)
        generation = getattr(self.model, "generation_config", None)
        rates = (getattr(holder, name, None) for holder in (self.config, generation)
                 for name in ("sampling_rate", "sample_rate"))  # fmt: skip
        rate = next((int(r) for r in rates if r), 0)
        if not rate:
            raise InputError(f"The model {self.name} does not tell its sample rate.")
        return Heard(samples=_flat(out), sample_rate=rate)

    def _spectrogram_parts(self, folder: Path) -> tuple[Any, torch.Tensor]:
        place, file = folder / VOCODER_FOLDER, folder / SPEAKER_FILE
        if not place.is_dir() or not file.is_file():
            raise InputError(
                f"{self.name} writes a spectrogram. Put the SpeechT5HifiGan that fits it into its "
                f"folder {VOCODER_FOLDER!r}, and the embedding of a speaker, as {SPEAKER_FILE}, "
                "beside its config.json."
            )
        _check_weights(place)
        vocoder = self._read(SpeechT5HifiGan, str(place), use_safetensors=True)
        try:
            values = np.load(file, allow_pickle=False).astype(np.float32).reshape(1, -1)
        except (OSError, ValueError) as exc:
            raise InputError(f"{file.name} holds no embedding of a speaker.") from exc
        return vocoder.to(self.device).eval(), torch.from_numpy(values).to(self.device)

    def _read(self, kind: Any, place: str = "", **options: Any) -> Any:
        local = Path(self.name).exists()
        try:
            return kind.from_pretrained(
                place or self.name, trust_remote_code=False, local_files_only=local, **options
            )
        except Exception as exc:
            where = "cannot be read" if local else "is not on this machine and cannot be fetched"
            raise InputError(
                f"The model {self.name} {where}: {first_line(exc)} Its folder needs config.json, "
                "the tokeniser's files and weights as safetensors."
            ) from exc


def _check_weights(folder: Path) -> None:
    """Raise `InputError` unless a folder has weights as safetensors."""
    if any(folder.glob("*.safetensors")):
        return
    found = [file.name for file in sorted(folder.iterdir()) if file.suffix.lower() in PICKLES]
    if found:
        raise InputError(
            f"{folder.name} holds its weights as {found[0]}, a file that can run a program when it "
            "is loaded: it is refused. Convert it where it may be trusted: load it there with "
            "transformers and write it again with save_pretrained, which makes safetensors."
        )
    raise InputError(f"{folder.name} has no weights: it needs a file that ends in .safetensors.")


def _flat(out: torch.Tensor) -> NDArray[np.float32]:
    samples: NDArray[np.float32] = out.detach().float().cpu().numpy().reshape(-1)
    if not len(samples) or len(samples) > _LONGEST_SAMPLES or not np.isfinite(samples).all():
        raise EngineFailed("The voice gave no sound that can be used: it is damaged.")
    return samples
