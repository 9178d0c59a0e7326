"""A form becomes lyrics: read the form, write under it, keep the best.

>>> template = form(Config(template="4/5/5/6/9/9 aabbcc"))             # doctest: +SKIP
>>> candidates = write(template, config, store=store)                  # doctest: +SKIP
>>> again = reroll(template, candidates[0], config, lines=(2,), store=store)   # doctest: +SKIP

`run` does the first two. The template is a plain value that can be looked at and edited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

import aigc
from aigc import registry
from aigc.config import Settings, option
from aigc.errors import EngineUnavailable, InputError
from aigc.lyrics.engine import MOST, LyricsEngine, Options
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.lyric import Lyric
from aigc.types.provenance import Provenance
from aigc.types.template import Book, Template
from pipelines.songbook import Songbook as Songbook
from pipelines.songbook import dump as dump
from pipelines.songbook import stanzas as stanzas

VERSION = 2
SPARE = 2.0
"""So many candidates are written for each that is kept."""

_LYRIC = TypeAdapter(Lyric)
_LYRICS = TypeAdapter(tuple[Lyric, ...])
FORMS = ("template", "like", "cipai", "score")


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    template: str = option(
        "", "A form: 4/5/5/6/9/9 aabbcc, a name, or a JSON file.", "形式：记号、名称或 JSON 文件。"
    )
    like: Path | None = option(
        None, "A lyric (text or LRC) whose form to keep.", "沿用其形式的歌词（文本或 LRC）。"
    )
    cipai: str = option("", "A cipai by name, such as 水调歌头.", "词牌名，如水调歌头。")
    score: Path | None = option(
        None, "A melody: MusicXML or MIDI, a cell a note.", "旋律：MusicXML 或 MIDI，一音一字。"
    )
    keyword: tuple[str, ...] = option(
        (), "A word that must appear; 秋@3 puts it in line 3.", "必须出现的词；秋@3 放在第 3 行。"
    )
    lock: tuple[str, ...] = option(
        (), "Words that stand fixed: 2:1-2=明月.", "固定不变的字：2:1-2=明月。"
    )
    rhyme: Literal["auto", "thirteen", "xinyun", "cilin", "pingshui"] = option(
        "auto", "Book of rhymes; auto takes the form's own.", "韵书；自动则用形式自带的。"
    )
    tones: bool | None = option(
        None,
        "Keep tones (English: stress): forms by name do by themselves, lyrics and scores do not.",
        "守平仄（英文守轻重）；默认有名称的形式守，歌词和乐谱不守。",
    )
    style: Literal["auto", "modern", "ci", "qu", "classic", "sonnet"] = option(
        "auto", "Whose language it speaks; auto follows the form.", "语言风格；自动则随形式。"
    )
    title: str = option("", "Title or theme kept through the piece.", "贯穿全篇的标题或主题。")
    theme: tuple[str, ...] = option(
        (), "A word it is about; it need not appear.", "所写的主题词，不一定出现。"
    )
    count: int = option(4, "How many lyrics.", "写几首。", ge=1, le=MOST // 2, flags=("-n",))
    temperature: float = option(
        0.9, "Boldness: low is safe, high surprises.", "大胆程度：低则稳，高则奇。", gt=0, le=2
    )
    verse: int = option(
        1, "Which verse of a score's words to follow.", "依照乐谱中第几段歌词。", ge=1
    )
    part: str = option("", "Which part of a score, by name or number.", "乐谱的哪个声部。")
    language: Literal["auto", "zh", "en"] = option("auto", "Language.", "语言。")
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)
    engine: str = option("bundled", "Engine that writes.", "写词的引擎。")
    model: str = option(
        "", "Folder or hub id of a causal language model.", "因果语言模型的文件夹或编号。"
    )


def form(config: Config) -> Template:
    """Return the form that a configuration asks for, its locks and keywords in it.

    Raises
    ------
    InputError
        When no form is named or more than one, or the one named cannot be read.
    """
    from aigc.lyrics.forms.editing import with_keywords, with_locks

    named = [name for name in FORMS if getattr(config, name)]
    if len(named) != 1:
        raise InputError(
            f"Name one form, not {' and '.join(named) or 'none'}: a template (4/5/5/6/9/9 aabbcc), "
            "a lyric to be like, a cipai or a score."
        )
    template = _READ[named[0]](config)
    if config.rhyme != "auto" and template.language == "zh":
        template = replace(template, book=config.rhyme)
    return with_keywords(with_locks(template, config.lock), config.keyword)


def _book(config: Config) -> Book | None:
    return None if config.rhyme == "auto" else config.rhyme


def _language(config: Config) -> Literal["zh", "en"] | None:
    return None if config.language == "auto" else config.language


def _notation(config: Config) -> Template:
    from aigc.lyrics.forms.codec import read_template

    return read_template(
        config.template,
        book=_book(config),
        language=_language(config),
        tones=config.tones is not False,
    )


def _like(config: Config) -> Template:
    from aigc.lyrics.forms.codec import read_lyric

    assert config.like is not None
    return read_lyric(
        config.like,
        language=_language(config),
        book=_book(config) or "thirteen",
        tones=bool(config.tones),
    )


def _cipai(config: Config) -> Template:
    from aigc.lyrics.forms.codec import named_form

    return named_form(config.cipai, tones=config.tones is not False)


def _score(config: Config) -> Template:
    from aigc.lyrics.forms.melody import template_of_score
    from aigc.scores.reader import read_score

    assert config.score is not None
    score = read_score(config.score, part=config.part or None)
    language = _language(config) or "zh"
    return template_of_score(
        score,
        language=language,
        verse=config.verse,
        book=_book(config),
        stress=bool(config.tones),
    )


_READ = {"template": _notation, "like": _like, "cipai": _cipai, "score": _score}


def options(template: Template, config: Config) -> Options:
    """Return what the engine is told besides the form."""
    style = config.style
    if style == "auto":
        style = "modern"
        if template.language == "en":
            style = "sonnet" if "sonnet" in template.name.lower() else "modern"
        else:
            style = _style(template)
    return Options(
        style=style,
        title=config.title or _title(template),
        themes=config.theme,
        temperature=config.temperature,
        model=config.model,
    )


def _style(template: Template) -> Literal["ci", "classic", "modern"]:
    """Return the style of a Chinese form: that of its name, whatever book it rhymes by."""
    from aigc.lyrics.forms import cipai, regulated

    name = template.name.split("·")[0]
    if template.book == "cilin" or name in cipai.names():
        return "ci"
    return "classic" if template.book == "pingshui" or name in regulated.names() else "modern"


def _title(template: Template) -> str:
    """Return the cipai, which stands where a title would; the writer was trained so."""
    from aigc.lyrics.forms import cipai

    name = template.name.split("·")[0]
    return name if template.language == "zh" and name in cipai.names() else ""


def write(
    template: Template, config: Config, *, store: Store, progress: Progress = silent
) -> tuple[Lyric, ...]:
    """Return ``config.count`` lyrics under a form, the best first.

    More are written than asked for; the best and most different are kept. What was written before
    is read from the store.

    Raises
    ------
    InputError
        When nothing can meet the form; the message names the cells.
    EngineUnavailable
        When the engine has no weights.
    """
    from aigc.lyrics.ranking.rank import rank

    engine: LyricsEngine = registry.get("lyrics", config.engine)
    asked = options(template, config)
    key = store.key(
        "lyrics", VERSION, template=template, options=asked, count=config.count,
        seed=config.seed, engine=engine.name, fingerprint=engine.fingerprint(asked),
    )  # fmt: skip

    def make(path: Path) -> None:
        many = round(config.count * SPARE)
        drafts = engine.write(template, asked, count=many, seed=config.seed, progress=progress)
        progress("rank", 0, 1)
        kept = rank(drafts, template, style=asked.style, keep=config.count)
        path.write_bytes(_LYRICS.dump_json(kept))

    return _LYRICS.validate_json(store.get_or_make(key, ".json", make).read_bytes())


def reroll(
    template: Template,
    lyric: Lyric,
    config: Config,
    *,
    lines: Collection[int] = (),
    cells: Collection[tuple[int, int]] = (),
    store: Store,
    progress: Progress = silent,
) -> tuple[Lyric, ...]:
    """Return lyrics that differ from ``lyric`` at most in these lines and cells, from 0.

    Each has the scores of the whole under ``template``, the best first; see `score`.

    Raises
    ------
    InputError
        When nothing can stand there; the message names the cells.
    EngineUnavailable
        When the engine has no weights.
    """
    from aigc.lyrics.forms.editing import freed
    from aigc.lyrics.ranking.whole import best_first

    kept = freed(template, lyric, lines=lines, cells=cells)
    found = write(kept, config, store=store, progress=progress)
    return best_first(score(template, found, config, store=store, progress=progress))


def score(
    template: Template,
    lyrics: Sequence[Lyric],
    config: Config,
    *,
    store: Store,
    progress: Progress = silent,
) -> tuple[Lyric, ...]:
    """Return lyrics with the scores that they have as a whole under a form, whoever wrote them.

    They stay in order. One that breaks the form has no ``fluency``; nor has any where the engine
    has no weights, or cannot spell the words. Its total is that of the other figures, and not to
    be compared with others. What was judged before is read from the store.
    """
    from aigc.lyrics.ranking.whole import scored

    engine: LyricsEngine = registry.get("lyrics", config.engine)
    asked = options(template, config)

    def key(lyric: Lyric) -> str:
        return store.key(
            "lyrics.score", VERSION, template=template, options=asked, lines=lyric.lines,
            engine=engine.name, fingerprint=engine.fingerprint(asked),
        )  # fmt: skip

    try:
        keys = [key(lyric) for lyric in lyrics]
        known = dict(zip(keys, lyrics, strict=True))
        fresh = {key: lyric for key, lyric in known.items() if store.get(key, ".json") is None}
        judged = scored(tuple(fresh.values()), template, asked, engine, progress)
        made = dict(zip(fresh, judged, strict=True))
    except EngineUnavailable:
        return scored(lyrics, template, asked, None)

    def read(key: str) -> Lyric:
        def make(path: Path) -> None:
            path.write_bytes(_LYRIC.dump_json(made[key]))

        return _LYRIC.validate_json(store.get_or_make(key, ".json", make).read_bytes())

    return tuple(map(read, keys))


def run(config: Config, *, store: Store, progress: Progress = silent) -> Songbook:
    """Read the form and write under it."""
    template = form(config)
    candidates = write(template, config, store=store, progress=progress)
    made = _origin(template, config)
    return Songbook(template=template, candidates=candidates, origin=made, root=store.root)


def _origin(template: Template, config: Config) -> Provenance:
    from pipelines import origin

    return Provenance(
        pipeline="lyrics", version=aigc.__version__, title=config.title or template.name,
        language=template.language, options=origin.chosen(config), seed=config.seed,
        sources=origin.source(config.score, "score"),
        uses=(origin.engine("lyrics", config.engine, model=config.model),),
    )  # fmt: skip
