"""A text becomes speech: read it, speak it line by line, say when everything is heard.

>>> spoken = run("今天天气真好。", Config(), store=store)              # doctest: +SKIP
>>> spoken.save(Path("today.wav"))                                     # doctest: +SKIP

`save` writes the sound with the label that is heard and the mark that is not, and beside it the
files of `Config.timings`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import aigc
from aigc.config import Settings, option
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.article import Article, Block, Language, Span
from aigc.types.label import unlabelled
from aigc.types.narration import Narration
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit
from aigc.types.script import Script, ScriptLine
from aigc.types.timing import Timing
from aigc.types.voice import Emotion

if TYPE_CHECKING:
    from pipelines.consenting import Behind

GAP_S = Fraction(2, 5)
TITLE_CHARS = 80
_LONGEST_SHORT = 200
LEAD_S = Fraction(1, 10)
TIMINGS = ("lab", "TextGrid", "srt", "lrc", "visemes.json")


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    voice: str = option(
        "", "Voice, or ENGINE:VOICE; empty picks one for the language.",
        "音色，或“引擎:音色”；留空自动选择。",
    )  # fmt: skip
    emotion: Emotion = option("neutral", "Mood in which it is spoken.", "说话的情绪。")
    rate: float = option(1.0, "Speaking rate, 1 is normal.", "语速，1 为正常。", ge=0.5, le=2.0)
    language: Literal["auto", "zh", "en"] = option("auto", "Language of the text.", "文本语言。")
    speech: str = option("house", "Engine that speaks.", "配音的引擎。")
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)
    lexicon: Path | None = option(
        None, "How words are said: a word and its reading a line.", "读音词典，一行一词及其读音。"
    )
    timings: bool = option(
        False,
        "Also write when everything is heard: .lab, TextGrid, SRT, LRC, visemes.",
        "同时写出时间文件：.lab、TextGrid、SRT、LRC、口型。",
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spoken:
    """A text as spoken, with the times of everything in it.

    Attributes
    ----------
    narration, timing
        The sound bears no label yet; `save` lays it on.
    exhibit : Exhibit
        What people see of it where they have to approve it.
    root : Path or None
        Of the store whose log tells what left; the usual one if None.
    """

    narration: Narration
    timing: Timing
    origin: Provenance
    exhibit: Exhibit = field(default_factory=Exhibit)
    root: Path | None = None

    def save(self, path: Path, *, timings: bool = False) -> tuple[Path, ...]:
        """Write a WAV file and, with ``timings``, the files of `TIMINGS` beside it.

        Returns
        -------
        tuple of Path
            What was written; nothing is when something fails.

        Raises
        ------
        ReviewNeeded
            A person has to approve it; nothing appears before.
        TrustError
            A rule of the policy forbids it.
        """
        from aigc.audio import encode_wav
        from pipelines.leaving import leaving
        from pipelines.sounding import sounding, written

        ready = sounding(self.narration.audio, self.origin, root=self.root)
        made = {path.name: encode_wav(ready.audio)}
        if timings:
            kinds = {kind: self._timings(kind, ready.lead_s) for kind in TIMINGS}
            made |= {f"{path.stem}.{kind}": text.encode() for kind, text in kinds.items()}
        record = f"{path.stem}.manifest.json"
        with leaving(
            path.parent, lambda: ready.origin, store=self.root, beside=record,
            exhibit=ready.shown(self.exhibit), watermark=ready.asset_id,
        ) as box:  # fmt: skip
            for name, data in made.items():
                (box / name).write_bytes(data)
        return written(path.parent, tuple(made), record)

    def _timings(self, kind: str, late: Fraction) -> str:
        from aigc.timings.karaoke import written_syllables
        from aigc.timings.lab import write_lab
        from aigc.timings.lip_sync import lip_sync
        from aigc.timings.lip_sync_json import write_lip_sync
        from aigc.timings.lrc import write_lrc
        from aigc.timings.spelling import phones_or_murmur
        from aigc.timings.srt import write_srt
        from aigc.timings.textgrid import write_textgrid
        from pipelines import delayed

        timing = delayed.timing(self.timing, late)
        match kind:
            case "lab":
                return write_lab(timing.phonemes)
            case "TextGrid":
                return write_textgrid(timing.tiers, timing.duration)
            case "srt":
                return write_srt(timing.lines)
            case "lrc":
                return write_lrc(timing.lines, words=written_syllables(timing))
            case _:
                audio = delayed.sound(self.narration.audio, late)
                return write_lip_sync(lip_sync(timing, audio=audio, spell=phones_or_murmur))

    def _repr_html_(self) -> str:
        return self.narration._repr_html_()


def run(source: str | Path, config: Config, *, store: Store, progress: Progress = silent) -> Spoken:
    """Return ``source`` (a text, or a file that `aigc video` takes) as spoken, at -16 LUFS.

    Raises
    ------
    InputError
        When there is nothing to read aloud, the voice or its emotion is unknown, or a line of the
        lexicon has no clear reading.
    TrustError
        What the text says may not leave, or whose voice it is does not agree; told before it is
        spoken.
    """
    from aigc.speech.engine import check_emotion, named_voice
    from aigc.speech.narrate import narrate
    from aigc.speech.syllable_sizes import sizes_by_reading
    from aigc.timings.spoken import timing_of_narration
    from pipelines import origin
    from pipelines.exhibited import exhibit_of
    from pipelines.sounding import judge
    from pipelines.speaking import readings, settled, speaker
    from pipelines.voice_file import in_file, name_in

    lexicon = readings(config)
    config = settled(config)
    engine = speaker(config, store)
    article, script = _read(source, config)
    judge(exhibit_of(article, script), store.root)
    voice = named_voice(engine, name_in(config.speech, config.voice), script.language)
    check_emotion(voice, config.emotion)
    own = config.voice if in_file(config.speech, config.voice) else voice.id
    behind = origin.behind("speech", config.speech, own, store=store.root)
    narration = narrate(
        script, engine, voice=voice.id, rate=config.rate, emotion=config.emotion,
        gap_s=GAP_S, lead_s=LEAD_S, progress=progress, seed=config.seed, lexicon=lexicon,
    )  # fmt: skip
    return Spoken(
        narration=narration, timing=timing_of_narration(narration, sizes=sizes_by_reading),
        origin=_origin(source, script, config, own, behind, store),
        exhibit=exhibit_of(article, script, narration), root=store.root,
    )  # fmt: skip


def _origin(
    source: str | Path, script: Script, config: Config, voice: str, behind: Behind, store: Store
) -> Provenance:
    from pipelines import consenting, origin

    return Provenance(
        pipeline="speech", version=aigc.__version__, title=script.title[:TITLE_CHARS],
        language=script.language, options=origin.chosen(config), seed=config.seed,
        sources=(*origin.source(source, "text"), *origin.source(config.lexicon, "lexicon")),
        uses=(
            origin.engine("speech", config.speech),
            origin.voice("speech", config.speech, voice, store=store.root),
        ),
        consents=behind.consents, notes=script.notes, more=consenting.people(voice=behind),
    )  # fmt: skip


def _read(source: str | Path, config: Config) -> tuple[Article, Script]:
    """Return what was given, and its lines as they are read aloud."""
    from aigc.text.article.reader import read_article

    if short := _short_text(source):
        language, span = language_in(short, config), Span(start=0, end=len(short))
        block = Block(kind="paragraph", span=span)
        article = Article(title=short, text=short, blocks=(block,), language=language)
        line = ScriptLine(text=short, sources=(span,))
        return article, Script(title=short, lines=(line,), language=language, target=Fraction(0))
    with tempfile.TemporaryDirectory() as assets:
        article = read_article(source, assets=Path(assets), language=config.language)
    return article, script_of(article)


def language_in(text: str, config: Config) -> Language:
    """Return the language that a text is read in; figures alone take the one that was chosen.

    Raises
    ------
    InputError
        The text is in neither language, not in the chosen one, or figures that tell none.
    """
    from aigc.text.article.language import language_of

    if not _figures(text):
        return language_of(text, config.language)
    if config.language == "auto":
        raise InputError("Figures alone do not tell a language. Choose one: zh or en.")
    return config.language


def _figures(text: str) -> bool:
    said = [character for character in text if character.isalnum()]
    return bool(said) and all(map(str.isdigit, said))


def _short_text(source: str | Path) -> str:
    """Return a text that is too little for an article: one character, or figures alone."""
    text = source
    if isinstance(source, Path):
        small = source.is_file() and source.stat().st_size <= _LONGEST_SHORT
        text = source.read_bytes().decode("utf-8-sig", "ignore") if small else ""
    text = unlabelled(str(text)).strip()
    short = _figures(text) or sum(map(str.isalnum, text)) == 1
    return text if short and len(text) <= _LONGEST_SHORT else ""


def script_of(article: Article) -> Script:
    """Return every sentence of an article as a line, its paragraphs as blocks."""
    return Script(
        title=article.title, lines=tuple(_lines(article)), language=article.language,
        target=Fraction(0), notes=article.notes,
    )  # fmt: skip


def _lines(article: Article) -> Iterator[ScriptLine]:
    from aigc.text.script.sentences import sentences

    for number, block in enumerate(article.blocks):
        spans = block.items or sentences(article.text, block.span)
        for span in spans:
            text = span.of(article.text).strip()
            if any(character.isalnum() for character in text):
                yield ScriptLine(text=text, sources=(span,), block=number)
