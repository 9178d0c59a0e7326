"""Errors as the page shows them: a title and a sentence, in the page's language."""

from __future__ import annotations

import re
from typing import Final

from aigc.app.lyrics import troubles as lyrics_troubles
from aigc.app.words import Tongue, say
from aigc.errors import (
    AigcError,
    AssetError,
    Cancelled,
    ConfigError,
    EngineError,
    InputError,
    JobError,
)

_TITLES: Final = (
    (AssetError, "error.input"),
    (ConfigError, "error.config"),
    (EngineError, "error.engine"),
    (JobError, "error.job"),
)
_CHINESE: Final = tuple(
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"There is no article yet", "还没有文章：上传文件，或粘贴文字、https 链接。"),
        (r"There is no script yet", "还没有脚本：请先按“写脚本”。"),
        (
            r"There is no article among the files",
            "这些文件里没有文章：请加上 Markdown、HTML、TXT、DOCX 或 PDF 文件。",
        ),
        (r"There are (\d+) articles \((.*?)\)", r"有 \1 篇文章（\2），一次只能做一篇。"),
        (
            r"(\S+) is neither an article nor a picture",
            r"\1 既不是文章也不是图片。请用 Markdown、Word、PDF 和 JPEG、PNG 等。",
        ),
        (
            r"(\S+) holds (.+?), which points outside",
            r"\1 里的 \2 指向压缩包之外，已拒绝。请重新打包。",
        ),
        (r"(\S+) is protected by a password", r"\1 有密码保护，请去掉密码再试。"),
        (r"(\S+) unpacks to", r"\1 解压后过大，已拒绝。请只打包文章和配图。"),
        (
            r"(\S+) holds (\d+) files of (\d+) MB",
            r"\1 有 \2 个文件、\3 MB，太多了。请只打包文章和配图。",
        ),
        (r"(\S+) is a damaged ZIP", r"\1 已损坏，请重新打包。"),
        (r"(\S+) has more than (\d+) MB", r"\1 超过 \2 MB，请存小一些。"),
        (r"(\S+) has (\d+) MB; at most (\d+) MB", r"\1 有 \2 MB，最多 \3 MB。请去掉图片或拆开。"),
        (r"(\S+) is empty", r"\1 是空的，请给一篇至少有一句话的文章。"),
        (r"The article is empty", "文章里没有可以朗读的文字，请给至少一句中文或英文。"),
        (r"The article has a run of", "文章里有一大段没有空格和标点的字符，像是数据而不是正文。"),
        (r"The article has ([\d,]+) characters", r"文章有 \1 个字符，太长了，请拆开。"),
        (
            r"(\S+) is not readable text",
            r"\1 不是可读的文本：可能是二进制、已损坏或编码未知。请存为 UTF-8。",
        ),
        (r"(\S+) is a damaged DOCX", r"\1 已损坏，请重新保存。"),
        (r"(\S+) is not a (\w+) file, or a damaged one", r"\1 不是 \2 文件，或已损坏。"),
        (r"is not an https address", "只能读取 https 链接。"),
        (r"The last line cannot be removed", "最后一句不能删：脚本至少要有一句。"),
        (r"There is no scene (\d+); the clip has (\d+)", r"没有镜头 \1，全片共 \2 个镜头。"),
        (r"Scene (\d+) shows no picture", r"镜头 \1 没有可以移动的图片。"),
        (r"There is no picture (\d+); the article has (\d+)", r"没有图片 \1，文章共 \2 张图片。"),
        (
            r"(\S+) is not a JPEG, PNG, WebP or GIF",
            r"\1 不是 JPEG、PNG、WebP 或 GIF 图片，请先转换。",
        ),
        (r"(\S+) is only (\S+) px", r"\1 只有 \2 像素，太小了。"),
        (r"(\S+) is damaged or incomplete", r"\1 已损坏或不完整，无法打开。"),
        (r"No voice '(.*?)'\. Known: (.*)\.", r"没有音色“\1”。可用：\2。"),
        (r"No (\w+) engine '(.*?)'", r"没有名为“\2”的引擎。"),
        (r"(\w+) cannot be '?(.*?)'?:", r"选项 \1 不能是“\2”。"),
        (
            r"The disk that holds (.*?) is full",
            r"\1 所在的磁盘满了。请清理空间，做完的步骤都留着。",
        ),
        (r"That file is not one", "这个文件不是在本页上传的，请重新上传。"),
    )
)


def title_of(exc: BaseException, tongue: Tongue, about: str = "error.input") -> str:
    """Return the heading of an error; ``about`` is the key of one over what was given."""
    if isinstance(exc, Cancelled):
        return say("stopped", tongue)
    if not isinstance(exc, AigcError):
        return say("error.bug", tongue)
    if isinstance(exc, InputError):
        return say(about, tongue)
    return say(next((key for kind, key in _TITLES if isinstance(exc, kind)), "error"), tongue)


def sentence_of(exc: BaseException, tongue: Tongue) -> str:
    """Return what happened and what to do; what was not foreseen is not shown."""
    if isinstance(exc, Cancelled):
        return say("stopped.how", tongue)
    if not isinstance(exc, AigcError):
        return say("error.bug.how", tongue)
    return in_chinese(str(exc)) if tongue == "zh" else str(exc)


def in_chinese(message: str) -> str:
    """Return a message in Chinese, as it is where no translation is known.

    >>> in_chinese("Scene 2 shows no picture that could be moved.")
    '镜头 2 没有可以移动的图片。'
    """
    for pattern, chinese in (*lyrics_troubles.CHINESE, *_CHINESE):
        if found := pattern.search(message):
            return found.expand(chinese)
    return message


def stopped(exc: BaseException) -> bool:
    """Tell whether work ended because somebody stopped it."""
    return isinstance(exc, Cancelled)
