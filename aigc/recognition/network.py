"""Whisper of the Hugging Face format: windows of sound to tokens, their chances and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import (
    AutoConfig,
    AutoFeatureExtractor,
    AutoTokenizer,
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
    WhisperForConditionalGeneration,
)
from transformers.generation import GenerationMixin
from transformers.modeling_outputs import BaseModelOutput

from aigc.device.place import Device
from aigc.errors import EngineUnavailable, InputError
from aigc.pretrained import read_pretrained, read_whole
from aigc.recognition.warping import token_starts
from aigc.recognition.windows import FRAMES_A_SECOND
from aigc.recognition.wording import Piece
from aigc.types.article import Language

WHAT: Final = "Whisper model"
NEEDS: Final = (
    "config.json, generation_config.json, the tokeniser's files, preprocessor_config.json and "
    "weights as safetensors"
)
_TOKENS_A_SECOND: Final = 16
"""Nobody says more, so that a model that has lost its way is stopped."""
_LEAST_TOKENS: Final = 12
_LANGUAGE: Final = re.compile(r"<\|([a-z]{2,3})\|>")
_BROKEN: Final = "\ufffd"
"""What stands for bytes that are no character."""
_MOST_BYTES: Final = 4
_STEP_S: Final = 0.02
"""What one frame of the encoder stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a model writes for a window.

    Attributes
    ----------
    mean_log : float
        Mean log-probability of its tokens.
    silence : float
        Probability that nobody speaks.
    """

    text: str
    pieces: tuple[Piece, ...]
    mean_log: float
    silence: float


class Whisper:
    """A network with its tokeniser, in the memory of a device.

    Raises
    ------
    EngineUnavailable
        It is not there, not whole, or another kind of model.
    """

    def __init__(self, model: str, device: Device, dtype: str) -> None:
        self.name = model
        config = _read(AutoConfig, model)
        if config.model_type != "whisper":
            raise EngineUnavailable(
                f"The model {model!r} is of the kind {config.model_type!r}, not Whisper. Name the "
                "folder of a Whisper model."
            )
        self._tokenizer: Any = _read(AutoTokenizer, model)
        self._listen: Any = _read(AutoFeatureExtractor, model)
        network = read_whole(
            WhisperForConditionalGeneration, model, what=WHAT, needs=NEEDS, dtype=dtype
        )
        self.network = network.to(device.torch_name).eval().requires_grad_(False)
        self._numbers: dict[str, int] = self._tokenizer.get_vocab()

    @property
    def sample_rate(self) -> int:
        """Samples a second of what it hears."""
        return int(self._listen.sampling_rate)

    @property
    def longest(self) -> int:
        """Frames of 10 ms of the longest window."""
        return int(self._listen.chunk_length) * FRAMES_A_SECOND

    @property
    def multilingual(self) -> bool:
        """Whether it knows other languages than English."""
        own = getattr(self.network.generation_config, "is_multilingual", None)
        return bool(self.network.config.vocab_size >= 51865 if own is None else own)

    def encoded(self, sounds: Sequence[NDArray[np.float32]]) -> Any:
        """Return what the encoder makes of windows, shape ``(windows, steps, width)``."""
        inputs = self._listen(list(sounds), sampling_rate=self.sample_rate, return_tensors="pt")
        features = inputs.input_features.to(self.network.device, self.network.dtype)
        return self.network.model.encoder(features).last_hidden_state

    def languages(self, encoded: Any) -> list[dict[str, float]]:
        """Return for each window how likely each language is, by its code."""
        known = {m[1]: n for word, n in self._numbers.items() if (m := _LANGUAGE.fullmatch(word))}
        start = torch.full((len(encoded), 1), self._sign("startoftranscript"))
        states = self._states(start.to(encoded.device), encoded)[:, 0]
        logits = self.network.proj_out(states)[:, list(known.values())]
        return [dict(zip(known, row, strict=True)) for row in logits.float().softmax(-1).tolist()]

    def written(
        self,
        encoded: Any,
        seconds: Sequence[float],
        *,
        language: Language,
        prompt: str = "",
        temperature: float = 0.0,
        beams: int = 1,
        told: Callable[[float], None],
    ) -> list[Guess]:
        """Return what is said in windows.

        Parameters
        ----------
        seconds : sequence of float
            How long each is.
        told : callable
            Given the share that is done, again and again; may raise to stop.
        """
        before = self._before(language, prompt)
        most = min(
            self.network.config.max_target_positions - len(before) - 1,
            _LEAST_TOKENS + round(max(seconds) * _TOKENS_A_SECOND),
        )
        start = torch.tensor([before] * len(encoded), device=encoded.device)
        ids = GenerationMixin.generate(
            self.network,
            encoder_outputs=BaseModelOutput(last_hidden_state=encoded),
            decoder_input_ids=start,
            decoder_attention_mask=torch.ones_like(start),
            generation_config=self._manner(most, temperature, beams),
            logits_processor=LogitsProcessorList([_Watch(len(before), most, told)]),
        )
        return self._judged(encoded, ids, len(before), seconds)

    def _manner(self, most: int, temperature: float, beams: int) -> GenerationConfig:
        end, own = self._sign("endoftext"), self.network.generation_config
        signs = range(end + 1, self.network.config.vocab_size)
        drawn: dict[str, Any] = {"do_sample": False, "num_beams": beams}
        if temperature > 0:
            drawn = {"do_sample": True, "num_beams": 1, "temperature": temperature, "top_k": 0}
        return GenerationConfig(
            max_new_tokens=most,
            eos_token_id=end,
            pad_token_id=self._sign("startoftranscript"),
            suppress_tokens=sorted({*(getattr(own, "suppress_tokens", None) or ()), *signs}),
            begin_suppress_tokens=getattr(own, "begin_suppress_tokens", None),
            **drawn,
        )

    def _before(self, language: Language, prompt: str) -> list[int]:
        """Return the tokens that a text is begun with."""
        before = [self._sign("startoftranscript")]
        if self.multilingual:
            before += [self._sign(language), self._sign("transcribe")]
        elif language != "en":
            raise InputError(
                f"The model {self.name!r} knows English alone. Take one that knows more languages."
            )
        before.append(self._sign("notimestamps"))
        if not prompt:
            return before
        room = self.network.config.max_target_positions // 2 - len(before) - 1
        told = self._tokenizer.encode(f" {prompt.strip()}", add_special_tokens=False)
        return [self._sign("startofprev"), *told[-room:], *before]

    def _judged(self, encoded: Any, ids: Any, lead: int, seconds: Sequence[float]) -> list[Guess]:
        """Return guesses for tokens: their chances and times, from one look at all of them."""
        end = self._sign("endoftext")
        rows = [row[lead:].tolist() for row in ids]
        rows = [row[: row.index(end)] if end in row else row for row in rows]
        width = max(map(len, rows))
        whole = torch.full((len(rows), lead + width), end, device=ids.device)
        whole[:, : lead + width] = ids[:, : lead + width]
        with self._looking() as looks:
            states = self._states(whole, encoded)
        out = []
        for n, row in enumerate(rows):
            # one window at a time, as the chances of every token are large
            logs = self.network.proj_out(states[n]).float().log_softmax(-1)
            places = torch.arange(lead - 1, lead - 1 + len(row))
            chosen = logs[places, torch.tensor(row, dtype=torch.long)].tolist()
            seen = np.concatenate([look[n].float().cpu().numpy() for look in looks])
            silence = self._silence(logs, whole[n].tolist())
            out.append(self._guess(row, chosen, silence, seen, lead, seconds[n]))
        return out

    def _guess(
        self, row: list[int], logs: list[float], silence: float, looks: Any, lead: int,
        length_s: float,
    ) -> Guess:  # fmt: skip
        if not row:
            return Guess(text="", pieces=(), mean_log=0.0, silence=silence)
        steps = max(2, min(looks.shape[-1], round(length_s / _STEP_S)))
        seen = looks[:, lead - 1 : lead + len(row), :steps]
        width = int(self.network.config.median_filter_width)
        starts = token_starts(seen.astype(np.float64), width) * _STEP_S
        pieces = tuple(self._pieces(row, logs, starts.tolist()))
        text = "".join(piece.text for piece in pieces)
        return Guess(text=text, pieces=pieces, mean_log=float(np.mean(logs)), silence=silence)

    def _pieces(self, row: list[int], logs: list[float], starts: list[float]) -> Iterator[Piece]:
        """Yield the tokens, those together whose bytes are characters only together."""
        first = 0
        for last in range(1, len(row) + 1):
            text = self._tokenizer.decode(row[first:last], clean_up_tokenization_spaces=False)
            if _BROKEN in text and last < min(len(row), first + _MOST_BYTES):
                continue
            if text := text.replace(_BROKEN, ""):
                chance = float(np.exp(np.mean(logs[first:last])))
                yield Piece(text=text, begin_s=starts[first], end_s=starts[last], confidence=chance)
            first = last

    def _silence(self, logs: Any, ids: list[int]) -> float:
        """Return the probability that nobody speaks in a window."""
        sign = self._numbers.get("<|nospeech|>", self._numbers.get("<|nocaptions|>"))
        if sign is None:
            return 0.0
        return float(logs[ids.index(self._sign("startoftranscript")), sign].exp())

    def _states(self, ids: Any, encoded: Any) -> Any:
        """Return what the decoder makes of tokens, shape ``(windows, tokens, width)``."""
        return self.network.model.decoder(
            input_ids=ids, encoder_hidden_states=encoded, use_cache=False
        ).last_hidden_state

    @contextmanager
    def _looking(self) -> Iterator[list[Any]]:
        """Give a list that is filled with where the heads look that tell the time.

        Each is of shape ``(windows, heads, tokens, steps)``.
        """
        heads = self._heads()
        looks: list[Any] = []
        hooks = [
            self.network.model.decoder.layers[layer].encoder_attn.register_forward_hook(
                lambda _module, _given, out, own=own: looks.append(out[1][:, own])
            )
            for layer, own in heads.items()
        ]
        before = self.network.config._attn_implementation
        self.network.set_attn_implementation("eager")
        try:
            yield looks
        finally:
            self.network.set_attn_implementation(before)
            for hook in hooks:
                hook.remove()

    def _heads(self) -> dict[int, list[int]]:
        """Return the heads that tell the time, by layer; of the upper half where none is named."""
        named = getattr(self.network.generation_config, "alignment_heads", None)
        config = self.network.config
        if not named:
            upper = range(config.decoder_layers // 2, config.decoder_layers)
            named = [(one, h) for one in upper for h in range(config.decoder_attention_heads)]
        heads: dict[int, list[int]] = {}
        for layer, head in named:
            heads.setdefault(int(layer), []).append(int(head))
        return heads

    def _sign(self, name: str) -> int:
        """Return the number of a token such as ``<|zh|>``."""
        found = self._numbers.get(f"<|{name}|>")
        if found is None:
            raise EngineUnavailable(
                f"The tokeniser of {self.name!r} has no sign <|{name}|>: it is not Whisper's, or "
                "not whole. Download the model again."
            )
        return found


class _Watch(LogitsProcessor):  # type: ignore[misc]
    """Tells how far the writing has come, which may stop it."""

    def __init__(self, lead: int, most: int, told: Callable[[float], None]) -> None:
        self._lead, self._most, self._told = lead, most, told

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Report, and return the scores as they are."""
        self._told(min(1.0, (input_ids.shape[1] - self._lead) / self._most))
        return scores


def _read(kind: Any, model: str, **options: Any) -> Any:
    return read_pretrained(kind, model, what=WHAT, needs=NEEDS, **options)
