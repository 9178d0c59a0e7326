"""The bundled engine for English: verse that keeps its syllables, stresses and rhymes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from aigc.blas import single_threaded
from aigc.errors import EngineUnavailable
from aigc.g2p.english.lexicon import lexicon
from aigc.lyrics.engine import MOST, Options
from aigc.lyrics.english import model
from aigc.lyrics.english.decode import Draft, Taste, write
from aigc.lyrics.english.judge import fluencies
from aigc.lyrics.english.plan import Plan, solve
from aigc.lyrics.english.printing import begun, printed
from aigc.lyrics.english.retrace import retrace
from aigc.lyrics.english.sheet import prompt_of, slots_of
from aigc.lyrics.english.symbols import FIRST_WORD
from aigc.lyrics.english.voice import Voice
from aigc.lyrics.english.words import Words, usual_words
from aigc.lyrics.forms.filling import english_words
from aigc.lyrics.model.drafting import drafts_of
from aigc.lyrics.model.symbols import Ids
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Template

_VERSION = 8
MOST_AT_ONCE = 4_000
"""Texts side by side, times their syllables."""
PLACINGS = 3
"""In so many ways, at least, keywords are placed among enough candidates."""
DRAFTS = ((2, 6), (8, 4), (32, 2))
"""Up to so many texts, so many drafts of each line."""
BOLDNESS = 0.7
"""What the temperature is taken times: a small model errs more often among unlikely words."""


class EnglishWriter:
    """Writes English lyrics under a template; needs no more than NumPy."""

    name = "english"
    languages: tuple[Language, ...] = ("en",)

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or model.FILE

    def fingerprint(self, options: Options) -> str:
        """Return text that changes whenever the same arguments may give other words."""
        return f"english/{_VERSION} {self._weights} {options.model_dump_json()}"

    @single_threaded()
    def write(
        self,
        template: Template,
        options: Options,
        *,
        count: int = 1,
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Lyric, ...]:
        """Return ``count`` lyrics under ``template``; see `LyricsEngine.write`."""
        rng = np.random.default_rng(seed)
        written: list[Lyric] = []
        most = max(1, min(MOST, count, MOST_AT_ONCE // max(1, len(template))))
        if any(keyword.line is None for keyword in template.keywords):
            most = min(most, -(-count // PLACINGS))
        while len(written) < count:
            plan = solve(template, self._words(options.style), lexicon(), rng)
            some = min(most, count - len(written))
            part = partial(_report, progress, len(written), some, count)
            written += self._write(template, plan, options, some, rng, part)
        return self._as_read(written, template, options)

    @single_threaded()
    def fluency(self, lyrics: Sequence[Lyric], template: Template, options: Options) -> list[float]:
        """Return how fluent lyrics are; see `LyricsEngine.fluency`.

        Where words can be laid on the syllables in several ways, as ``fire`` on one or on two, the
        most usual that keeps the template counts. A word that the model does not know counts as
        its token for unknown ones.
        """
        voice = self._voice
        some = retrace(template, lyrics, self._words(options.style), lexicon())
        slots = [slots_of(template, one.plan, voice.network.vocabulary) for one in some]
        return fluencies(voice, some, slots, self._prompt(options))

    def _write(
        self,
        template: Template,
        plan: Plan,
        options: Options,
        count: int,
        rng: np.random.Generator,
        progress: Progress,
    ) -> list[Lyric]:
        drafts = drafts_of(DRAFTS, count, len(template), MOST_AT_ONCE)
        heat = options.temperature * BOLDNESS
        taste = Taste(temperature=heat, top=options.top, drafts=drafts)
        slots = slots_of(template, plan, self._voice.network.vocabulary)
        draft = Draft(plan, self._voice, slots, count * drafts, rng)
        write(draft, taste, self._prompt(options), progress)
        return [_lyric(template, draft, text) for text in range(0, count * drafts, drafts)]

    def _as_read(
        self, written: Sequence[Lyric], template: Template, options: Options
    ) -> tuple[Lyric, ...]:
        """Return lyrics with the fluency that their words tell, where a keyword stands twice."""
        wanted = [keyword.text.lower().split() for keyword in template.keywords]
        odd = [any(_times(lyric, words) > 1 for words in wanted) for lyric in written]
        some = [lyric for lyric, is_odd in zip(written, odd, strict=True) if is_odd]
        told = iter(self.fluency(some, template, options) if some else ())
        return tuple(
            replace(lyric, score={"fluency": next(told)}) if is_odd else lyric
            for lyric, is_odd in zip(written, odd, strict=True)
        )

    def _prompt(self, options: Options) -> Ids:
        themes = (*options.themes, *([options.title] if options.title else []))
        return prompt_of(self._voice.network.vocabulary, themes)

    def _words(self, style: str) -> Words:
        return self._modern if style == "modern" else self._usual

    @cached_property
    def _voice(self) -> Voice:
        return model.load(self._path)

    @cached_property
    def _usual(self) -> Words:
        return usual_words(self._voice.network.vocabulary, FIRST_WORD, lexicon())

    @cached_property
    def _modern(self) -> Words:
        return usual_words(self._voice.network.vocabulary, FIRST_WORD, lexicon(), modern=True)

    @cached_property
    def _weights(self) -> str:
        if not self._path.is_file():
            raise EngineUnavailable(model.missing(self._path))
        return hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]


def _report(
    progress: Progress, before: int, some: int, count: int, step: str, done: float, total: float
) -> None:
    """Tell of ``some`` of ``count`` lyrics, written after others."""
    progress(step, before + some * done / total, count)


def _times(lyric: Lyric, wanted: Sequence[str]) -> int:
    """Return how often words follow each other in a lyric."""
    said = english_words(lyric.text)
    return sum(said[k : k + len(wanted)] == wanted for k in range(len(said)))


def _lyric(template: Template, draft: Draft, text: int) -> Lyric:
    names = draft.plan.words.names
    lines = []
    for i, line in enumerate(template.lines):
        words = draft.written[text, draft.offset[i] : draft.offset[i + 1]].tolist()
        said = [
            printed(names[word]) + cell.mark
            for word, cell in zip(words, line.cells, strict=True)
            if word >= 0
        ]
        lines.append(begun(" ".join(said)))
    fluency = float(draft.nats[text] / max(1, draft.free[text]))
    return Lyric(lines=tuple(lines), language="en", score={"fluency": fluency})
