"""Asks a language model for translations, and again for those that lose something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from aigc.errors import EngineFailed, InputError
from aigc.language.chat import ChatModel, Message, Request, RequestTooLong, Usage
from aigc.language.structured import ask
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.text.translation.kept import faults
from aigc.text.translation.prompts import SYSTEM, again, task
from aigc.types.article import Language

MOST_TEXTS: Final = 20
MOST_CHARACTERS: Final = 2000
"""Of the texts that are asked for together."""
TOKENS_PER_CHARACTER: Final = 2.0
LONGEST: Final = 6
"""So many times longer than its text may a translation be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How translations are asked for."""

    model: ChatModel
    target: Language
    context: str
    temperature: float
    seed: int = 0
    progress: Progress = silent


def translated(texts: Sequence[str], how: Asking) -> tuple[tuple[str, ...], Usage]:
    """Return one translation per text, and what they cost.

    Raises
    ------
    EngineFailed
        The model refused, or gave something else than translations.
    """
    out, spent = list[str](), Usage()
    for batch in _batches(texts):
        how.progress("translate", len(out), len(texts))
        said, usage = _checked(batch, how)
        out += said
        spent += usage
    how.progress("translate", len(texts), len(texts))
    return tuple(out), spent


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        size = sum(map(len, batch)) + len(text)
        if batch and (len(batch) == MOST_TEXTS or size > MOST_CHARACTERS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _checked(texts: Sequence[str], how: Asking) -> tuple[list[str], Usage]:
    """Return translations; each that lost something was asked for once more."""
    said, spent = _asked(texts, texts, how, seed=how.seed)
    wrong = {n: found for n, t in enumerate(texts) if (found := _faults(t, said[n], how))}
    if wrong:
        told = [again(texts[n], said[n], found, how.target) for n, found in wrong.items()]
        try:
            mended, more = _asked([texts[n] for n in wrong], told, how, seed=how.seed + 100)
        except (EngineFailed, InputError):
            mended, more = [said[n] for n in wrong], Usage()
        spent += more
        for n, new in zip(wrong, mended, strict=True):
            said[n] = min(said[n], new, key=lambda one: len(_faults(texts[n], one, how)))
    tell_what_is_lost(texts, said, how.target)
    return said, spent


def _faults(text: str, said: str, how: Asking) -> tuple[str, ...]:
    return faults(text, said, target=how.target)


def tell_what_is_lost(texts: Sequence[str], said: Sequence[str], target: Language) -> None:
    """Say of each translation what it lost or added.

    Raises
    ------
    EngineFailed
        A text has no translation, or one in the wrong language.
    """
    for text, one in zip(texts, said, strict=True):
        found = faults(text, one, target=target)
        if any(fault.startswith(("it is empty", "it is not in")) for fault in found):
            raise EngineFailed(
                f"“{_short(text)}” was not translated: {found[0]}. Try a larger model, or another "
                "engine."
            )
        if found:
            notice(f"The translation “{_short(one)}” differs: {'; '.join(found)}.")


def _asked(
    texts: Sequence[str], told: Sequence[str], how: Asking, *, seed: int
) -> tuple[list[str], Usage]:
    """Return what the model says, in two halves where all together is too long for it."""
    request = Request(
        messages=(
            Message(role="system", text=SYSTEM[how.target]),
            Message(role="user", text=task(told, target=how.target, context=how.context)),
        ),
        temperature=how.temperature,
        seed=seed,
        max_tokens=128 + ceil(TOKENS_PER_CHARACTER * sum(len(text) + 20 for text in texts)),
    )
    try:
        answer = ask(how.model, request, _form(texts), progress=how.progress)
    except RequestTooLong:
        if len(texts) < 2:
            raise
        middle = len(texts) // 2
        first, one = _asked(texts[:middle], told[:middle], how, seed=seed)
        second, two = _asked(texts[middle:], told[middle:], how, seed=seed)
        return [*first, *second], one + two
    said: tuple[str, ...] = answer.value.model_dump()["translations"]
    return [" ".join(one.split()) for one in said], answer.usage


def _form(texts: Sequence[str]) -> type[BaseModel]:
    """Return the form of the answer: as many texts, none empty, none endless."""
    longest = max(60, LONGEST * max(map(len, texts)))
    text = Annotated[str, Field(min_length=1, max_length=longest)]
    many = Field(min_length=len(texts), max_length=len(texts))
    return create_model(
        "Translations",
        __config__=ConfigDict(extra="forbid"),
        translations=(Annotated[tuple[text, ...], many], ...),
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
