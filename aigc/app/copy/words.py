"""Everything the page of copy says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.form import Names
from aigc.app.phrasebook import Phrasebook, phrasebook, translated
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "article": ("文章", "Article"),
        "article.hint": ("写给谁看，发到哪里", "What it says, where it is posted"),
        "cards": ("文案", "Copy"),
        "cards.hint": ("选一版，改一改，复制走", "Pick a variant, mend it, copy it"),
        "files": ("带走", "Take along"),
        "files.hint": ("改过的也在里面", "With your edits"),
        "upload": ("文章", "Article"),
        "paste": ("或者在这里粘贴文字、https 链接", "Or paste text or an https link here"),
        "more": ("更多选项", "More options"),
        "write": ("写文案", "Write the copy"),
        "rewrite": ("重新写", "Write it anew"),
        "done": ("文案写好了", "The copy is ready"),
        "empty": ("还没有文案", "No copy yet"),
        "empty.how": (
            "放入一篇文章，选好平台，按“写文案”。每个平台一张卡：标题、简介、话题、看点各有几版，"
            "附得分和理由，以及每句话出自原文哪里。",
            "Add an article, choose platforms and press “Write the copy”. Each platform gets a "
            "card: several titles, descriptions, hashtags and selling points, with their scores, "
            "the reasons, and where in the article each comes from.",
        ),
        "no_platform": ("请至少选一个平台。", "Choose one platform at least."),
        "no_copy": (
            "还没有文案可以导出：请先按“写文案”。",
            "There is no copy to take along yet: press “Write the copy” first.",
        ),
        "kind.title": ("标题", "Titles"),
        "kind.description": ("简介", "Descriptions"),
        "kind.hashtags": ("话题", "Hashtags"),
        "kind.selling_point": ("看点", "Selling points"),
        "pick": ("选用 {variant}", "Take {variant}"),
        "text": ("{kind} {variant}", "{kind} {variant}"),
        "post": ("复制这一条", "Copy the post"),
        "post.how": (
            "复制选中的标题、简介和话题",
            "Copies the title, description and hashtags that are picked",
        ),
        "copy": ("复制", "Copy"),
        "copied": ("已复制", "Copied"),
        "restore": ("还原", "Undo edits"),
        "size": ("{size} / {most} 字", "{size} / {most}"),
        "size.tags": ("{size} / {most} 个", "{size} / {most} tags"),
        "size.how": (
            "按平台的算法数字数，后面是上限",
            "As the platform counts, and the most that it takes",
        ),
        "score": ("得分", "Score"),
        "why": ("为什么是这个分，出自哪里", "Why this score, and where it comes from"),
        "sources": ("出自原文", "From the article"),
        "sources.whole": ("与全文核对", "Compared with the whole article"),
        "fact.yes": ("与原文相符", "Facts agree"),
        "fact.no": ("原文没有", "Not in the article"),
        "room": ("这个平台要 {least} 到 {most} 字", "This platform takes {least} to {most}"),
        "checking": ("核对中…", "Checking…"),
        "by.hand": ("改过", "edited"),
        "by.model": ("{engine} 写", "by {engine}"),
        "usage": ("模型用量：{usage}", "Model: {usage}"),
        "give.json": ("全部内容", "Everything"),
        "give.md": ("可读文本", "To read"),
        "give.csv": ("A/B 测试表", "For A/B tests"),
        "empty.files": (
            "写好后可在这里导出 JSON、Markdown、CSV。",
            "JSON, Markdown and CSV appear here.",
        ),
        "guard": ("事实核对", "Facts"),
        "guard.how": (
            "每一版都和它的出处逐一核对：数字、日期、人名地名、引语。改过的文字会重新核对；"
            "原文没有的会标红，但不拦你。",
            "Every variant is compared with its sources: numbers, dates, names, quotations. What "
            "you edit is compared anew; what the article does not say is marked, and stays yours "
            "to decide.",
        ),
        "model": ("换成模型来写", "Let a model write"),
        "model.how": (
            "内置引擎只用原文的话，不需要模型和网络。要换说法、换语言，可选语言模型。",
            "The built-in engine uses the article's own words, without model or network. For new "
            "wording or another language choose a language model.",
        ),
        "model.where": ("看看哪些引擎可用", "See which engines are ready"),
        "notices": ("请留意", "Please note"),
    }
)
"""What stands on the page, by key: Chinese, English."""

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "platforms": ("发到哪里", "Platforms"),
        "kinds": ("写什么", "What to write"),
        "count": ("每种几版", "Variants of each"),
        "lang": ("文案语言", "Language"),
        "engine": ("谁来写", "Who writes"),
        "seed": ("随机种子", "Seed"),
    }
)
CHOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "auto": ("随文章", "As the article"),
        "zh": ("中文", "中文"),
        "en": ("英文", "English"),
        "title": ("标题", "Titles"),
        "description": ("简介", "Descriptions"),
        "hashtags": ("话题", "Hashtags"),
        "selling_point": ("看点", "Selling points"),
        "extractive": ("内置：原文原句", "Built in: the article's words"),
        "generic": ("通用", "Any platform"),
        "douyin": ("抖音", "Douyin"),
        "xiaohongshu": ("小红书", "Xiaohongshu"),
        "weixin": ("微信视频号", "WeChat Channels"),
        "bilibili": ("哔哩哔哩", "Bilibili"),
        "weibo": ("微博", "Weibo"),
        "youtube": ("YouTube", "YouTube"),
        "instagram": ("Instagram", "Instagram"),
        "tiktok": ("TikTok", "TikTok"),
        "x": ("X", "X"),
    }
)
CALLED: Final = Names(labels=LABELS, choices=CHOICES)

MEASURES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "length": ("长短", "Length"),
        "concrete": ("具体", "Concrete"),
        "hook": ("吸引", "Hook"),
        "readable": ("好读", "Readable"),
        "topic": ("切题", "Topic"),
        "support": ("有据", "Support"),
        "novelty": ("新意", "Novelty"),
        "clean": ("合规", "Clean"),
    }
)


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)


def platform(name: str, tongue: Tongue) -> str:
    """Return what people call a platform."""
    return words.named(CHOICES, name, tongue)


def reason(note: str, tongue: Tongue) -> str:
    """Return why a measure is as it is, or what is wrong with a text.

    >>> reason("asks", "zh")
    '提出问题'
    """
    return translated(note, reasons()) if tongue == "zh" else note


@cache
def reasons() -> Phrasebook:
    """Return all notes of measures and of the guard, in Chinese."""
    return phrasebook(files("aigc.app.copy").joinpath("reasons.txt").read_text(encoding="utf-8"))
