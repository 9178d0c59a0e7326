"""Causal language models of the Hugging Face format, held to a JSON Schema where one is asked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import torch
from llguidance import LLMatcher
from llguidance.hf import from_tokenizer
from transformers import (
    AutoConfig,
    AutoTokenizer,
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
)

from aigc.device.memory import is_out_of_memory
from aigc.device.seeded import seeded
from aigc.errors import AigcError, EngineFailed, OutOfMemory
from aigc.language.causal import lent
from aigc.language.chat import (
    Hear,
    Message,
    Reply,
    Request,
    RequestTooLong,
    Usage,
    unheard,
)
from aigc.language.marks import unmarked
from aigc.language.options import Local
from aigc.pretrained import first_line, read_causal
from aigc.progress import Progress, silent

_PLAIN = "{role}: {text}\n"
"""How messages are written for models without a template of their own."""
_HIDDEN = "\ufffd"
"""What stands for a character whose bytes are not all there yet."""


class LocalModel:
    """A model in a folder or on the hub; see `aigc.language.chat.ChatModel`.

    Only safetensors are read, and no code of the model's own is run. The same request gives the
    same answer on the same device.

    Parameters
    ----------
    model : str
        Folder of the model, or its name on the hub.

    Raises
    ------
    EngineUnavailable
        It is not there or not whole.
    """

    def __init__(self, model: str, options: Local | None = None) -> None:
        self._options = options or Local()
        self.name = model
        self._tokenizer: Any = read_causal(AutoTokenizer, model)
        self._grammars: Any = None

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and how it is run."""
        return f"local-1 {self.name} {self._options.model_dump_json()}"

    @cached_property
    def room_tokens(self) -> int:
        """How many tokens it looks at; see `ChatModel.room_tokens`."""
        config = read_causal(AutoConfig, self.name).get_text_config(decoder=True)
        return int(getattr(config, "max_position_embeddings", None) or 0)

    def count(self, messages: tuple[Message, ...]) -> int:
        """Return how many tokens messages take."""
        return int(self._prompt(messages).shape[1])

    def reply(
        self, request: Request, *, progress: Progress = silent, heard: Hear = unheard
    ) -> Reply:
        """Return the answer; see `ChatModel.reply`."""
        begun = time.monotonic()
        prompt = self._prompt(request.messages)
        with lent(self.name, device=self._options.device, dtype=self._options.dtype) as model:
            return self._answer(model, prompt, request, progress, heard, begun)

    def _answer(
        self, model: Any, prompt: Any, request: Request, progress: Progress, heard: Hear,
        begun: float,
    ) -> Reply:  # fmt: skip
        most = self._room(prompt, request.max_tokens)
        watch = _Watch(self._tokenizer, prompt.shape[1], request.max_tokens, progress, heard)
        held = [] if request.schema is None else [self._held(model, request.schema)]
        try:
            ids = self._generated(model, prompt, request, most, [*held, watch])
        except AigcError:
            raise
        except Exception as exc:  # torch raises almost anything
            if is_out_of_memory(exc):
                raise OutOfMemory(
                    f"The model {self.name!r} has not memory enough for {prompt.shape[1]:,} tokens "
                    "and their answer. Give a shorter text, or take a smaller model."
                ) from exc
            raise EngineFailed(f"The model {self.name!r} broke: {first_line(exc)}") from exc
        written = ids[0, prompt.shape[1] :].tolist()
        watch.end(written)
        ended = bool(written) and written[-1] in _ends(self._tokenizer, model)
        text: str = self._tokenizer.decode(written, skip_special_tokens=True)
        return Reply(
            text=text.strip(),
            finish="stop" if ended else "length",
            usage=Usage(
                calls=1,
                prompt_tokens=prompt.shape[1],
                completion_tokens=len(written),
                seconds=time.monotonic() - begun,
            ),
        )

    def _generated(
        self, model: Any, prompt: Any, request: Request, most: int, processors: list[Any]
    ) -> Any:
        drawn = request.temperature > 0
        how: dict[str, Any] = {"do_sample": drawn}
        if drawn:
            how |= {"temperature": request.temperature, "top_p": self._options.top_p, "top_k": 0}
        ends = _ends(self._tokenizer, model)
        config = GenerationConfig(
            max_new_tokens=most, eos_token_id=ends or None,
            pad_token_id=self._tokenizer.pad_token_id or (ends[0] if ends else 0), **how,
        )  # fmt: skip
        with seeded(request.seed), torch.inference_mode():
            return model.generate(
                prompt.to(model.device), attention_mask=torch.ones_like(prompt).to(model.device),
                generation_config=config, logits_processor=LogitsProcessorList(processors),
            )  # fmt: skip

    def _prompt(self, messages: tuple[Message, ...]) -> Any:
        special = self._tokenizer.all_special_tokens
        texts = [unmarked(m.text, special) for m in messages]
        said = [{"role": m.role, "content": t} for m, t in zip(messages, texts, strict=True)]
        if getattr(self._tokenizer, "chat_template", None):
            ids = self._tokenizer.apply_chat_template(
                said, add_generation_prompt=True, tokenize=True, return_dict=False
            )
        else:
            text = "".join(_PLAIN.format(role=m["role"], text=m["content"]) for m in said)
            ids = self._tokenizer.encode(f"{text}assistant: ")
        return torch.tensor([ids])

    def _room(self, prompt: Any, wanted: int) -> int:
        """Return how many tokens may be written."""
        if not self.room_tokens:
            return wanted
        left = self.room_tokens - int(prompt.shape[1])
        if left <= 0:
            raise RequestTooLong(
                f"The request has {prompt.shape[1]:,} tokens, but the model {self.name!r} can look "
                f"at {self.room_tokens:,}. Give a shorter text, or a model with a longer context."
            )
        return min(wanted, left)

    def _held(self, model: Any, schema: Mapping[str, Any]) -> LogitsProcessor:
        if self._grammars is None:
            size = int(model.config.get_text_config(decoder=True).vocab_size)
            self._grammars = from_tokenizer(self._tokenizer, n_vocab=size)
        form = {"whitespace_flexible": False}
        grammar = LLMatcher.grammar_from_json_schema(dict(schema), overrides=form)
        matcher = LLMatcher(self._grammars, grammar)
        if matcher.is_error():
            raise EngineFailed(f"The schema cannot be held: {matcher.get_error()}")
        return _Held(matcher)


class _Held(LogitsProcessor):  # type: ignore[misc]
    """Lets only tokens through that go on with what the schema allows."""

    def __init__(self, matcher: LLMatcher) -> None:
        self._matcher = matcher
        self._seen = 0

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Return the scores with what is not allowed at minus infinity."""
        if self._seen:
            self._matcher.consume_tokens(input_ids[0, self._seen :].tolist())
        self._seen = input_ids.shape[1]
        if self._matcher.is_stopped():
            return scores
        allowed = np.frombuffer(self._matcher.compute_logit_bias(), np.uint8) > 0
        mask = torch.zeros(scores.shape[1], dtype=torch.bool)
        mask[: len(allowed)] = torch.from_numpy(allowed)
        return scores.masked_fill(~mask.to(scores.device), -torch.inf)


class _Watch(LogitsProcessor):  # type: ignore[misc]
    """Tells how far an answer has come, which may stop it, and what it says."""

    def __init__(
        self, tokenizer: Any, start: int, most: int, progress: Progress, heard: Hear
    ) -> None:
        self._tokenizer, self._start, self._most = tokenizer, start, most
        self._progress, self._heard, self._told = progress, heard, ""

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Report, and return the scores as they are."""
        written = input_ids[0, self._start :].tolist()
        self._progress("answer", len(written), self._most)
        if self._heard is not unheard:
            self._tell(self._text(written).rstrip(_HIDDEN))
        return scores

    def end(self, written: list[int]) -> None:
        """Tell what is left to tell."""
        self._progress("answer", self._most, self._most)
        self._tell(self._text(written))

    def _text(self, written: list[int]) -> str:
        text: str = self._tokenizer.decode(written, skip_special_tokens=True)
        return text

    def _tell(self, text: str) -> None:
        if len(text) > len(self._told):
            self._heard(text[len(self._told) :])
            self._told = text


def _ends(tokenizer: Any, model: Any) -> list[int]:
    """Return the tokens that end an answer."""
    own = getattr(model.generation_config, "eos_token_id", None)
    found = own if isinstance(own, list) else [own]
    return sorted({int(k) for k in (*found, tokenizer.eos_token_id) if k is not None})
