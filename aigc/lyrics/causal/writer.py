"""Lyrics by any causal language model of the Hugging Face format, held to the template."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import numpy as np

from aigc.errors import EngineUnavailable, InputError
from aigc.identity import identity
from aigc.lyrics.causal.prompt import prompt
from aigc.lyrics.causal.ruling import Ruled, check_spelling, paper, rule, text_of, writable
from aigc.lyrics.causal.table import TokenTable
from aigc.lyrics.causal.walk import Gate, Walk
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import plans, printed
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.constraints.retrace import retrace
from aigc.lyrics.engine import MOST, Options
from aigc.lyrics.forms.filling import filled
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Template, place_name

if TYPE_CHECKING:
    from aigc.lyrics.causal.model import CausalModel

_VERSION = 2
_BATCH = 16
_PACKAGES = ("torch", "transformers", "tokenizers")


class CausalWriter:
    """Writes Chinese lyrics with the model that the options name: a folder, or a name on the hub.

    The model stays on the shelf of its device as long as there is room.
    """

    name = "causal"
    languages: tuple[Language, ...] = ("zh",)

    def __init__(self) -> None:
        self._model: CausalModel | None = None
        self._identity = ""
        self._table: TokenTable | None = None

    def fingerprint(self, options: Options) -> str:
        """Return text that changes whenever the same arguments may give other words."""
        packages = " ".join(f"{name}={_version(name)}" for name in _PACKAGES)
        return f"causal/{_VERSION} {packages} {identity(options.model)}"

    def write(
        self,
        template: Template,
        options: Options,
        *,
        count: int = 1,
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Lyric, ...]:
        """Return ``count`` lyrics; see `LyricsEngine.write`."""
        _check(template, options, count)
        model = self._open(options.model)
        check_spelling(template, model.spelling, model.name)
        table = self._laid_out(model, template)
        characters = writable(template, table)
        chosen = plans(Problem(template, alphabet(characters, template.book)), count, seed)
        told = prompt(model.tokenizer, template, options)
        lyrics: list[Lyric] = []
        for begin in range(0, count, _BATCH):
            ruled = rule(chosen[begin : begin + _BATCH], table)
            gate = Gate(table)
            texts = model.write(
                told,
                [Walk(gate, r.sheet, model.end) for r in ruled],
                temperature=options.temperature,
                top=options.top,
                seed=int(np.random.SeedSequence((seed, begin)).generate_state(1)[0]),
                report=_reporter(progress, begin, count, len(ruled[0].sheet)),
            )
            lyrics += [_lyric(template, r, *text) for r, text in zip(ruled, texts, strict=True)]
        return tuple(lyrics)

    def fluency(self, lyrics: Sequence[Lyric], template: Template, options: Options) -> list[float]:
        """Return how fluent lyrics are; see `LyricsEngine.fluency`.

        Words do not show by which tokens they were written: they count as the tokeniser parts
        them. Where every character has one token alone, that is how they were written; elsewhere,
        and where a keyword stands in several places, `write` may have told another figure.
        """
        _check(template, options, 1)
        model = self._open(options.model)
        check_spelling(template, model.spelling, model.name)
        texts = [[c.text for row in filled(template, lyric) for c in row] for lyric in lyrics]
        for text in texts:
            _check_words(model, template, text)
        table = self._laid_out(model, template, {c for text in texts for c in text})
        problem = Problem(template, alphabet(writable(template, table), template.book))
        ruled = rule([retrace(problem, text) for text in texts], table) if texts else []
        ids = [model.tokens(text_of(*pair)) for pair in zip(ruled, texts, strict=True)]
        gate = Gate(table)
        free = [
            Walk(gate, r.sheet, model.end).choices(own) for r, own in zip(ruled, ids, strict=True)
        ]
        judged = model.judge(prompt(model.tokenizer, template, options), ids)
        means = (
            float(nats[open_].sum()) / max(1, int(open_.sum()))
            for nats, open_ in zip(judged, free, strict=True)
        )
        return [round(mean, 4) for mean in means]

    def _open(self, name: str) -> CausalModel:
        stamp = identity(name)
        if self._model is None or self._identity != stamp:
            self._model, self._table = None, None
            self._model, self._identity = _model_class()(name), stamp
        return self._model

    def _laid_out(
        self, model: CausalModel, template: Template, words: Collection[str] = ()
    ) -> TokenTable:
        """Return a table over all that template and words need, the last one where it will do."""
        needed = paper(template).union(words)
        if self._table is None or not needed <= self._table.index.keys():
            known = self._table.alphabet if self._table else ()
            self._table = TokenTable(model.spelling, needed.union(known))
        return self._table


def _check(template: Template, options: Options, count: int) -> None:
    """Refuse what needs no model to be refused."""
    if not options.model:
        raise EngineUnavailable(
            "The engine 'causal' has no model of its own. Name one with --model: the folder of a "
            "causal language model, or its name on the hub."
        )
    if template.language != "zh":
        raise InputError("The engine 'causal' writes Chinese only. Choose another for English.")
    if not len(template):
        raise InputError("The template has no cells. Give it at least one line.")
    if not 1 <= count <= MOST:
        raise InputError(f"{count} candidates are not possible: ask for 1 to {MOST}.")


def _check_words(model: CausalModel, template: Template, text: Sequence[str]) -> None:
    """Refuse words that the tokens cannot spell."""
    for (line, cell, _), character in zip(template.places(), text, strict=True):
        if not model.spelling.spells(character):
            raise InputError(
                f"The tokeniser of {model.name!r} cannot spell {character!r} at "
                f"{place_name(line, cell)}, so the model cannot judge the lyric. Choose another "
                "word, or a model with a byte-level tokeniser."
            )


def _model_class() -> type[CausalModel]:
    try:
        from aigc.lyrics.causal.model import CausalModel
    except ImportError as exc:
        raise EngineUnavailable(
            f"The engine 'causal' needs a package that is not installed ({exc.name}). "
            "Install it with: pip install 'aigc-workbench[models]'."
        ) from exc
    return CausalModel


def _reporter(progress: Progress, begin: int, count: int, places: int) -> Callable[[int], None]:
    """Return what reports the filled places of a batch that follows ``begin`` texts."""

    def report(filled: int) -> None:
        progress("lyrics", begin * places + filled, count * places)

    report(0)
    return report


def _lyric(template: Template, ruled: Ruled, text: str, fluency: float) -> Lyric:
    lines = printed(template, (text[place] for place in ruled.cells))
    return Lyric(lines=lines, score={"fluency": round(fluency, 4)})


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
