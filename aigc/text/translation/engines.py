"""Translators: language models of a server or your own, and models made for translation."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from aigc.config import build
from aigc.errors import EngineUnavailable
from aigc.identity import identity
from aigc.language.engine import ChatEngine
from aigc.progress import Progress, silent
from aigc.text.translation.engine import check_pair
from aigc.text.translation.options import Seq2Seq
from aigc.types.article import Language
from aigc.types.usage import Usage

if TYPE_CHECKING:
    from aigc.text.translation.seq2seq import Seq2SeqModel

_VERSION: Final = 2


class _ChatTranslator(ChatEngine):
    """Asks a language model for numbered translations, and again for those that lose something."""

    job = "translation-2"
    usual = MappingProxyType({"temperature": 0.2})

    def translate(
        self,
        texts: Sequence[str],
        *,
        source: Language,
        target: Language,
        context: str = "",
        progress: Progress = silent,
    ) -> tuple[str, ...]:
        """Return the model's translations; see `Translator.translate`."""
        from aigc.text.translation.asked import Asking, translated

        check_pair(source, target)
        how = Asking(
            model=self.chat, target=target, context=context, progress=progress,
            temperature=self.options.temperature,
        )  # fmt: skip
        filled = [text for text in texts if _spoken(text)]
        said, self.usage = translated(filled, how)
        return _put_back(texts, said)


class OpenAITranslator(_ChatTranslator):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``."""

    name = "openai"


class TransformersTranslator(_ChatTranslator):
    """Asks a causal language model of your own: ``transformers:FOLDER``."""

    name = "transformers"


class Seq2SeqTranslator:
    """Translates with a model made for it (Marian, NLLB, M2M100, mBART, T5): ``seq2seq:FOLDER``.

    What loses a number or a name is translated once more without beams, and the better is kept.

    Parameters
    ----------
    model : str
        Folder of the model, or its name on the hub. Marian models know one direction each.
    options
        Those of `aigc.text.translation.options.Seq2Seq`.
    """

    name = "seq2seq"
    usage: Usage | None = None

    def __init__(self, model: str = "", **options: Any) -> None:
        self._model, self._options = model, build(Seq2Seq, options)
        self._opened: Seq2SeqModel | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        return f"seq2seq-{_VERSION} {identity(self._model)} {self._options.model_dump_json()}"

    def translate(
        self,
        texts: Sequence[str],
        *,
        source: Language,
        target: Language,
        context: str = "",
        progress: Progress = silent,
    ) -> tuple[str, ...]:
        """Return translations, made without ``context``; see `Translator.translate`."""
        from aigc.text.translation.asked import tell_what_is_lost
        from aigc.text.translation.kept import faults

        check_pair(source, target)
        model = self._open()
        filled = [text for text in texts if _spoken(text)]
        how: dict[str, Any] = {"source": source, "target": target, "progress": progress}
        said = model.translate(filled, beams=self._options.beams, **how)
        wrong = [n for n, one in enumerate(said) if faults(filled[n], one, target=target)]
        if wrong and self._options.beams > 1:
            others = model.translate([filled[n] for n in wrong], beams=1, **how)
            for n, other in zip(wrong, others, strict=True):
                text = filled[n]
                said[n] = min(said[n], other, key=lambda one: len(faults(text, one, target=target)))
        tell_what_is_lost(filled, said, target)
        progress("translate", len(filled), max(1, len(filled)))
        return _put_back(texts, said)

    def _open(self) -> Seq2SeqModel:
        if not self._model:
            raise EngineUnavailable(
                "The engine 'seq2seq' has no model of its own. Name one behind a colon: "
                "seq2seq:FOLDER, a FOLDER of a translation model."
            )
        if self._opened is None:
            try:
                from aigc.text.translation.seq2seq import Seq2SeqModel
            except ImportError as exc:
                raise EngineUnavailable(
                    f"The engine 'seq2seq' needs a package that is not installed ({exc.name}). "
                    "Install it with: pip install 'aigc-workbench[models]'."
                ) from exc
            self._opened = Seq2SeqModel(self._model, self._options)
        return self._opened


def _spoken(text: str) -> bool:
    """Tell whether there is anything to translate."""
    return any(map(str.isalnum, text))


def _put_back(texts: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """Return the translations among the texts that have nothing to translate."""
    rest = iter(said)
    return tuple(next(rest) if _spoken(text) else text for text in texts)
