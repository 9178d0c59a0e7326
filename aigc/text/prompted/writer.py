"""Asks a language model for a script, tells it what the article does not support, and checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from aigc.errors import EngineFailed, InputError
from aigc.language.chat import ChatModel, Message, Request, Usage
from aigc.language.structured import ask
from aigc.progress import Progress, silent
from aigc.text.engine import SYLLABLES_PER_WORD, Pace
from aigc.text.engine import Options as Offer
from aigc.text.prompted.fitting import with_room
from aigc.text.prompted.prompts import SYSTEM, repair, task, too_long_or_short
from aigc.text.script.guard import check, guarded
from aigc.text.script.passage import Passage
from aigc.text.script.passages import passages
from aigc.types.article import Article, Language, Span
from aigc.types.script import LineRole, Script, ScriptLine

SHORTEST: Final = {"zh": 4, "en": 12}
LONGEST: Final = {"zh": 60, "en": 220}
"""Characters of a line."""
LINE_S: Final = 4.0
"""How long a line usually lasts."""
NEAR: Final = 0.2
"""How far a script may miss its length before it goes back, as a share."""
TOKENS_PER_CHARACTER: Final = 1.3
KEPT_ROLES: Final = frozenset({"quote", "list", "table"})


class Line(BaseModel):
    """One line as a model answers it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    article: Article
    offered: tuple[Passage, ...]
    target: Fraction
    language: Language
    pace: Pace


def write(
    model: ChatModel,
    article: Article,
    *,
    target: Fraction,
    language: Language,
    seed: int,
    pace: Pace,
    temperature: float,
    progress: Progress = silent,
) -> Script:
    """Return a script of the model's words; see `aigc.text.engine.Writer.write`.

    What the guard refuses is told to the model once. For what it refuses again the article's own
    words stand in, or nothing where the script is in another language.
    """
    whole = _asked(article, target, language, pace)

    def request(some: tuple[Passage, ...]) -> Request:
        return _request(replace(whole, offered=some), temperature, seed)

    def written(some: tuple[Passage, ...]) -> Script:
        asked = replace(whole, offered=some)
        return _written(model, request(some), asked, progress)

    return with_room(model, whole.offered, article.title, request, written)


def _written(model: ChatModel, request: Request, asked: _Asked, progress: Progress) -> Script:
    answer = ask(model, request, _answer(asked), progress=progress)
    script, spent = _script(answer.value, asked), answer.usage
    faults = _faults(script, asked)
    if faults:
        again = _again(request, script, faults, asked)
        mended, more = _mended(model, again, asked, progress)
        script, spent = min((script, *mended), key=lambda s: len(_faults(s, asked))), spent + more
    lines = tuple(_supported(script, asked)) or script.lines
    return guarded(replace(script, lines=lines, usage=spent), asked.article)


def _mended(
    model: ChatModel, request: Request, asked: _Asked, progress: Progress
) -> tuple[tuple[Script, ...], Usage]:
    """Return the script once more, or nothing where the model has no room or makes no sense."""
    try:
        answer = ask(model, request, _answer(asked), tries=1, progress=progress)
    except (EngineFailed, InputError):
        return (), Usage()
    return (_script(answer.value, asked),), answer.usage


def _supported(script: Script, asked: _Asked) -> Iterator[ScriptLine]:
    """Yield the lines, and what the article itself says for those that it does not support."""
    translated = script.language != asked.article.language
    own = {one.span: one for one in asked.offered}
    told: set[Span] = set()
    for line in script.lines:
        if not check(line, asked.article, translated=translated):
            yield line
        elif not translated and line.sources[0] not in told:
            passage = own[line.sources[0]]
            forms = passage.openings or passage.forms
            yield from (replace(said, role=line.role) for said in forms[0])
        told.update(line.sources)


def _asked(article: Article, target: Fraction, language: Language, pace: Pace) -> _Asked:
    if target <= 0:
        raise InputError(f"The target length is {float(target):g} s. Ask for more than 0 s.")
    offered = passages(article, Offer())
    if not offered:
        raise InputError(
            f"The article “{article.title}” holds no sentence that can be spoken. "
            "Give a document with at least one sentence of text."
        )
    return _Asked(article=article, offered=offered, target=target, language=language, pace=pace)


def _request(asked: _Asked, temperature: float, seed: int) -> Request:
    wanted = task(
        asked.article.title,
        [one.text for one in asked.offered],
        words=_words(asked),
        seconds=float(asked.target),
        lines=_lines(asked),
        language=asked.language,
    )
    told = (Message(role="system", text=SYSTEM[asked.language]), Message(role="user", text=wanted))
    longest = LONGEST[asked.language] * 2 * _lines(asked)
    return Request(
        messages=told,
        temperature=temperature,
        seed=seed,
        max_tokens=256 + ceil(TOKENS_PER_CHARACTER * longest),
    )


def _words(asked: _Asked) -> int:
    seconds = float(asked.target)
    if asked.language == "zh":
        return max(4, round(seconds * asked.pace.zh_characters_per_s))
    return max(3, round(seconds * asked.pace.en_syllables_per_s / SYLLABLES_PER_WORD))


def _lines(asked: _Asked) -> int:
    return max(1, round(float(asked.target) / LINE_S))


def _answer(asked: _Asked) -> type[BaseModel]:
    """Return the form of the answer: how many lines, how long, from which passages."""
    number = Annotated[int, Field(ge=1, le=len(asked.offered))]
    bounds = SHORTEST[asked.language], LONGEST[asked.language]
    line: Any = create_model(
        "NumberedLine",
        __base__=Line,
        text=(Annotated[str, Field(min_length=bounds[0], max_length=bounds[1])], ...),
        sources=(Annotated[tuple[number, ...], Field(min_length=1, max_length=3)], ...),
    )
    wanted = _lines(asked)
    least = max(1, min(wanted, len(asked.offered)) // 2)
    many = Field(min_length=least, max_length=2 * wanted + 1)
    return create_model(
        "Narration", __config__=ConfigDict(extra="forbid"),
        lines=(Annotated[tuple[line, ...], many], ...),
    )  # fmt: skip


def _script(answer: Any, asked: _Asked) -> Script:
    given: Sequence[Line] = answer.lines
    lines = tuple(_line(one, n, len(given), asked) for n, one in enumerate(given))
    return Script(
        title=asked.article.title, lines=lines, language=asked.language, target=asked.target
    )


def _line(one: Line, place: int, count: int, asked: _Asked) -> ScriptLine:
    named = [asked.offered[n - 1] for n in dict.fromkeys(one.sources)]
    role: LineRole = named[0].role if named[0].role in KEPT_ROLES else "point"
    if place == 0:
        role = "hook"
    elif place == count - 1 and count > 2:
        role = "close"
    return ScriptLine(
        text=" ".join(one.text.split()),
        sources=tuple(p.span for p in named),
        role=role,
        block=named[0].block,
    )


def _faults(script: Script, asked: _Asked) -> list[str]:
    """Return what is wrong with a script, as it is told to the model."""
    translated = script.language != asked.article.language
    found = [
        f"- {n}. “{line.text}”: {violation.message}"
        for n, line in enumerate(script.lines, 1)
        for violation in check(line, asked.article, translated=translated)
    ]
    has, wants = float(asked.pace.total(script)), float(asked.target)
    if abs(has - wants) > NEAR * wants:
        found.append(too_long_or_short(has, wants, asked.language))
    return found


def _again(request: Request, script: Script, faults: Sequence[str], asked: _Asked) -> Request:
    numbers = {one.span: n for n, one in enumerate(asked.offered, 1)}
    said = _Said(
        lines=tuple(
            Line(text=line.text, sources=tuple(numbers[s] for s in line.sources))
            for line in script.lines
        )
    )
    return replace(
        request,
        seed=request.seed + 100,
        messages=(
            *request.messages[:2],
            Message(role="assistant", text=said.model_dump_json()),
            Message(role="user", text=repair(faults, asked.language)),
        ),
    )


class _Said(BaseModel):
    lines: tuple[Line, ...]
