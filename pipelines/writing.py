"""A script of the length that was asked for: who writes it, in which language, how it is fitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from aigc import registry
from aigc.notices import noticing
from aigc.progress import Progress
from aigc.store import Store
from aigc.types.article import Article, Language
from aigc.types.script import Script, ScriptLine
from aigc.types.usage import Usage
from pipelines.cached import CachedSpeech, CachedTranslator, CachedWriter
from pipelines.fallback import EMBEDDED, attempted, engine_and_model
from pipelines.speaking import delivery, pace_of, settled, speaker

if TYPE_CHECKING:
    from aigc.text.engine import Pace
    from pipelines.article_to_video import Config

LENGTH_TOLERANCE = Fraction(6, 100)
ROUNDS: Final = 4
"""How often a script is spoken and fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be written, and how it is going to be spoken.

    Attributes
    ----------
    pace : callable
        Tells how quickly a language is spoken.
    """

    article: Article
    config: Config
    language: Language
    target: Fraction
    speech: CachedSpeech
    pace: Callable[[Language], Pace]
    store: Store
    progress: Progress


def written(
    article: Article, config: Config, *, target: Fraction, store: Store, progress: Progress
) -> Script:
    """Return the script of a clip, of about the target's length as it is spoken.

    Where the writer cannot write the language, the translator does, if one was named.

    Raises
    ------
    InputError
        There is nothing to say, or it cannot be said in that language.
    EngineError
        The writer or the translator failed and nobody may stand in.
    """
    config = settled(config)
    speech = speaker(config, store)
    job = Job(
        article=article, config=config, target=target, speech=speech, store=store,
        language=article.language if config.lang == "auto" else config.lang,
        pace=cache(lambda language: pace_of(speech, language, config)), progress=progress,
    )  # fmt: skip
    with noticing() as told:
        script = _first(job)
        if script.language == job.language:
            script = _fitted(job, script)
        else:
            script = attempted(
                lambda: _translated(job, script),
                lambda: _fitted(job, script),
                fallback=job.config.fallback,
                what=f"The translator {engine_and_model(job.config.translator)}",
                instead="so the narration stays in the language of the article",
            )
    return replace(script, notes=tuple(dict.fromkeys((*script.notes, *told))))


def _first(job: Job) -> Script:
    """Return what the writer writes, with its name on it; the article's language where it must."""
    from aigc.text.script.guard import guarded

    def by(name: str) -> Script:
        engine, own = registry.get("text", name), _is_embedded(name)
        language = job.article.language if own and job.config.translator else job.language
        writer = engine if own else CachedWriter(engine, job.store)
        script: Script = writer.write(
            job.article, target=job.target, language=language, seed=job.config.seed,
            pace=job.pace(language), progress=job.progress,
        )  # fmt: skip
        author = script.author or engine_and_model(name)
        return guarded(replace(script, author=author), job.article)

    asked = job.config.writer
    return attempted(
        lambda: by(asked),
        lambda: by("extractive"),
        fallback="stop" if _is_embedded(asked) else job.config.fallback,
        what=f"The writer {engine_and_model(asked)}",
        instead="so the script is made of the article's own sentences",
    )


def _is_embedded(name: str) -> bool:
    return registry.reference(name).name in EMBEDDED


def _translated(job: Job, script: Script) -> Script:
    """Return the script in another language, fitted; each line is translated once."""
    from aigc.text.translation.script import translated

    engine = registry.get("translation", job.config.translator)
    translator = CachedTranslator(engine, job.store)
    known: dict[ScriptLine, ScriptLine | None] = {}
    title = script.title

    def told(one: Script) -> tuple[Script, Script]:
        nonlocal title
        new = tuple(line for line in one.lines if line not in known)
        if new:
            part = replace(one, lines=new, usage=None)
            made = translated(part, job.article, translator, job.language, progress=job.progress)
            known.update(_paired(new, made.lines))
            title = made.title
        said = [(line, known[line]) for line in one.lines]
        lines = tuple(line for line, own in said if own)
        own = tuple(own for _, own in said if own)
        spoken = replace(one, title=title, lines=own, language=job.language)
        return replace(one, lines=lines), spoken

    made = _fitted(job, script, told)
    spent = (script.usage or Usage()) + translator.usage
    return replace(made, usage=spent if spent.calls else script.usage)


def _paired(
    given: Sequence[ScriptLine], made: Sequence[ScriptLine]
) -> Iterator[tuple[ScriptLine, ScriptLine | None]]:
    """Yield each line with its translation, nothing for one that was left out."""
    left = list(made)
    for line in given:
        same = left and replace(left[0], text=line.text) == line
        yield line, left.pop(0) if same else None


def _same(script: Script) -> tuple[Script, Script]:
    return script, script


def _fitted(
    job: Job, script: Script, told: Callable[[Script], tuple[Script, Script]] = _same
) -> Script:
    """Return the script as it is ``told``, fitted to the target's length as that is spoken.

    ``told`` gives the lines that can be said, and what is said for each.
    """
    from aigc.speech.narrate import line_times
    from aigc.text.script.guard import guarded
    from aigc.text.script.refit import refit

    article, target = job.article, job.target
    script, said = told(script)
    best, least = said, target * 10
    for _ in range(ROUNDS):
        times, whole = line_times(said, job.speech, **delivery(said, job.speech, job.config))
        miss = abs(whole - target)
        best, least = (said, miss) if miss < least else (best, least)
        if miss <= LENGTH_TOLERANCE * target:
            break
        lengths = [time.duration for time in times]
        pace = job.pace(said.language)
        again = refit(article, script, lengths, target, whole=whole, pace=pace)
        script, said = told(guarded(_in_its_language(again, script, article), article))
    return best


def _in_its_language(again: Script, script: Script, article: Article) -> Script:
    """Return a script without the article's own sentences where it is in another language."""
    if script.language == article.language:
        return again
    own = set(script.lines)
    kept = tuple(line for line in again.lines if line in own)
    return replace(again, lines=kept or script.lines)
