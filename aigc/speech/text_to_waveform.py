"""Models of the Hugging Face format that turn text into sound, read safely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
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
from aigc.device.memory import is_out_of_memory
from aigc.device.seeded import seeded
from aigc.errors import AigcError, EngineFailed, InputError, OutOfMemory
from aigc.pretrained import first_line, read_pretrained
from aigc.speech.clauses import Heard, Span
from aigc.speech.voice_prompt import VoicePrompt

WAVEFORM_KINDS: Final = frozenset(MODEL_FOR_TEXT_TO_WAVEFORM_MAPPING_NAMES)
SPECTROGRAM_KINDS: Final = frozenset(("speecht5",)) & set(
    MODEL_FOR_TEXT_TO_SPECTROGRAM_MAPPING_NAMES
)
SPEAKER_FILE: Final = "speaker.npy"
"""Where a SpeechT5 folder holds the embedding of its speaker."""
VOCODER_FOLDER: Final = "vocoder"
_LONGEST_SAMPLES: Final = 200_000_000
PROMPTED_KINDS: Final = ("csm",)
"""Kinds that go on from a recording of a voice."""
_MOST_BEFORE_S, _MOST_PER_SIGN_S = 2.0, 0.3
"""How long a clause may last, at the most."""
_BETWEEN_HAN: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


Prompt = tuple[str, NDArray[np.float32]]


class WaveformModel:
    """A model in a local folder, or by its name on the hub.

    Only safetensors are read, and no code of the model's own is run.

    Parameters
    ----------
    device, dtype : str
        What torch calls them.

    Raises
    ------
    InputError
        When it is no model that speaks, or holds its weights as a pickle.
    EngineUnavailable
        When it is not there, or not whole.
    """

    def __init__(self, name: str, device: str = "cpu", dtype: str = "float32") -> None:
        self.name, self.device = name, device
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
        self.dtype = getattr(torch, dtype)
        with seeded(0):  # a model draws weights at random before it reads its own
            model = self._read(kind, use_safetensors=True, dtype=self.dtype)
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
        self,
        words: Sequence[str],
        mark: str,
        *,
        speaker: int,
        rate: float,
        seed: int,
        prompt: Prompt | None = None,
    ) -> Heard:
        """Return a clause as said.

        Parameters
        ----------
        mark : str
            The punctuation behind it.
        prompt : tuple of (str, float32 of shape (samples,)), or None
            What is said in a recording of the voice, and the recording, as `given` returns them.

        Raises
        ------
        InputError
            When a word has no sound in the model, or the model cannot change its pace.
        EngineFailed
            When the model broke.
        """
        if self.kind != "vits" and rate != 1:
            raise InputError(f"The voice {self.name} has one pace: leave the rate at 1.")
        text = " ".join(words) + mark
        try:
            with seeded(seed), torch.inference_mode():
                if self.kind == "vits":
                    return self._vits(words, mark, speaker, rate)
                return self._csm(text, speaker, prompt) if self.kind == "csm" else self._any(text)
        except AigcError:
            raise
        except Exception as exc:
            kind, what = EngineFailed, "broke"
            if is_out_of_memory(exc):
                kind, what = OutOfMemory, "had not memory enough"
            raise kind(f"The voice {self.name} {what} at {text[:40]!r}: {first_line(exc)}") from exc

    def given(self, recording: VoicePrompt) -> Prompt:
        """Return a recording as `say` takes it.

        Raises
        ------
        InputError
            When the model goes on from no recording, or nobody wrote down what is said in it.
        """
        if self.kind not in PROMPTED_KINDS:
            raise InputError(
                f"Models of the kind {self.kind!r} are given no recordings here, only "
                f"{', '.join(PROMPTED_KINDS)}: leave the option prompt out."
            )
        if not recording.said:
            beside = recording.file.with_suffix(".txt").name
            raise InputError(f"Write what is said in {recording.file.name} into {beside}.")
        return recording.said, recording.samples(int(self.config.codec_config.sampling_rate))

    def _csm(self, text: str, speaker: int, prompt: Prompt | None) -> Heard:
        """Return what a conversation goes on with; a recording is a turn before."""
        codec = self.config.codec_config
        if prompt is None:
            given = self.processor(text=f"[{speaker}]{text}", add_special_tokens=True)
        else:
            said, samples = prompt
            before = [{"type": "text", "text": said}, {"type": "audio", "audio": samples}]
            turns = (before, [{"type": "text", "text": text}])
            given = self.processor.apply_chat_template(
                [{"role": str(speaker), "content": turn} for turn in turns],
                tokenize=True, return_dict=True,
            )  # fmt: skip
        given = {
            name: value.to(self.device, self.dtype if value.is_floating_point() else None)
            for name, value in given.items()
        }
        longest_s = _MOST_BEFORE_S + _MOST_PER_SIGN_S * len(text)
        out = self.model.generate(
            **given, output_audio=True, max_new_tokens=ceil(longest_s * codec.frame_rate)
        )
        return Heard(samples=_flat(out[0]), sample_rate=int(codec.sampling_rate))

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
        if not isinstance(out, torch.Tensor) or not out.is_floating_point():
            raise InputError(
                f"The model {self.name} is of the kind {self.kind!r}, which gives no sound for "
                "words alone: take a voice of another kind."
            )
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
        vocoder = self._read(SpeechT5HifiGan, str(place), use_safetensors=True, dtype=self.dtype)
        try:
            values = np.load(file, allow_pickle=False).astype(np.float32).reshape(1, -1)
        except (OSError, ValueError) as exc:
            raise InputError(f"{file.name} holds no embedding of a speaker.") from exc
        speaker = torch.from_numpy(values).to(self.device, self.dtype)
        return vocoder.to(self.device).eval(), speaker

    def _read(self, kind: Any, place: str = "", **options: Any) -> Any:
        return read_pretrained(kind, place or self.name, what="voice", **options)


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
