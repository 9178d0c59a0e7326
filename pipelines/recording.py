"""What a person gives for a clip in place of the writer and the voice: own words, a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc import registry
from aigc.errors import AssetError, InputError
from aigc.notices import notice, noticing
from aigc.progress import Progress
from aigc.store import Store, file_sha256
from aigc.types.article import Article, Language, Span
from aigc.types.label import unlabelled
from aigc.types.narration import Narration
from aigc.types.script import Script, ScriptLine
from pipelines.aligned import EAR
from pipelines.fallback import engine_and_model

if TYPE_CHECKING:
    from pipelines.article_to_video import Config

LARGEST_SCRIPT: Final = 2_000_000
"""Bytes of a file with a script."""
_BY_WORDS: Final = ("seconds", "translator")
_BY_VOICE: Final = ("speech", "voice", "rate", "emotion", "lexicon")
"""Options that choose nothing where the words, or the voice, are a person's own."""
_SHOWN: Final = 3
"""Lines that a notice names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A person's recording in a clip.

    Attributes
    ----------
    name : str
        Of its file.
    heard_by : str
        The engine that found the words in it.
    """

    name: str
    sha256: str
    heard_by: str


def is_given(config: Config) -> bool:
    """Tell whether the words of a clip are a person's own, so that no writer writes them."""
    return config.script is not None or config.recording is not None


def check_given(config: Config) -> None:
    """Refuse what cannot be used before anything is done.

    Raises
    ------
    AssetError, InputError
        There is no such file, or nothing tells what is said in the recording.
    UnknownEngine, ConfigError
        Nobody of that name hears, or not with these options.
    """
    if config.script is not None and not config.script.is_file():
        raise InputError(
            f"There is no script {str(config.script)!r}: give a script.json, or a text with one "
            "line of narration a line."
        )
    if config.recording is None:
        return
    if not config.recording.is_file():
        raise AssetError(
            f"There is no recording {str(config.recording)!r}: give a sound file or a video."
        )
    if _hearer(config) != EAR:
        registry.get("recognition", config.hearer)
    elif config.script is None:
        raise InputError(
            "Nothing tells what is said in the recording: give its words with --script FILE, or a "
            "model that writes them down: --hearer whisper:FOLDER."
        )


def own_script(article: Article, config: Config, *, store: Store, progress: Progress) -> Script:
    """Return the script that was given, or what is said in the recording.

    Every line stays, also one that the article does not say; a note tells which.

    Raises
    ------
    InputError
        It is no script, has no words, or is in another language than was asked for.
    AssetError, EngineError
        The recording cannot be heard.
    """
    check_given(config)
    with noticing() as told:
        _tell_unused(config)
        if config.script is not None:
            script = _read(config.script, article, config)
        else:
            script = _heard(article, config, store, progress)
        if config.lang not in ("auto", script.language):
            raise InputError(
                f"The script is in {script.language}, and {config.lang} was asked for: give one in "
                "that language, or leave lang out."
            )
    return replace(script, target=Fraction(0), usage=None, notes=tuple(told))


def own_voice(
    script: Script, config: Config, *, store: Store, progress: Progress
) -> tuple[Narration, Recording]:
    """Return the recording as the narration of a script, and what tells where it is from.

    Raises
    ------
    InputError
        Nobody speaks in it, or it says something else than the script.
    AssetError, EngineError
        It cannot be heard.
    """
    from pipelines.transcript import own_narration

    path, hearer = config.recording, _hearer(config)
    assert path is not None
    narration = own_narration(
        script, path, engine=hearer, seed=config.seed, store=store, progress=progress
    )
    return narration, Recording(
        name=path.name, sha256=file_sha256(path), heard_by=engine_and_model(hearer)
    )


def _hearer(config: Config) -> str:
    return config.hearer or EAR


def _tell_unused(config: Config) -> None:
    names = (*_BY_WORDS, *(_BY_VOICE if config.recording else ()))
    asked = [name for name in names if name in config.model_fields_set and getattr(config, name)]
    if asked:
        own = "recording" if config.recording else "script"
        notice(f"The {own} is your own, so these options are not used: {', '.join(asked)}.")


def _read(path: Path, article: Article, config: Config) -> Script:
    """Return the script of a file; lines whose place is not the article's are placed anew."""
    from aigc.encodings import text_of
    from aigc.text.article.language import language_of
    from aigc.text.script.placing import stands
    from pipelines.delivery import load_script

    if path.stat().st_size > LARGEST_SCRIPT:
        raise InputError(f"{path.name} is too large for a script. Is it a recording?")
    if path.suffix.lower() == ".json":
        script = load_script(path)
        lines = tuple(line for line in script.lines if _is_said(line.text))
        if lines and all(stands(line, article) for line in lines):
            _compare(script := replace(script, lines=lines), article)
            return script
        return _of_words([line.text for line in lines], article, script.language, path.name)
    words = unlabelled(text_of(path.read_bytes(), path.name))
    rows = [" ".join(row.split()) for row in words.splitlines()]
    said = [row for row in rows if _is_said(row)]
    language = language_of("\n".join(said), config.lang) if said else article.language
    return _of_words(said, article, language, path.name)


def _heard(article: Article, config: Config, store: Store, progress: Progress) -> Script:
    """Return what a model hears in the recording, a sentence a line."""
    from pipelines import transcript

    assert config.recording is not None
    listening = transcript.Config(
        engine=config.hearer, language=config.lang, seed=config.seed, refine=False
    )
    heard = transcript.run(config.recording, listening, store=store, progress=progress).transcript
    said = [one.text.strip() for one in heard.segments if _is_said(one.text)]
    script = _of_words(said, article, heard.language, config.recording.name)
    return replace(script, author=heard.engine)


def _of_words(said: Sequence[str], article: Article, language: Language, name: str) -> Script:
    """Return lines as a script, each with its place in the article."""
    from aigc.text.script.placing import placed

    if not said:
        raise InputError(f"There is nothing to say in {name}: write a line of narration a line.")
    found = placed(said, article)
    script = Script(
        title=article.title, lines=tuple(one.line for one in found), language=language,
        target=Fraction(0),
    )  # fmt: skip
    _compare(script, article, [n for n, one in enumerate(found) if not one.found])
    return script


def _compare(script: Script, article: Article, strange: Sequence[int] = ()) -> None:
    """Tell which lines say what the article does not; ``strange`` ones have no place in it."""
    from aigc.text.script.guard import check

    if script.language != article.language:
        notice(
            "The script is in another language than the article, so nobody has compared what "
            "they say."
        )
        return
    why = {n: "nothing in it is like this" for n in strange}
    whole = (Span(start=0, end=len(article.text)),)
    for n, line in enumerate(script.lines):
        if n not in why and (faults := check(replace(line, sources=whole), article)):
            why[n] = faults[0].message
    if why:
        few = [f"line {n + 1}, “{_short(script.lines[n])}”: {why[n]}" for n in sorted(why)]
        more = f"; and {len(few) - _SHOWN} more" if len(few) > _SHOWN else ""
        notice(
            "Your own words stay as they are, though the article does not say all of them "
            f"({'; '.join(few[:_SHOWN])}{more})."
        )


def _short(line: ScriptLine) -> str:
    return line.text if len(line.text) <= 24 else f"{line.text[:23]}…"


def _is_said(text: str) -> bool:
    return any(map(str.isalnum, text))
