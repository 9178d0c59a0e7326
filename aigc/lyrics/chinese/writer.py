"""The bundled engine for Chinese: the network in NumPy under solved plans."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from aigc.blas import single_threaded
from aigc.lyrics.chinese.decode import Decoder, Draft, Taste
from aigc.lyrics.chinese.judge import fluencies
from aigc.lyrics.chinese.voice import Voice, load
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import Plan, plans, printed
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.constraints.retrace import retrace
from aigc.lyrics.engine import Options
from aigc.lyrics.forms.filling import filled
from aigc.lyrics.model.drafting import drafts_of
from aigc.lyrics.model.runtime import Floats
from aigc.lyrics.model.symbols import THEMES, Ids, prompt
from aigc.lyrics.ranking.repetition import habit, habits
from aigc.progress import Progress, silent
from aigc.store import file_sha256
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Template

WEIGHTS = Path(__file__).parent.parent / "data" / "chinese.safetensors"
VERSION = 5
PLANS = 8
"""At most this many different plans are written side by side."""

_CLASSICAL = (1, 1), (4, 4), (8, 2)
DRAFTS = {
    "ci": _CLASSICAL,
    "qu": _CLASSICAL,
    "classic": _CLASSICAL,
    "modern": ((2, 16), (8, 8), (16, 4)),
}
"""Up to so many texts, so many drafts of each line."""
MOST_AT_ONCE = 6_000
"""Drafts side by side, times their characters."""

REPETITION = {"ci": 1.0, "qu": 0.8, "classic": 1.0, "modern": 1.2}
"""What a character loses each time it stands in the text already, times the surprise of it."""
SOON = 40
"""It surprises as much as if it came back after so many characters."""


class ChineseWriter:
    """Writes Chinese verse in four styles, without torch."""

    name = "chinese"
    languages: tuple[Language, ...] = ("zh",)

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self.weights = weights

    def fingerprint(self, options: Options) -> str:
        """Return the version of the decoder and the digest of the weights."""
        return f"chinese/{VERSION} {_digest(self.weights) if self.weights.is_file() else 'none'}"

    def voice(self) -> Voice:
        """Return the model, read once.

        Raises
        ------
        EngineUnavailable
            When there are no weights.
        """
        return _loaded(self.weights)

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
        """Return ``count`` lyrics; see `aigc.lyrics.engine.LyricsEngine.write`."""
        voice = self.voice()
        problem = Problem(template, alphabet(voice.vocabulary.characters, template.book))
        different = bool(problem.groups or template.keywords)
        some = plans(problem, min(count, PLANS) if different else 1, seed)
        asked = self._prompt(voice, template, options)
        rng = np.random.default_rng(seed)
        taste = Taste(
            temperature=options.temperature,
            top=options.top,
            repetition=_repetition(problem.alphabet.characters, options.style),
            drafts=drafts_of(DRAFTS.get(options.style, ()), count, len(template), MOST_AT_ONCE),
        )
        each = -(-count // len(some))
        texts = [plan for plan in some for _ in range(each)]
        decoder = Decoder(voice, some, each, options.style, taste, rng)
        for done in decoder.run(asked):
            progress("lyrics", done, len(problem.cells))
        drafts = decoder.drafts()
        for i in [i for i, draft in enumerate(drafts) if draft is None]:
            safe = Decoder(voice, [texts[i]], 1, options.style, taste, rng, safely=True)
            for done in safe.run(asked):
                progress("lyrics", done, len(problem.cells))
            drafts[i] = safe.drafts()[0]
        order = [i * each + k for k in range(each) for i in range(len(some))]
        written = [(texts[i], draft) for i in order[:count] if (draft := drafts[i])]
        told = _as_read(voice, written, asked, options.style)
        return tuple(
            _lyric(template, draft, fluency)
            for (_, draft), fluency in zip(written, told, strict=True)
        )

    @single_threaded()
    def fluency(self, lyrics: Sequence[Lyric], template: Template, options: Options) -> list[float]:
        """Return how fluent lyrics are; see `aigc.lyrics.engine.LyricsEngine.fluency`.

        Under an old book, where all the rhymes of a group share several classes, the model is told
        the commonest. A character that it does not know counts as its token for unknown ones.
        """
        voice = self.voice()
        problem = Problem(template, alphabet(voice.vocabulary.characters, template.book))
        texts = [[c.text for row in filled(template, lyric) for c in row] for lyric in lyrics]
        some = [retrace(problem, text) for text in texts]
        asked = self._prompt(voice, template, options)
        return [round(f, 4) for f in fluencies(voice, some, texts, asked, options.style)]

    def _prompt(self, voice: Voice, template: Template, options: Options) -> Ids:
        themes = list(dict.fromkeys((*(k.text for k in template.keywords), *options.themes)))
        return prompt(voice.vocabulary, options.style, options.title, themes[:THEMES])


@lru_cache(maxsize=8)
def _repetition(characters: tuple[str, ...], style: str) -> Floats:
    """Return what each character loses when it is repeated; a common one hardly anything."""
    known = habits(habit("zh", style))
    surprise = np.array([known.surprise(c, SOON) for c in characters], np.float32)
    return np.float32(REPETITION.get(style, 1.0)) * surprise


@lru_cache(maxsize=2)
def _loaded(weights: Path) -> Voice:
    return load(weights)


@lru_cache(maxsize=2)
def _digest(weights: Path) -> str:
    return file_sha256(weights)[:16]


def _as_read(
    voice: Voice, written: Sequence[tuple[Plan, Draft]], prompt: Ids, style: str
) -> list[float]:
    """Return the fluency of drafts as their words tell it, which may hint at another plan."""
    told = [draft.fluency for _, draft in written]
    read = [retrace(plan.problem, draft.characters) for plan, draft in written]
    odd = [n for n, (plan, _) in enumerate(written) if not plan.like(read[n])]
    texts = [written[n][1].characters for n in odd]
    again = fluencies(voice, [read[n] for n in odd], texts, prompt, style)
    for n, fluency in zip(odd, again, strict=True):
        told[n] = fluency
    return told


def _lyric(template: Template, draft: Draft, fluency: float) -> Lyric:
    lines = printed(template, draft.characters)
    return Lyric(lines=lines, score={"fluency": round(fluency, 4)})
