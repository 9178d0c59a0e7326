"""An article becomes a narrated short video, in four steps.

>>> article = read("article.md", store=store)                # doctest: +SKIP
>>> script = write(article, config, store=store)             # doctest: +SKIP
>>> draft = direct(article, script, config, store=store)     # doctest: +SKIP
>>> clip = render(draft, Path("out"), store=store)           # doctest: +SKIP

`run` does all four. Everything before `render` is a plain value that can be looked at and edited.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationInfo, field_validator

from aigc.config import Settings, option
from aigc.notices import noticing
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.text.picturing.styles import LOOKS
from aigc.types.article import Article
from aigc.types.caption import Caption
from aigc.types.narration import Narration
from aigc.types.scene import Aspect, Identity, Storyboard
from aigc.types.script import Script
from aigc.types.time import seconds
from aigc.types.timeline import Timeline
from aigc.types.usage import Usage
from aigc.types.voice import Emotion
from pipelines.fallback import Fallback
from pipelines.presenting import Place
from pipelines.speaking import LEAD_S, narrated, noted, settled

if TYPE_CHECKING:
    from moviepy import VideoClip

    from pipelines.delivery import Clip
    from pipelines.guests import Guest
    from pipelines.illustration import Illustration
    from pipelines.recording import Recording

FPS = 30
SCENE_FPS = 15
"""Scenes begin on every second frame, where what moves slowly changes too; see `video.held`."""
ROW_CHARS = {"zh": 13, "en": 28}
TAIL_S = Fraction(1)
THEMES = ("newsroom", "ink", "tech", "finance", "lifestyle", "poster")
MOODS = ("auto", "calm", "upbeat", "tech", "warm", "news", "serious", "none")


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    seconds: float = option(
        30, "Length to aim for, in seconds.", "希望的时长，单位秒。", ge=5, le=600
    )
    aspect: Aspect = option("9:16", "Shape of the picture.", "画面的宽高比。")
    lang: Literal["auto", "zh", "en"] = option("auto", "Language of the narration.", "旁白的语言。")
    theme: str = option("newsroom", "Visual theme.", "视觉主题。", choices=THEMES)
    voice: str = option(
        "",
        "Voice, or ENGINE:VOICE; empty picks one for the language.",
        "音色，或“引擎:音色”；留空则按语言自动选择。",
    )
    rate: float = option(1.0, "Speaking rate, 1 is normal.", "语速，1 为正常。", ge=0.6, le=1.6)
    emotion: Emotion = option("neutral", "Mood in which the narration is spoken.", "旁白的情绪。")
    lexicon: Path | None = option(
        None, "How words are said: a word and its reading a line.", "读音词典，一行一词及其读音。"
    )
    recording: Path | None = option(
        None,
        "Recording or video of a person who reads the script; nothing else speaks then.",
        "真人朗读脚本的录音或视频；有它就不再合成配音。",
    )
    script: Path | None = option(
        None,
        "Script of your own: a script.json, or a text with one line of narration a line.",
        "自己的脚本：script.json，或一行一句旁白的文本。",
    )
    music: str = option(
        "auto",
        "Mood of the bed, a music file, or none.",
        "配乐的情绪、音乐文件，或不要配乐。",
        choices=MOODS,
    )
    preset: Literal["preview", "standard", "quality"] = option(
        "standard", "Speed against quality of the encoder.", "编码速度与画质的取舍。"
    )
    captions: Literal["auto", "plate", "ink", "glow", "outline", "pill", "block"] = option(
        "auto", "Caption style; auto takes the theme's own.", "字幕样式；自动则跟随主题。"
    )
    brand: Path | None = option(
        None, "Brand kit: a JSON, TOML or YAML file.", "品牌套件：JSON、TOML 或 YAML 文件。"
    )
    material: tuple[Path, ...] = option(
        (),
        "Videos and pictures of your own to show; repeat the flag for each file.",
        "要用到的自有视频和图片，可给多个。",
    )
    palette: Literal["theme", "pictures"] = option(
        "theme",
        "Take colours from the theme or from the article's pictures.",
        "配色取自主题，还是取自文章的图片。",
    )
    presenter: str = option(
        "",
        "Character that presents: a name of `aigc avatars`, or a spec.json.",
        "出镜的虚拟主播：形象库中的名字，或 spec.json。",
    )
    presenter_place: Place = option("corner", "Where the presenter is seen.", "主播出现的位置。")
    look: Literal["auto", "photo", "film", "illustration", "ink", "flat", "3d", "watercolour"] = (
        option(
            "auto",
            "Look of painted pictures; auto follows the theme.",
            "绘制图片的风格；自动则跟随主题。",
        )
    )
    reference: Path | None = option(
        None, "Picture whose look the painted ones take.", "参考图，绘制的图片沿用它的风格。"
    )
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)
    writer: str = option("extractive", "Engine that writes the script.", "写脚本的引擎。")
    speech: str = option("house", "Engine that speaks.", "配音的引擎。")
    beds: str = option("synth", "Engine that composes the music bed.", "生成配乐的引擎。")
    scenes: str = option("motion_graphics", "Engine that draws the scenes.", "绘制画面的引擎。")
    images: str = option(
        "",
        "Engine that paints pictures, diffusers:MODEL; empty designs scenes alone.",
        "绘制图片的引擎，如 diffusers:模型；留空只用设计画面。",
    )
    clips: str = option(
        "",
        "Engine that films scenes, diffusers:MODEL; empty films none.",
        "生成动态镜头的引擎，如 diffusers:模型；留空则不用。",
    )
    prompts: str = option(
        "",
        "Engine that writes the prompts of pictures; empty takes the writer's.",
        "写绘图提示词的引擎；留空沿用写稿引擎。",
    )
    hearer: str = option(
        "",
        "Engine that hears a recording, whisper:MODEL; empty takes the ear, which needs a script.",
        "听录音的引擎，如 whisper:模型；留空用内置的耳朵，它需要脚本。",
    )
    translator: str = option(
        "",
        "Engine that translates where the writer cannot write the language.",
        "写稿引擎写不了该语言时的翻译引擎。",
    )
    matcher: str = option(
        "",
        "Engine that tells which picture shows a line, clip:MODEL.",
        "判断图片与旁白是否相配的引擎，如 clip:模型。",
    )
    moderator: str = option(
        "",
        "Engine that judges lines, pictures and videos, classifier:MODEL.",
        "审核旁白、图片和视频的引擎，如 classifier:模型。",
    )
    fallback: Fallback = option(
        "stop",
        "Where an engine with a model fails: stop, or go on with the embedded one and say so.",
        "模型引擎失败时：停止，或改用内置引擎并说明。",
    )

    @field_validator("material", mode="before")
    @classmethod
    def _many(cls, given: Any) -> Any:
        if isinstance(given, str | Path):
            return tuple(part for part in str(given).split(os.pathsep) if part)
        return given

    @field_validator("theme", "look")
    @classmethod
    def _known(cls, name: str, of: ValidationInfo) -> str:
        names = THEMES if of.field_name == "theme" else LOOKS
        if name not in names:
            raise ValueError(f"known {of.field_name}s are {', '.join(names)}")
        return name

    @field_validator("music")
    @classmethod
    def _known_music(cls, name: str) -> str:
        if name not in MOODS and not Path(name).is_file():
            raise ValueError(f"it is neither a file nor a mood ({', '.join(MOODS)})")
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A clip with everything decided and nothing drawn.

    Attributes
    ----------
    guests : tuple of Guest
        moviepy clips in it.
    made : tuple of Illustration
        Pictures and films that were made for its scenes.
    usage : Usage
        What asking models has cost, beside the script.
    recording : Recording or None
        A person's recording that was given for it.
    """

    article: Article
    script: Script
    narration: Narration
    storyboard: Storyboard
    captions: tuple[Caption, ...]
    timeline: Timeline
    config: Config
    guests: tuple[Guest, ...] = ()
    made: tuple[Illustration, ...] = ()
    usage: Usage = field(default_factory=Usage)
    recording: Recording | None = None

    def to_moviepy(self, *, store: Store, scene: int | None = None) -> VideoClip:
        """Return the finished clip as moviepy's, or one scene without the words over it."""
        from pipelines.guests import to_moviepy

        return to_moviepy(self, store=store, scene=scene)


def read(
    source: str | Path,
    config: Config | None = None,
    *,
    store: Store,
    progress: Progress = silent,
) -> Article:
    """Read an article from a file, a folder or ZIP with its pictures, an https URL, or the text.

    The material of ``config`` becomes pictures of it.

    Raises
    ------
    InputError
        When nothing can be made of ``source``; the message says what to do.
    """
    from pipelines.sources import read_source

    return read_source(source, config or Config(), store=store, progress=progress)


def write(article: Article, config: Config, *, store: Store, progress: Progress = silent) -> Script:
    """Write the narration, speak it once, and fit it to the length that was asked for.

    A script of one's own, or what is said in a recording of one's own, stays as it is.
    """
    from pipelines.recording import is_given, own_script
    from pipelines.writing import written

    if is_given(config):
        return own_script(article, config, store=store, progress=progress)
    target = seconds(config.seconds) - LEAD_S - TAIL_S
    return written(article, config, target=target, store=store, progress=progress)


def direct(
    article: Article,
    script: Script,
    config: Config,
    *,
    store: Store,
    narration: Narration | None = None,
    progress: Progress = silent,
) -> Draft:
    """Speak the script and decide what is seen while each line is heard.

    A ``narration`` that is given, or the recording of ``config``, is not spoken again.

    Where the house voices are missing and no engine was named, espeak-ng speaks; the log and the
    notes of the draft's article say so, as they do of whatever else was done otherwise than asked.

    Raises
    ------
    EngineError
        An engine failed, and under the fallback ``embedded`` nothing may stand in for it.
    TrustError
        The policy or the moderator blocks a line, or what a scene shows, or whose voice it is
        does not agree.
    """
    from aigc.image.picture.salience import focus_of
    from aigc.trust.gate.passing import ask
    from aigc.trust.policy import policy
    from aigc.video.captions import caption_phrases
    from aigc.video.storyboard.plan import plan_storyboard
    from pipelines import consenting
    from pipelines.exhibited import exhibit_of
    from pipelines.illustrating import illustrated
    from pipelines.matching import likeness_by
    from pipelines.moderating import check_script

    if narration is None and config.recording is None:
        asked, config = config, settled(config)
        article = noted(article, asked, config)
    ask(exhibit_of(article, script), policy(), store.root)
    if narration is None and config.recording is None:
        consenting.voice("speech", config.speech, config.voice, store=store.root)
    check_script(script, config.moderator, progress)
    with noticing() as told:
        recording = None
        if narration is None:
            narration, recording = narrated(script, config, store=store, progress=progress)
        board = plan_storyboard(
            article,
            script,
            narration,
            seed=config.seed,
            identity=_identity(article, config),
            fps=SCENE_FPS,
            focus_of=focus_of,
            tail=TAIL_S,
            likeness=likeness_by(config, progress),
        )
        shown = illustrated(board, article, script, config, store=store, progress=progress)
    board = shown.board
    captions = caption_phrases(narration, max_chars=ROW_CHARS[narration.language], fps=FPS)
    notes = dict.fromkeys((*article.notes, *script.notes, *told))
    return Draft(
        article=replace(article, notes=tuple(notes)),
        script=script,
        narration=narration,
        storyboard=board,
        captions=captions,
        timeline=laid_out(board, narration, captions, config),
        config=config,
        made=shown.made,
        usage=shown.usage,
        recording=recording,
    )


def render(draft: Draft, out: Path, *, store: Store, progress: Progress = silent) -> Clip:
    """Draw, mix and encode ``draft`` into the folder ``out``; see `pipelines.delivery.deliver`.

    Raises
    ------
    TrustError
        The moderator flags what a scene shows, that a person chose meanwhile.
    """
    from pipelines.delivery import deliver
    from pipelines.moderating import check_scenes

    made = {one.asset.sha256 for one in draft.made}
    moderator, scenes = draft.config.moderator, draft.storyboard.scenes
    check_scenes(scenes, moderator, made=made, store=store, progress=progress)
    return deliver(draft, out, store=store, progress=progress)


def run(
    source: str | Path,
    out: Path,
    config: Config | None = None,
    *,
    store: Store,
    progress: Progress = silent,
) -> Clip:
    """Make a finished clip of ``source`` in the folder ``out``."""
    from pipelines.recording import check_given

    config = config or Config()
    check_given(config)
    progress("read", 0, 1)
    article = read(source, config, store=store, progress=progress)
    progress("write", 0, 1)
    script = write(article, config, store=store, progress=progress)
    draft = direct(article, script, config, store=store, progress=progress)
    return render(draft, out, store=store, progress=progress)


def laid_out(
    board: Storyboard, narration: Narration, captions: Sequence[Caption], config: Config
) -> Timeline:
    """Return pictures, words and music over one clock."""
    from aigc.image.theme.formats import canvas_size
    from aigc.video.timeline.build import build_timeline

    width, height = canvas_size(config.aspect)
    music = None if config.music == "none" else config.music
    return build_timeline(
        board, narration, captions, fps=FPS, width_px=width, height_px=height, music=music
    )


def _identity(article: Article, config: Config) -> Identity:
    """Return who publishes: the brand kit's owner, or else the author."""
    if config.brand is None:
        return Identity(name=article.author or "")
    from aigc.image.theme.brand import load_brand, logo_of

    kit = load_brand(config.brand)
    return Identity(name=kit.name, account=kit.handle, logo=logo_of(kit))
