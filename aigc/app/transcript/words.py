"""Everything the page of transcripts says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.form import Names
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "recording": ("录音", "Recording"),
        "recording.hint": ("声音或视频，谁来听", "Sound or video, and who listens"),
        "lines": ("文字稿", "Transcript"),
        "lines.hint": ("点时间就听，点文字就改", "Click a time to hear it, a text to edit it"),
        "files": ("带走", "Take along"),
        "files.hint": ("改过的也在里面", "With your edits"),
        "upload": ("录音或视频", "Recording"),
        "text": ("录音所读的文本", "What is read out"),
        "text.hint": (
            "有文本就贴在这里：内置的耳朵据此找出每个词的时间，不需要模型。",
            "Paste it if you have it: the built-in ear finds when every word is said, without a "
            "model.",
        ),
        "text.type": ("照着读的稿子", "The words that are read"),
        "more": ("更多选项", "More options"),
        "go": ("转成文字", "Transcribe"),
        "done": ("听完了", "The transcript is ready"),
        "ways": ("两种办法", "Two ways"),
        "way.text": ("有文本：贴上就行，离线即用", "You have the text: paste it, works offline"),
        "way.model": ("没有文本：要一个 Whisper 模型", "No text: it takes a Whisper model"),
        "ready": ("可用", "ready"),
        "needs": ("还没有", "not here yet"),
        "fetch": (
            "下载一个再刷新本页，或在上面填 whisper:文件夹：",
            "Fetch one and load this page again, or type whisper:FOLDER above:",
        ),
        "install": ("先安装所需软件包：", "Install what it needs first:"),
        "no_recording": (
            "还没有录音：请上传声音或视频文件。",
            "No recording was given: upload a sound file or a video.",
        ),
        "no_text": (
            "内置的耳朵只能找出文本何时读到：请贴上录音所读的文本，或在“谁来听”里选一个模型。",
            "The built-in ear finds when a text is said, not what: paste what is read out, or "
            "choose a model under “Who listens”.",
        ),
        "no_transcript": (
            "还没有文字稿可以导出：请先按“转成文字”。",
            "There is no transcript to take along yet: press “Transcribe” first.",
        ),
        "empty": ("还没有文字稿", "No transcript yet"),
        "empty.how": (
            "上传录音或视频，按“转成文字”。每句话何时说、哪些词没听准，都会列在这里，可以边听边改。",
            "Upload a recording or a video and press “Transcribe”. Every line stands here with its "
            "time and the words in doubt, to be heard and put right.",
        ),
        "count": ("{lines} 句 · {words} 个词 · {time}", "{lines} lines · {words} words · {time}"),
        "by": ("{engine} 听写", "heard by {engine}"),
        "by.embedded": ("内置的耳朵对时", "timed by the built-in ear"),
        "hear": ("从 {time} 播放", "Play from {time}"),
        "line": ("第 {n} 句", "Line {n}"),
        "drop": ("留空即删去这一句", "Leave empty to drop the line"),
        "unsure": ("没听准：", "In doubt:"),
        "restore": ("还原", "Undo edits"),
        "keys": (
            "Ctrl+空格 播放或暂停，Ctrl+回车 听这一句，上下方向键换句",
            "Ctrl+Space plays and pauses, Ctrl+Enter plays the line, arrow keys go up and down",
        ),
        "unplayable": (
            "浏览器放不了这种格式；文字和时间不受影响。",
            "Your browser cannot play this format; texts and times are right all the same.",
        ),
        "give.srt": ("字幕", "Subtitles"),
        "give.vtt": ("网页字幕", "Web subtitles"),
        "give.txt": ("文字", "Text"),
        "give.json": ("词和时间", "Words and times"),
        "give.TextGrid": ("Praat 标注", "Praat tiers"),
        "empty.files": (
            "听完后可在这里导出 SRT、VTT、TXT、JSON。",
            "SRT, VTT, TXT and JSON appear here.",
        ),
        "clip": ("用它做一条视频", "Make a clip from it"),
        "clip.how": (
            "下载 TXT，和录音放在一个文件夹里，运行下面的命令：你的声音就是旁白，字幕逐词对上。",
            "Download TXT, put it beside the recording and run this: your voice narrates the clip, "
            "and its captions follow every word.",
        ),
        "clip.article": (
            "有文章和配图时，把第一个文件名换成文章。",
            "With an article and pictures of its own, put its name first instead.",
        ),
        "limit": ("网页上传最多 60 MB；更大的请用：", "Uploads take 60 MB; for more:"),
    }
)  # fmt: skip
"""What stands on the page, by key: Chinese, English."""

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "engine": ("谁来听", "Who listens"),
        "language": ("语言", "Language"),
        "refine": ("按语音对准起止时间", "Times by the sounds"),
        "seed": ("随机种子", "Seed"),
    }
)
CHOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "auto": ("自动", "Auto"),
        "zh": ("中文", "中文"),
        "en": ("英文", "English"),
        "embedded": ("内置的耳朵（要有文本）", "Built-in ear (needs the text)"),
    }
)
CALLED: Final = Names(labels=LABELS, choices=CHOICES)


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)
