"""Words that the grammar does not know, read by a language model that may only choose.

The model never writes: it is asked how likely each value of the catalogue is after the word, and
how likely after no word at all; what gains most is taken, or nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from aigc.avatar import catalogue
from aigc.avatar.sentence.claims import Value
from aigc.avatar.sentence.reader import understood
from aigc.avatar.sentence.slots import TABLE_OF, labels
from aigc.config import build
from aigc.errors import AigcError, EngineFailed, EngineUnavailable
from aigc.identity import identity
from aigc.networks import Placed

VARIABLE = "AIGC_FILLER_MODEL"
MOST_WORDS = 8
"""Each costs a look at some seventy answers."""
NOTHING = ("nothing that can be seen", "看不见的事")
NO_ONE, NO_WORD = ("a person", "一个人"), ("it", "这")
ABOUT = (
    "A character is described so: {text}\nIn it, “{word}” says something about the",
    "一个角色的描述：{text}\n其中「{word}」说的是",
)
MEANS = (
    "A character is described so: {text}\nIn it, “{word}” means that the {slot} is:",
    "一个角色的描述：{text}\n其中「{word}」的意思是，{slot}是",
)


class Scorer(Protocol):
    """Tells how likely texts are."""

    def score(self, prompt: str, answers: Sequence[str]) -> list[float]:
        """Return the logarithm of the probability of each answer after the prompt."""
        ...


class ModelFiller:
    """Fills slots from the words that the grammar does not know; see `SlotFiller`."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    def fill(self, text: str) -> Mapping[str, tuple[Value, str]]:
        """Return path -> (value, word) of each word that means something to the model."""
        words = [w for w in dict.fromkeys(understood(text)[1]) if w.strip() and w in text]
        best: dict[str, tuple[float, Value, str]] = {}
        for word in words[:MOST_WORDS]:
            found = self._meant(text, word)
            if found is not None:
                path, value, gain = found
                best[path] = max(best.get(path, (gain, value, word)), (gain, value, word),
                                 key=lambda claim: claim[0])  # fmt: skip
        return {path: (value, word) for path, (_, value, word) in best.items()}

    def _meant(self, text: str, word: str) -> tuple[str, str, float] | None:
        """Return the setting, its value and how much likelier the word makes it."""
        chinese = not word.isascii()
        paths = list(TABLE_OF)
        about = [labels()[path][chinese] for path in paths]
        gains = self._gains(ABOUT[chinese], text, word, [*about, NOTHING[chinese]])
        first = max(range(len(gains)), key=lambda k: gains[k])
        if first == len(paths):
            return None
        table = catalogue.TABLES[TABLE_OF[paths[first]]]
        names = [name for name in table if name != "none"]
        spoken = [table[name][chinese] for name in names]
        means = MEANS[chinese].replace("{slot}", about[first])
        gains = self._gains(means, text, word, spoken)
        chosen = max(range(len(gains)), key=lambda k: gains[k])
        return (paths[first], names[chosen], gains[chosen]) if gains[chosen] > 0 else None

    def _gains(self, form: str, text: str, word: str, answers: Sequence[str]) -> list[float]:
        """Return by how much the word makes each answer likelier, in nats."""
        chinese = not word.isascii()
        spaced = [answer if chinese else f" {answer}" for answer in answers]
        with_ = self._scorer.score(form.format(text=text, word=word), spaced)
        without = self._scorer.score(
            form.format(text=NO_ONE[chinese], word=NO_WORD[chinese]), spaced
        )
        return [a - b for a, b in zip(with_, without, strict=True)]


class TransformersFiller:
    """Reads words that the grammar does not know with a causal language model of your own.

    Parameters
    ----------
    model : str
        Folder of a model of the Hugging Face format, with its tokeniser and weights as
        safetensors; by default the environment variable ``AIGC_FILLER_MODEL`` names it.
    options
        Those of `aigc.networks.Placed`.
    """

    name = "transformers"

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model or os.environ.get(VARIABLE, "")
        self._options = build(Placed, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        return f"transformers-filler-2 {identity(self.model)} {self._options.model_dump_json()}"

    def fill(self, text: str) -> Mapping[str, tuple[Value, str]]:
        """Return what the model reads in the words that are not known; see `SlotFiller.fill`.

        Raises
        ------
        EngineUnavailable
            No model is named, it cannot be read, or a package is missing.
        EngineFailed
            It ran and broke.
        """
        if not self.model:
            raise EngineUnavailable(
                "The filler 'transformers' has no model of its own. Name the folder of a causal "
                f"language model with --filler-model, or in {VARIABLE}."
            )
        try:
            from aigc.avatar.sentence.causal import CausalScorer
            from aigc.pretrained import first_line
        except ImportError as exc:
            raise EngineUnavailable(
                f"The filler 'transformers' needs a package that is not installed ({exc.name}). "
                "Install it with: pip install 'aigc-workbench[models]'."
            ) from exc
        where = self._options
        scorer = CausalScorer(self.model, device=where.device, dtype=where.dtype)
        try:
            return ModelFiller(scorer).fill(text)
        except AigcError:
            raise
        except Exception as exc:  # a model whose parts do not fit raises almost anything
            raise EngineFailed(
                f"The filler 'transformers' broke: {first_line(exc)} Name another model."
            ) from exc


class FakeFiller:
    """For tests: takes the last word that is not known for a hairstyle that follows from it."""

    name = "fake"
    fingerprint = "fake-1"

    def fill(self, text: str) -> Mapping[str, tuple[Value, str]]:
        """Return one slot, or none where every word is known; see `SlotFiller.fill`."""
        words = [w for w in understood(text)[1] if w in text]
        if not words:
            return {}
        styles = sorted(name for name in catalogue.TABLES["hair"] if name != "none")
        return {"hair.style": (styles[sum(words[-1].encode()) % len(styles)], words[-1])}
