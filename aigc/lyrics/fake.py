"""A writer for tests: keeps every form, means nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from aigc.errors import InputError
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import Plan, plans, printed
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.engine import Options
from aigc.lyrics.forms.filling import filled
from aigc.lyrics.sound.books import book
from aigc.progress import Progress, silent
from aigc.store import digest
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Book, Template

CHARACTERS = range(0x4E00, 0x9FA6)


class FakeWriter:
    """Fills each cell with a character drawn by the digest of all arguments."""

    name = "fake"
    languages: tuple[Language, ...] = ("zh",)

    def fingerprint(self, options: Options) -> str:
        """Return a constant: nothing can change."""
        return "fake-2"

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
        if template.language != "zh":
            raise InputError("The fake engine writes Chinese only.")
        some = plans(Problem(template, alphabet(_known(template.book), template.book)), count, seed)
        made = []
        for n, plan in enumerate(some):
            lines = _filled(plan, digest((template, options, seed, n)))
            made.append(Lyric(lines=lines, score={"fluency": _fluency(lines, template, options)}))
            progress("lyrics", n + 1, count)
        return tuple(made)

    def fluency(self, lyrics: Sequence[Lyric], template: Template, options: Options) -> list[float]:
        """Return a figure drawn by the digest of all arguments, 0 to -1."""
        for lyric in lyrics:
            filled(template, lyric)
        return [_fluency(lyric.lines, template, options) for lyric in lyrics]


@lru_cache(maxsize=4)
def _known(name: Book) -> tuple[str, ...]:
    return tuple(c for c in map(chr, CHARACTERS) if book(name).tones(c))


def _fluency(lines: Sequence[str], template: Template, options: Options) -> float:
    return -float(int(digest((lines, template, options))[:4], 16)) / 65536


def _filled(plan: Plan, salt: str) -> tuple[str, ...]:
    characters: list[str] = []
    for cell in range(len(plan.problem.cells)):
        if (copied := plan.copied(cell)) >= 0:
            characters.append(characters[copied])
            continue
        choices = plan.sure(cell).nonzero()[0]
        index = int(digest((salt, cell))[:8], 16) % len(choices)
        characters.append(plan.problem.alphabet.characters[choices[index]])
    return printed(plan.problem.template, characters)
