"""Translation models of the Hugging Face format: Marian, NLLB, M2M100, mBART, T5."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any, Final

import torch
from transformers import (
    AutoConfig,
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    GenerationConfig,
    StoppingCriteria,
    StoppingCriteriaList,
)

from aigc.device.fallback import in_batches
from aigc.device.lending import lent
from aigc.device.place import Device, chosen
from aigc.errors import EngineUnavailable, InputError
from aigc.pretrained import breaking, read_pretrained, read_whole
from aigc.progress import Progress
from aigc.text.script.sentences import sentences
from aigc.text.translation.codes import TAUGHT, code, prefix
from aigc.text.translation.options import Seq2Seq
from aigc.types.article import Language

_WHAT: Final = "translation model"
_LONGER: Final = 3
_SPARE: Final = 16
"""An answer may have `_LONGER` times the tokens of its sentence and `_SPARE` more."""


class Seq2SeqModel:
    """A model in a folder or on the hub; only safetensors are read, and no code of its own is run.

    Raises
    ------
    EngineUnavailable
        It is not there, not whole, or no translation model.
    """

    def __init__(self, name: str, options: Seq2Seq) -> None:
        self.name, self._options = name, options
        self._config: Any = read_pretrained(AutoConfig, name, what=_WHAT)
        if not getattr(self._config, "is_encoder_decoder", False):
            raise EngineUnavailable(
                f"{name!r} is a {self._config.model_type} model, which does not read one text and "
                "write another. Name a Marian, NLLB, M2M100, mBART or T5 model."
            )

    def translate(
        self, texts: Sequence[str], *, source: Language, target: Language, beams: int,
        progress: Progress,
    ) -> list[str]:  # fmt: skip
        """Return the translations, sentence by sentence, several sentences at a time."""
        spans = [sentences(text) for text in texts]
        parts = [s.of(text) for text, some in zip(texts, spans, strict=True) for s in some]
        done: list[str] = []

        def run(some: Sequence[str]) -> list[str]:
            said = self._batch(some, source, target, beams, len(done), len(parts), progress)
            done.extend(said)
            return said

        device = chosen(self._options.device)
        said = iter(
            in_batches(
                parts,
                run,
                most=self._options.batch,
                device=device,
                what=f"Translating by {self.name}",
            )
        )
        gap = "" if target == "zh" else " "
        return [gap.join(next(said) for _ in some) for some in spans]

    def _batch(
        self, some: Sequence[str], source: Language, target: Language, beams: int, begun: int,
        whole: int, progress: Progress,
    ) -> list[str]:  # fmt: skip
        ahead = prefix(self._config.model_type, self._tokenizer, source, target)
        taught = self._config.model_type in TAUGHT
        if taught and hasattr(self._tokenizer, "src_lang"):
            self._tokenizer.src_lang = code(self._tokenizer, source, self.name).strip("_")
        read = self._tokenizer([ahead + one for one in some], return_tensors="pt", padding=True)
        longest = int(read["input_ids"].shape[1])
        if self._room and longest > self._room:
            raise InputError(
                f"A sentence has {longest} tokens, but the translation model {self.name!r} reads "
                f"{self._room}. Part the sentence, or name a model with a longer context."
            )
        first = self._tokenizer.convert_tokens_to_ids(
            code(self._tokenizer, target, self.name)
        ) if taught else None  # fmt: skip
        most = min(_LONGER * longest + _SPARE, self._room or _LONGER * longest + _SPARE)
        with self._lent() as model:
            ids = self._generated(model, read, most, beams, first, _Watch(begun, whole, progress))
        said: list[str] = self._tokenizer.batch_decode(ids, skip_special_tokens=True)
        return [" ".join(one.split()) for one in said]

    def _generated(
        self, model: Any, read: Any, most: int, beams: int, first: int | None, watch: _Watch
    ) -> Any:
        own = model.generation_config
        begins = own.decoder_start_token_id or self._config.decoder_start_token_id
        config = GenerationConfig(
            max_new_tokens=most, num_beams=beams, do_sample=False, forced_bos_token_id=first,
            decoder_start_token_id=begins, eos_token_id=own.eos_token_id,
            pad_token_id=own.pad_token_id, bad_words_ids=own.bad_words_ids,
        )  # fmt: skip
        given = {k: read[k].to(model.device) for k in ("input_ids", "attention_mask")}
        with breaking(self.name), torch.inference_mode():
            return model.generate(
                **given, generation_config=config, stopping_criteria=StoppingCriteriaList([watch])
            )

    @cached_property
    def _tokenizer(self) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", ".*sacremoses.*")
                return read_pretrained(AutoTokenizer, self.name, what=_WHAT)
        except EngineUnavailable as exc:
            if "sentencepiece" in f"{exc} {exc.__cause__}".lower():
                raise EngineUnavailable(
                    f"The tokeniser of {self.name!r} needs the package sentencepiece. Install it "
                    "with: pip install sentencepiece."
                ) from exc
            raise

    @property
    def _room(self) -> int:
        """How many tokens it reads, 0 for any number."""
        own = int(getattr(self._config, "max_position_embeddings", None) or 0)
        told = int(min(getattr(self._tokenizer, "model_max_length", 0) or 0, 10**9))
        limits = [n for n in (own, told) if 0 < n < 10**6]
        return min(limits, default=0)

    def _lent(self) -> AbstractContextManager[Any]:
        how = self._options
        return lent(self.name, _read, what="seq2seq", device=how.device, dtype=how.dtype)


def _read(name: str, device: Device, dtype: str) -> Any:
    model = read_whole(AutoModelForSeq2SeqLM, name, what=_WHAT, dtype=dtype)
    return model.to(device.torch_name).eval()


class _Watch(StoppingCriteria):  # type: ignore[misc]
    """Reports at every token, which may stop it."""

    def __init__(self, begun: int, whole: int, progress: Progress) -> None:
        self._begun, self._whole, self._progress = begun, whole, progress

    def __call__(self, input_ids: Any, scores: Any, **_more: Any) -> Any:
        """Report, and let it go on."""
        self._progress("translate", self._begun, self._whole)
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)
