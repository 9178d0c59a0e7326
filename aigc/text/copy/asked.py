"""Asks a language model for titles and the like, tells it what is wrong, and checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from aigc.errors import EngineFailed, InputError
from aigc.language.chat import ChatModel, Message, Request, Usage
from aigc.language.structured import Structured, ask
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.text.copy.choosing import TOO_LIKE, Order, chosen, lettered, tell_if_fewer
from aigc.text.copy.draft import Draft, faults
from aigc.text.copy.extractive import drafts
from aigc.text.copy.prompts import SYSTEM, repair, task
from aigc.text.copy.scoring import likeness
from aigc.text.copy.statements import statements
from aigc.text.copy.wording import CLICKBAIT
from aigc.text.engine import Options as Offer
from aigc.text.prompted.fitting import with_room
from aigc.text.script.passage import Passage
from aigc.text.script.passages import passages
from aigc.text.script.words import has_han
from aigc.types.article import Language
from aigc.types.copy import Copy

SPARE: Final = 2
"""How many more variants are asked for than are wanted, so that the best can be kept."""
MOST_ASKED: Final = 12
"""More at once, and models begin to repeat themselves."""
TOKENS_PER_CHARACTER: Final = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The copies of one kind, and what they cost."""

    copies: tuple[Copy, ...]
    usage: Usage


def written(
    model: ChatModel, order: Order, *, temperature: float, progress: Progress = silent
) -> Written:
    """Return the variants of one kind that a model writes.

    What the guard refuses is told to the model once. For what it refuses again the article's own
    words stand in, where the language is the same.

    Raises
    ------
    InputError
        The article holds no sentence to write from.
    EngineFailed
        The model refused, made no sense, or nothing that it wrote is supported.
    """
    offered = passages(order.article, Offer())
    if not offered:
        raise InputError(
            f"The article “{order.article.title}” holds no sentence to write from. Give a document "
            "with at least one sentence of text."
        )
    found = with_room(
        model, offered, order.article.title,
        lambda some: _request(some, order, temperature),
        lambda some: _answered(model, some, order, temperature, progress),
    )  # fmt: skip
    return Written(copies=_filled(found.value, order), usage=found.usage)


def _answered(
    model: ChatModel, some: tuple[Passage, ...], order: Order, temperature: float,
    progress: Progress,
) -> Structured[Any]:  # fmt: skip
    """Return the drafts of a model that the guard lets through, and what they cost."""
    request, form = _request(some, order, temperature), _form(len(some), order)
    answer = ask(model, request, form, progress=progress)
    texts, spent = _drafts(answer.value, some), answer.usage
    wrong = _wrong(texts, order)
    if wrong:
        again = replace(
            request,
            seed=request.seed + 100,
            messages=(
                *request.messages[:2],
                Message(role="assistant", text=answer.value.model_dump_json()),
                Message(role="user", text=repair(wrong, order.language)),
            ),
        )
        try:
            mended = ask(model, again, form, tries=1, progress=progress)
        except (EngineFailed, InputError):
            return Structured(value=texts, usage=spent)
        texts, spent = [*texts, *_drafts(mended.value, some)], spent + mended.usage
    return Structured(value=texts, usage=spent)


def _filled(texts: Sequence[Draft], order: Order) -> tuple[Copy, ...]:
    """Return the copies, the article's own words for those that fell short."""
    good = [one for one in texts if not _faults(one, order)]
    made = chosen(good, order)
    if len(made) < order.count and order.language == order.article.language:
        own = _own_words([one.text for one in good], replace(order, count=order.count - len(made)))
        made = lettered([*made, *own])
        if own:
            notice(
                f"{len(own)} of the kind {order.kind} are the article's own words: what "
                f"{order.author} wrote fell short."
            )
    if not made:
        raise EngineFailed(
            f"Nothing of kind {order.kind} that {order.author} wrote is supported by “"
            f"{order.article.title}”. Try a larger model, or another seed."
        )
    tell_if_fewer(made, order)
    return made


def _own_words(said: Sequence[str], order: Order) -> tuple[Copy, ...]:
    """Return what the article itself gives beside what was said already."""
    told = statements(order.article)
    found = drafts(order.kind, order.article, told, order.platform)
    apart = (one for one in found if all(likeness(one.text, t) <= TOO_LIKE for t in said))
    return chosen((replace(one, author="extractive") for one in apart), order)


def _request(some: Sequence[Passage], order: Order, temperature: float) -> Request:
    wanted = task(
        order.article.title, [one.text for one in some], kind=order.kind, count=_asked(order),
        platform=order.platform, language=order.language,
    )  # fmt: skip
    longest = min(order.platform.room(order.kind, order.language), 400)
    return Request(
        messages=(
            Message(role="system", text=SYSTEM[order.language]),
            Message(role="user", text=wanted),
        ),
        temperature=temperature,
        seed=order.seed,
        max_tokens=256 + ceil(TOKENS_PER_CHARACTER * (longest + 20) * _asked(order)),
    )


def _asked(order: Order) -> int:
    return min(order.count + SPARE, max(order.count, MOST_ASKED))


def _form(count: int, order: Order) -> type[BaseModel]:
    """Return the form of the answer: how many, how long, from which passages."""
    number = Annotated[int, Field(ge=1, le=count)]
    longest = order.platform.room(order.kind, order.language)
    one: Any = create_model(
        "OneCopy",
        __config__=ConfigDict(extra="forbid"),
        text=(Annotated[str, Field(min_length=4, max_length=min(longest, 1000))], ...),
        sources=(Annotated[tuple[number, ...], Field(min_length=1, max_length=6)], ...),
    )
    many = Field(min_length=1, max_length=_asked(order) + SPARE)
    return create_model(
        "Copies",
        __config__=ConfigDict(extra="forbid"),
        copies=(Annotated[tuple[one, ...], many], ...),
    )


def _drafts(answer: Any, some: Sequence[Passage]) -> list[Draft]:
    return [
        Draft(
            text="\n".join(" ".join(line.split()) for line in one.text.strip().splitlines()),
            sources=tuple(dict.fromkeys(some[n - 1].span for n in one.sources)),
            pattern="written",
            merit=0.7,
        )
        for one in answer.copies
    ]


def _faults(draft: Draft, order: Order) -> tuple[str, ...]:
    translated = order.language != order.article.language
    found = [*faults(draft, order.article, translated=translated)]
    bait = CLICKBAIT.search(draft.text)
    if bait:
        found.append(f"it says “{bait.group()}”, which is bait")
    if not order.platform.fits(draft.text, order.kind):
        least = order.platform.title_least if order.kind == "title" else 1
        most = f"{order.platform.most(order.kind):g}"
        found.append(f"it is not between {least} and {most} characters long")
    if order.kind == "hashtags":
        found += _tag_faults(draft.text.split(), order.platform.hashtags)
    elif wrong := _wrong_language(draft.text, order.language):
        found.append(wrong)
    return tuple(found)


def _tag_faults(words: Sequence[str], most: int) -> Iterator[str]:
    if not all(word.startswith("#") for word in words):
        yield "not every word of it is a hashtag"
    if len(words) > most:
        yield f"it has {len(words)} hashtags, more than {most}"


def _wrong_language(text: str, language: Language) -> str:
    """Return what is wrong where a text is in the other language; empty where it is not."""
    letters = [c for c in text if c.isalpha()]
    han = sum(map(has_han, letters))
    if language == "zh" and letters and not han:
        return "it is not in Chinese"
    return "it is not in English" if language == "en" and 2 * han > len(letters) else ""


def _wrong(texts: Sequence[Draft], order: Order) -> list[str]:
    return [
        f"- {n}. “{one.text}”: {fault}"
        for n, one in enumerate(texts, 1)
        for fault in _faults(one, order)
    ]
