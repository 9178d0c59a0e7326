"""An article becomes a narrated short video, in four steps.

>>> article = read("article.md", store=store)                # doctest: +SKIP
>>> script = write(article, config, store=store)             # doctest: +SKIP
>>> draft = direct(article, script, config, store=store)     # doctest: +SKIP
>>> clip = render(draft, Path("out"), store=store)           # doctest: +SKIP

`run` does all four. Everything before `render` is a plain value that can be looked at and edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from aigc import registry
from aigc.config import Settings
from aigc.errors import ConfigError
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.article import Article, Language
from aigc.types.caption import Caption
from aigc.types.narration import Narration
from aigc.types.scene import Aspect, Identity, Storyboard
from aigc.types.script import Script
from aigc.types.time import seconds
from aigc.types.timeline import Timeline
from pipelines.cached import CachedSpeech

if TYPE_CHECKING:
    from aigc.text.engine import Pace

FPS = 30
LENGTH_TOLERANCE = Fraction(6, 100)
ROW_CHARS = {"zh": 13, "en": 28}
SYLLABLES_PER_WORD = 1.5
"""Of running English prose, to turn words per minute into syllables per second."""
LEAD_S, TAIL_S = Fraction(3, 10), Fraction(1)
THEMES = ("newsroom", "ink", "tech", "finance", "lifestyle", "poster")
MOODS = ("auto", "calm", "upbeat", "tech", "warm", "news", "serious", "none")


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    seconds: float = Field(30, ge=5, le=600, description="Length to aim for, in seconds.")
    aspect: Aspect = Field("9:16", description="Shape of the picture.")
    lang: Literal["auto", "zh", "en"] = Field("auto", description="Language of the narration.")
    theme: str = Field(
        "newsroom", description="Visual theme.", json_schema_extra={"choices": list(THEMES)}
    )
    voice: str = Field("", description="Voice; empty picks one for the language.")
    rate: float = Field(1.0, ge=0.6, le=1.6, description="Speaking rate, 1 is normal.")
    music: str = Field(
        "auto",
        description="Mood of the bed, a music file, or none.",
        json_schema_extra={"choices": list(MOODS)},
    )
    preset: Literal["preview", "standard", "quality"] = Field(
        "standard", description="Speed against quality of the encoder."
    )
    captions: Literal["auto", "plate", "ink", "glow", "outline", "pill", "block"] = Field(
        "auto", description="Caption style; auto takes the theme's own."
    )
    brand: Path | None = Field(None, description="Brand kit: a JSON, TOML or YAML file.")
    palette: Literal["theme", "pictures"] = Field(
        "theme", description="Take colours from the theme or from the article's pictures."
    )
    seed: int = Field(0, ge=0, description="Fixes everything random.")
    writer: str = Field("extractive", description="Engine that writes the script.")
    speech: str = Field("espeak", description="Engine that speaks.")
    beds: str = Field("synth", description="Engine that composes the music bed.")
    scenes: str = Field("motion_graphics", description="Engine that draws the scenes.")

    @field_validator("theme")
    @classmethod
    def _known_theme(cls, name: str) -> str:
        if name not in THEMES:
            raise ValueError(f"known themes are {', '.join(THEMES)}")
        return name

    @field_validator("music")
    @classmethod
    def _known_music(cls, name: str) -> str:
        if name not in MOODS and not Path(name).is_file():
            raise ValueError(f"it is neither a file nor a mood ({', '.join(MOODS)})")
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A clip with everything decided and nothing drawn."""

    article: Article
    script: Script
    narration: Narration
    storyboard: Storyboard
    captions: tuple[Caption, ...]
    timeline: Timeline
    config: Config


def read(source: str | Path, config: Config | None = None, *, store: Store) -> Article:
    """Read an article from a file, an https URL, or the text itself.

    Raises
    ------
    InputError
        When nothing can be made of ``source``; the message says what to do.
    """
    from aigc.text.article.reader import read_article

    language = (config or Config()).lang
    return read_article(source, assets=store.root / "assets", language=language)


def read_pasted(text: str, config: Config | None = None, *, store: Store) -> Article:
    """Read what a stranger typed: an https address or the text itself, never a file."""
    from aigc.text.article.reader import read_article, read_text

    language, assets = (config or Config()).lang, store.root / "assets"
    if text.strip().startswith("https://") and len(text.split()) == 1:
        return read_article(text.strip(), assets=assets, language=language)
    return read_text(text, assets=assets, language=language)


def write(article: Article, config: Config, *, store: Store) -> Script:
    """Write the narration, speak it once, and fit it to the length that was asked for."""
    from aigc.text.script.guard import guarded
    from aigc.text.script.refit import refit

    speech = _speech(config, store)
    language = _language(article, config)
    voice = _voice(speech, config, language)
    target = seconds(config.seconds) - LEAD_S - TAIL_S
    writer = registry.get("text", config.writer)
    speed = _pace(speech, voice, language, config.rate)
    script: Script = guarded(
        writer.write(
            article,
            target=target,
            language=language,
            seed=config.seed,
            pace=speed,
        ),
        article,
    )
    for _ in range(3):
        spoken = _narrate(script, config, speech, silent)
        if abs(spoken.duration - target) <= LENGTH_TOLERANCE * target:
            break
        lengths = [line.time.duration for line in spoken.lines]
        script = guarded(refit(article, script, lengths, target, pace=speed), article)
    return script


def direct(
    article: Article,
    script: Script,
    config: Config,
    *,
    store: Store,
    progress: Progress = silent,
) -> Draft:
    """Speak the script and decide what is seen while each line is heard."""
    from aigc.image.picture.salience import focus_of
    from aigc.video.captions import caption_phrases
    from aigc.video.storyboard.plan import plan_storyboard
    from aigc.video.timeline.build import build_timeline

    narration = _narrate(script, config, _speech(config, store), progress)
    brand = _brand(config)
    identity = Identity(name=brand.name if brand else (article.author or ""), section="")
    board = plan_storyboard(
        article,
        script,
        narration,
        seed=config.seed,
        identity=identity,
        fps=FPS,
        focus_of=focus_of,
        tail=TAIL_S,
    )
    captions = caption_phrases(narration, max_chars=ROW_CHARS[narration.language], fps=FPS)
    width, height = canvas_size(config.aspect)
    timeline = build_timeline(
        board,
        narration,
        captions,
        fps=FPS,
        width_px=width,
        height_px=height,
        music=None if config.music == "none" else config.music,
    )
    return Draft(
        article=article,
        script=script,
        narration=narration,
        storyboard=board,
        captions=captions,
        timeline=timeline,
        config=config,
    )


def render(draft: Draft, out: Path, *, store: Store, progress: Progress = silent) -> Any:
    """Draw, mix and encode ``draft`` into the folder ``out``; see `pipelines.delivery.deliver`."""
    from pipelines.delivery import deliver

    return deliver(draft, out, store=store, progress=progress)


def run(
    source: str | Path,
    out: Path,
    config: Config | None = None,
    *,
    store: Store,
    progress: Progress = silent,
) -> Any:
    """Make a finished clip of ``source`` in the folder ``out``."""
    config = config or Config()
    progress("read", 0, 1)
    article = read(source, config, store=store)
    progress("write", 0, 1)
    script = write(article, config, store=store)
    draft = direct(article, script, config, store=store, progress=progress)
    return render(draft, out, store=store, progress=progress)


def canvas_size(aspect: Aspect, scale: Fraction = Fraction(1)) -> tuple[int, int]:
    """Return width and height in pixels, both even."""
    width, height = {"9:16": (1080, 1920), "4:5": (1080, 1350), "1:1": (1080, 1080)}.get(
        aspect, (1920, 1080)
    )
    return round(width * scale / 2) * 2, round(height * scale / 2) * 2


def _language(article: Article, config: Config) -> Language:
    return article.language if config.lang == "auto" else config.lang


def _speech(config: Config, store: Store) -> CachedSpeech:
    return CachedSpeech(registry.get("speech", config.speech), store)


def _voice(speech: CachedSpeech, config: Config, language: Language) -> str:
    known = {v.id: v for v in speech.voices()}
    if not config.voice:
        return next(v.id for v in known.values() if language in v.languages)
    if config.voice not in known:
        raise ConfigError(f"No voice {config.voice!r}. Known: {', '.join(sorted(known))}.")
    return config.voice


def _pace(speech: CachedSpeech, voice: str, language: Language, rate: float) -> Pace:
    from aigc.speech.narrate import pace
    from aigc.text.engine import Pace

    measured = pace(speech, voice, language, rate)
    if language == "zh":
        return Pace(zh_characters_per_s=measured)
    return Pace(en_syllables_per_s=measured / 60 * SYLLABLES_PER_WORD)


def _narrate(script: Script, config: Config, speech: CachedSpeech, progress: Progress) -> Narration:
    from aigc.speech.narrate import narrate

    return narrate(
        script,
        speech,
        voice=_voice(speech, config, script.language),
        rate=config.rate,
        lead_s=LEAD_S,
        seed=config.seed,
        progress=progress,
    )


def _brand(config: Config) -> Any:
    from aigc.image.theme.brand import load_brand

    return load_brand(config.brand) if config.brand else None
