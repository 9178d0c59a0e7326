"""Everything the studio says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Tongue = Literal["zh", "en"]
TONGUES: Final[tuple[Tongue, Tongue]] = ("zh", "en")

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "page.video": ("视频", "Video"),
        "page.copy": ("文案", "Copy"),
        "page.transcript": ("听写", "Transcripts"),
        "page.lyrics": ("歌词", "Lyrics"),
        "page.speak": ("朗读", "Speak"),
        "page.sing": ("唱歌", "Sing"),
        "page.avatar": ("虚拟形象", "Avatars"),
        "page.batch": ("批量", "Batch"),
        "page.review": ("审核", "Review"),
        "page.trust": ("核验", "Verify"),
        "page.engines": ("引擎", "Engines"),
        "tagline.batch": ("一张表，几千条，一条不落", "A table, thousands of clips, none lost"),
        "tagline.review": ("机器先看，人来把关", "Machines first, people behind"),
        "tagline.trust": ("一个文件，说得清来历", "Whether files are what they say"),
        "tagline.engines": ("谁来写、画、说，由你选择", "Who writes, paints and speaks"),
        "tagline.video": ("一篇文章，一条有声短视频", "An article becomes a narrated clip"),
        "tagline.copy": ("标题、简介、话题，句句有据", "Words to post, each with its source"),
        "tagline.transcript": ("录音变成文字和字幕", "Recordings become subtitles"),
        "tagline.lyrics": ("定好格律，一字不差地写词", "Lyrics that keep a form exactly"),
        "tagline.speak": ("写下文字，听见声音", "Text becomes speech, word by word"),
        "tagline.sing": ("有谱照谱唱，无谱谱一曲", "A score or just words, sung"),
        "tagline.avatar": ("一句话，一个会说话的角色", "A sentence becomes a character"),
        "article": ("文章", "Article"),
        "article.hint": ("写什么，写多长", "What it says, and how long"),
        "board": ("分镜", "Storyboard"),
        "board.hint": ("改一句话，换一张图", "Rewrite a line, swap a picture"),
        "clip": ("成片", "Clip"),
        "clip.hint": ("先看小样，再出成片", "Look first, then finish"),
        "upload": ("文章和配图", "Article and pictures"),
        "drop": ("把文章和配图一起拖进来", "Drop the article and its pictures"),
        "drop.kinds": (
            "Markdown、HTML、Word、PDF、文本或 ZIP",
            "Markdown, HTML, Word, PDF, text or a ZIP",
        ),
        "paste": ("或者在这里粘贴文字、https 链接", "Or paste text or an https link here"),
        "more": ("更多选项", "More options"),
        "engines": ("换引擎", "Engines"),
        "write": ("写脚本", "Write the script"),
        "rewrite": ("重新写脚本", "Write it anew"),
        "preview": ("看小样", "Quick preview"),
        "final": ("出成片", "Make the clip"),
        "stop": ("停止", "Stop"),
        "close": ("知道了", "Dismiss"),
        "apply": ("更新分镜", "Update storyboard"),
        "dirty": ("有改动还没更新到分镜", "Edits not applied yet"),
        "empty.board": ("还没有脚本", "No script yet"),
        "empty.board.how": (
            "放入一篇文章，按“写脚本”。每句旁白会配上文章里的图，或一张设计好的画面，都可以在这里改。",
            "Add an article and press “Write the script”. Every line gets a picture of the article "
            "or a designed scene, and all of it can be changed here.",
        ),
        "empty.clip": ("成片会出现在这里", "The clip appears here"),
        "empty.clip.how": ("先写脚本", "Write the script first"),
        "ready.clip.how": (
            "小样几秒就好，成片为 1080 像素全画质",
            "A preview takes moments; the clip is full quality",
        ),
        "line": ("第 {n} 句", "Line {n}"),
        "origin": ("原文", "Source"),
        "verbatim": ("原文原句", "Word for word"),
        "goes_on": ("接着说第 {n} 句", "Line {n} goes on"),
        "silent": ("没有旁白", "Nothing is said"),
        "removed": ("留空即删去这一句", "Leave empty to drop the line"),
        "picture": ("换图", "Picture"),
        "add": ("配图", "Add a picture"),
        "own": ("上传图片", "Upload a picture"),
        "plain": ("不用图片", "No picture"),
        "move": ("移到镜头…", "Move to scene…"),
        "no_pictures": ("文章里没有图片", "The article has no pictures"),
        "drag": ("拖到另一个镜头可移动图片", "Drag onto another scene to move the picture"),
        "scene": ("镜头 {n}", "Scene {n}"),
        "count": (
            "{lines} 句 · {scenes} 个镜头 · {length}",
            "{lines} lines · {scenes} scenes · {length}",
        ),
        "is.preview": ("小样", "Preview"),
        "is.final": ("成片", "Final"),
        "stale": (
            "分镜改过了，重新生成才会更新",
            "The storyboard has changed since; make it again",
        ),
        "downloads": ("下载", "Downloads"),
        "working": ("正在{step}", "{step}"),
        "left": ("还需约 {time}", "about {time} left"),
        "since": ("已用 {time}", "{time} so far"),
        "took": ("用时 {time}", "in {time}"),
        "minutes": ("{m} 分 {s} 秒", "{m} min {s} s"),
        "seconds": ("{s} 秒", "{s} s"),
        "done.write": ("脚本写好了", "The script is ready"),
        "done.apply": ("分镜已更新", "The storyboard is up to date"),
        "done.make": ("视频做好了", "The video is ready"),
        "stopped": ("已停止", "Stopped"),
        "stopped.how": (
            "做完的步骤都留着，再按一次会接着做。",
            "Finished steps are kept: press again to go on from there.",
        ),
        "error": ("没有完成", "Not done"),
        "error.input": ("文章用不了", "This article cannot be used"),
        "error.lyrics": ("这样写不了", "This cannot be written"),
        "error.transcript": ("这段录音听不了", "This cannot be transcribed"),
        "error.speak": ("这样读不了", "This cannot be spoken"),
        "error.sing": ("这样唱不了", "This cannot be sung"),
        "error.avatar": ("这样做不了", "This cannot be made"),
        "error.batch": ("这样做不了", "This cannot be done"),
        "error.config": ("选项有误", "An option is wrong"),
        "error.engine": ("引擎没能完成", "An engine could not do its work"),
        "error.review": ("做好了，等人审核", "Made, and waiting for a person"),
        "error.trust": ("这样不能发布", "This may not be published"),
        "error.job": ("没能做完", "It could not be finished"),
        "error.bug": ("出了意外", "Something unforeseen went wrong"),
        "error.bug.how": (
            "详情在工作室的日志里。请再试一次；若仍不行，请反馈。",
            "The studio's log says what. Try again; if it stays, please report it.",
        ),
        "no_article": (
            "还没有文章：上传文件，或粘贴文字、https 链接。",
            "There is no article yet: upload a file, or paste text or an https link.",
        ),
        "no_script": (
            "还没有脚本：请先按“写脚本”。",
            "There is no script yet: press “Write the script” first.",
        ),
    }
)
"""What stands on the page, by key: Chinese, English."""

STEPS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "read": ("读取", "Reading"),
        "check": ("检查表格", "Checking the table"),
        "pack": ("打包", "Packing"),
        "write": ("写脚本", "Writing"),
        "narrate": ("配音", "Speaking"),
        "script": ("写脚本", "Writing"),
        "translate": ("翻译", "Translating"),
        "prompts": ("构思画面", "Thinking up pictures"),
        "match": ("图文匹配", "Matching pictures"),
        "paint": ("绘图", "Painting pictures"),
        "film": ("生成动态镜头", "Filming scenes"),
        "fit film": ("调整动态镜头的时长", "Fitting films to their scenes"),
        "answer": ("等模型作答", "The model answers"),
        "wait": ("等服务器", "Waiting for the server"),
        "read model": ("读取模型", "Reading the model"),
        "moderate": ("审核", "Moderating"),
        "draw": ("画分镜", "Drawing the scenes"),
        "music": ("配乐", "Adding music"),
        "render": ("渲染", "Rendering"),
        "sound": ("混音", "Mixing"),
        "join": ("合成", "Joining"),
        "lyrics": ("写词", "Writing lyrics"),
        "rank": ("打分", "Scoring"),
        "front": ("定读法", "Working out the reading"),
        "sing": ("演唱", "Singing"),
        "accompaniment": ("伴奏", "Playing the band"),
        "mix": ("混音", "Mixing"),
        "build": ("造型", "Shaping the character"),
        "listen": ("听录音", "Listening"),
        "transcribe": ("听写", "Writing down"),
        "refine": ("对准时间", "Placing the words"),
        "copy": ("写文案", "Writing the copy"),
        "face": ("看人脸", "Watching the face"),
        "verify": ("核验", "Reading the files"),
        "watermark": ("找水印", "Looking for a watermark"),
    }
)

KINDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "picture": ("图片", "Picture"),
        "headline": ("标题", "Headline"),
        "statement": ("陈述", "Statement"),
        "number": ("数字", "Number"),
        "list": ("清单", "List"),
        "quote": ("引语", "Quote"),
        "bars": ("柱图", "Bar chart"),
        "line": ("折线图", "Line chart"),
        "timeline": ("时间线", "Timeline"),
        "chapter": ("章节", "Chapter"),
        "end": ("片尾", "End card"),
    }
)

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "seconds": ("时长（秒）", "Seconds"),
        "aspect": ("画幅", "Shape"),
        "lang": ("旁白语言", "Narration"),
        "theme": ("主题", "Theme"),
        "music": ("配乐", "Music"),
        "voice": ("音色", "Voice"),
        "rate": ("语速", "Speaking rate"),
        "captions": ("字幕", "Captions"),
        "palette": ("配色", "Palette"),
        "presenter": ("出镜主播", "Presenter"),
        "presenter_place": ("主播位置", "Where the presenter is"),
        "seed": ("随机种子", "Seed"),
        "writer": ("写稿引擎", "Writer"),
        "speech": ("语音引擎", "Speech"),
        "beds": ("配乐引擎", "Music engine"),
        "scenes": ("画面引擎", "Scene engine"),
        "look": ("绘图风格", "Look of painted pictures"),
        "images": ("绘图引擎", "Picture engine"),
        "clips": ("动态镜头引擎", "Film engine"),
        "prompts": ("提示词引擎", "Prompt engine"),
        "translator": ("翻译引擎", "Translator"),
        "matcher": ("图文匹配引擎", "Picture matcher"),
        "moderator": ("审核引擎", "Moderator"),
        "fallback": ("引擎失败时", "When an engine fails"),
    }
)
"""What an option is called; any other is called by its own name."""

CHOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "auto": ("自动", "Auto"),
        "zh": ("中文", "中文"),
        "en": ("英文", "English"),
        "newsroom": ("新闻台", "Newsroom"),
        "ink": ("报刊", "Ink & Paper"),
        "tech": ("科技", "Tech"),
        "finance": ("财经", "Finance"),
        "lifestyle": ("生活", "Lifestyle"),
        "poster": ("海报", "Poster"),
        "calm": ("平静", "Calm"),
        "upbeat": ("轻快", "Upbeat"),
        "warm": ("温暖", "Warm"),
        "news": ("新闻", "News"),
        "serious": ("严肃", "Serious"),
        "none": ("不要", "None"),
        "theme": ("主题色", "Theme"),
        "pictures": ("取自图片", "Pictures"),
        "plate": ("底板", "Plate"),
        "glow": ("发光", "Glow"),
        "outline": ("描边", "Outline"),
        "pill": ("胶囊", "Pill"),
        "block": ("色块", "Block"),
        "corner": ("角落", "Corner"),
        "window": ("圆窗", "Round window"),
        "full": ("全屏", "Full"),
        "green": ("绿幕", "Green"),
        "photo": ("纪实摄影", "Photograph"),
        "film": ("电影感", "Film still"),
        "illustration": ("编辑插画", "Illustration"),
        "flat": ("扁平", "Flat"),
        "3d": ("三维", "3D"),
        "watercolour": ("水彩", "Watercolour"),
        "stop": ("停止并说明", "Stop and say why"),
        "embedded": ("改用内置引擎", "Go on with the embedded one"),
    }
)
"""What an option's values are called; any other stands as it is."""

FILES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "video.mp4": ("视频", "Video"),
        "CREDITS.txt": ("署名", "Credits"),
        "cover.png": ("封面", "Cover"),
        "captions.srt": ("字幕", "Captions"),
        "captions.ass": ("字幕", "Captions"),
        "script.json": ("脚本", "Script"),
        "timeline.otio": ("时间线", "Timeline"),
        "manifest.json": ("清单", "Manifest"),
        "speech.manifest.json": ("清单", "Manifest"),
        "speech.CREDITS.txt": ("署名", "Credits"),
        "speech.wav": ("声音", "Sound"),
        "speech.lab": ("音素", "Phonemes"),
        "speech.TextGrid": ("Praat 标注", "Praat tiers"),
        "speech.srt": ("字幕", "Captions"),
        "speech.lrc": ("逐字稿", "Karaoke"),
        "speech.visemes.json": ("口型", "Visemes"),
        "song.wav": ("整首歌", "The song"),
        "song.zip": ("全部打包", "Everything"),
        "song.lab": ("音素", "Phonemes"),
        "song.TextGrid": ("Praat 标注", "Praat tiers"),
        "song.lrc": ("逐字歌词", "Karaoke"),
        "song.srt": ("字幕", "Captions"),
        "song.mid": ("伴奏音符", "Notes of the band"),
        "visemes.json": ("口型", "Visemes"),
        "avatar.vrm": ("VRM 角色", "VRM character"),
        "avatar.glb": ("GLB 模型", "GLB model"),
        "portrait.png": ("肖像", "Portrait"),
        "spec.json": ("设定", "Settings"),
        "performance.mp4": ("视频", "Video"),
        "motion.csv": ("ARKit 表情", "ARKit faces"),
        "motion.vrma": ("VRM 动作", "VRM motion"),
    }
)


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in.

    >>> say("line", "en", n=3)
    'Line 3'
    """
    return told(SAID, key, tongue, **values)


def told(table: Mapping[str, tuple[str, str]], key: str, tongue: Tongue, **values: object) -> str:
    """Return what ``table`` has for ``key``, with ``values`` filled in."""
    return table[key][TONGUES.index(tongue)].format(**values)


def named(table: Mapping[str, tuple[str, str]], name: str, tongue: Tongue) -> str:
    """Return what ``name`` is called; one that is not in ``table`` is called by itself."""
    found = table.get(name)
    return found[TONGUES.index(tongue)] if found else name


def tongue_of(accepted: str) -> Tongue:
    """Return the page's language for a browser's ``Accept-Language`` header.

    >>> tongue_of("zh-CN,zh;q=0.9,en;q=0.8"), tongue_of("de,en;q=0.7"), tongue_of("")
    ('zh', 'en', 'en')
    """
    first = next((p.strip()[:2].lower() for p in accepted.split(",")), "")
    return "zh" if first == "zh" else "en"


def lasting(seconds: float, tongue: Tongue) -> str:
    """Return a length of time in words, in steps that do not pretend to be exact.

    >>> lasting(8.2, "en"), lasting(64, "zh")
    ('8 s', '1 分 5 秒')
    """
    whole = max(1, round(seconds))
    if whole > 20:
        whole = 5 * round(whole / 5)
    minutes, rest = divmod(whole, 60)
    return say("minutes", tongue, m=minutes, s=rest) if minutes else say("seconds", tongue, s=rest)
