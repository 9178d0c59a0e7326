"""The moderator that is always there: word lists, personal data, and injected instructions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from aigc.config import Settings, build, option, parted
from aigc.errors import ConfigError
from aigc.progress import Progress, silent, track
from aigc.trust.moderation.engine import not_checked
from aigc.trust.moderation.entries import Entry, Severity, is_han, own, read_list
from aigc.trust.moderation.han import HanWords
from aigc.trust.moderation.hits import Hit, told
from aigc.trust.moderation.injection import injection
from aigc.trust.moderation.latin import LatinWords
from aigc.trust.moderation.normalise import Folded, fold
from aigc.trust.moderation.personal import personal
from aigc.trust.moderation.pinyin import Spelled
from aigc.types.verdict import ORDER, Decision, Finding, Verdict

VERSION: Final = 1
MOST: Final = 200
"""Findings that are told of one text; the gravest of more."""
_DECISIONS: Final[dict[Severity, Decision]] = {
    "block": "block", "review": "review", "note": "pass",
}  # fmt: skip
_SURE: Final = 0.8


class Options(Settings):
    """Options of the engine ``words``."""

    house: bool = option(
        True, "Whether the lists of the house count too.", "是否同时使用内置词表。"
    )
    personal: bool = option(True, "Whether personal data are looked for.", "是否查找个人信息。")
    injection: bool = option(
        True, "Whether instructions to language models are looked for.", "是否查找提示词注入。"
    )


class WordsModeration:
    """Finds words of lists in texts, however they are written; see `Moderator`.

    Parameters
    ----------
    model : str
        Word lists of your own, or folders of them, parted by commas.
    **options
        Those of `Options`.

    Raises
    ------
    ConfigError
        An option does not exist, or a list cannot be read.
    """

    name = "words"

    def __init__(self, model: str = "", **options: object) -> None:
        self.options = build(Options, options)
        named = parted(model)
        self._lists = tuple(path for one in named for path in _files(Path(one).expanduser()))

    @property
    def fingerprint(self) -> str:
        """Text that changes with the lists and with how they are looked for."""
        whole = hashlib.sha256(repr(self._entries).encode()).hexdigest()[:16]
        return f"words/{VERSION} {whole} {self.options.personal} {self.options.injection}"

    def judge_texts(
        self, texts: Sequence[str], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return a verdict for each text; see `Moderator.judge_texts`."""
        judged = (self._verdict(text) for text in texts)
        return tuple(track(judged, progress, "moderate", len(texts)))

    def judge_pictures(
        self, pictures: Sequence[Path], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return that pictures are not judged here."""
        return not_checked(len(pictures), self.detector)

    @property
    def detector(self) -> str:
        """Who judges, with the version."""
        return f"words/{VERSION}"

    def _verdict(self, text: str) -> Verdict:
        found = list(self._found(text, fold(text)))
        if len(found) > MOST:
            found = sorted(found, key=lambda one: -ORDER.index(one.decision))[:MOST]
        found.sort(key=lambda one: (one.span.start, one.span.end) if one.span else (0, 0))
        return Verdict.of(found, self.detector)

    def _found(self, text: str, folded: Folded) -> Iterator[Finding]:
        hits = (hit for finder in self._finders for hit in finder.hits(folded.text))
        for hit in told(hits):
            yield self._finding(hit, text, folded)
        if self.options.personal:
            yield from personal(text)
        if self.options.injection:
            yield from injection(text, folded)

    def _finding(self, hit: Hit, text: str, folded: Folded) -> Finding:
        span = folded.span(hit.start, hit.end)
        decision = _DECISIONS[hit.entry.severity]
        if decision == "block" and hit.score < _SURE:
            decision = "review"
        return Finding(
            category=hit.entry.category, score=hit.score, decision=decision,
            detector=self.detector, entry=hit.entry.word, words=span.of(text), span=span,
            way=_way(hit, span.of(text)),
        )  # fmt: skip

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        house = own() if self.options.house else ()
        return (*house, *(entry for path in self._lists for entry in read_list(path)))

    @cached_property
    def _finders(self) -> tuple[HanWords, Spelled, LatinWords]:
        return _finders(self._entries)


@lru_cache(maxsize=8)
def _finders(entries: tuple[Entry, ...]) -> tuple[HanWords, Spelled, LatinWords]:
    """Return what finds the entries, made once for equal ones."""
    han = tuple(entry for entry in entries if is_han(entry.folded))
    latin = tuple(entry for entry in entries if not is_han(entry.folded))
    return HanWords(han), Spelled(han), LatinWords(latin)


def _way(hit: Hit, words: str) -> str:
    """Return how it was written: what was folded away is a way too."""
    if hit.way != "as written" or words.lower() == hit.entry.word.lower():
        return hit.way
    return "as written" if words.isascii() else "folded"


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.glob("*.csv"))
    if not path.is_file():
        raise ConfigError(f"There is no word list {path}. Check the path.")
    return [path]
