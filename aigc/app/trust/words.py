"""Everything the page of verification says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "files": ("文件", "Files"),
        "files.hint": ("拖进来就看", "Drop, and see"),
        "found": ("结论", "The verdict"),
        "found.hint": ("对得上还是对不上", "Whether it all fits together"),
        "means": ("怎么看", "What it means"),
        "means.hint": ("五种结论", "Five words"),
        "upload": ("要核验的文件", "Files to verify"),
        "how": (
            "视频、声音、图片、文稿或 ZIP。旁边有 manifest.json 就一起放进来。",
            "Films, sounds, pictures, texts or a ZIP. Add the manifest.json beside them, if any.",
        ),
        "large": ("网页上传最多 60 MB；更大的请用：", "Uploads take 60 MB; for more:"),
        "private": (
            "文件只在这台机器上看，一天之内删除；不联网。",
            "Files are looked at on this machine alone, and deleted within a day. "
            "Nothing is fetched.",
        ),
        "empty": ("放入一个文件", "Drop a file"),
        "empty.how": (
            "标识、签名、水印和发布记录会逐项读出，互相对照。",
            "Label, signature, watermark and log are read and held against one another.",
        ),
        "done": ("核验完了", "Verified"),
        "more": ("还有 {n} 个文件没有列出", "{n} more files are not listed"),
        "sha256": ("内容（SHA-256）", "Content (SHA-256)"),
        "authentic": (
            "有标识，记录或可信签名能证明正是这个内容，没有对不上的地方。",
            "It is labelled, the log or a trusted signature vouches for these very bytes, and "
            "nothing contradicts.",
        ),
        "labelled": (
            "有标识，仅此而已：标识谁都能写。",
            "It bears a label, and that is all: anybody can write one.",
        ),
        "altered": ("有对不上的地方，原因见下。", "Something contradicts; the sentences say what."),
        "unlabelled": (
            "没有标识，这里也没有它的记录。",
            "It says nothing of itself, and nobody here knows it.",
        ),
        "unreadable": (
            "文件损坏，或内容和后缀不符。",
            "It is damaged, or of another kind than its ending says.",
        ),
        "label": ("标识", "Label"),
        "label.present": ("AI 生成，制作者 {who}，编号 {number}", "Made by AI, by {who}: {number}"),
        "label.2": ("可能是 AI 生成，制作者 {who}，编号 {number}", "Perhaps AI, {who}: {number}"),
        "label.3": ("疑似 AI 生成，制作者 {who}，编号 {number}", "Suspected AI, {who}: {number}"),
        "label.absent": ("没有", "None"),
        "label.damaged": ("损坏", "Damaged"),
        "label.unread": ("读不出", "Cannot be read"),
        "label.who": ("未写明", "unnamed"),
        "beside": ("，写在旁边的文件里", ", in the file beside it"),
        "manifest": ("，写在清单里", ", in the manifest"),
        "seen": ("看得见、听得到", "Seen or heard"),
        "seen.found": ("有", "Yes"),
        "seen.at": ("有，在第 {at} 秒", "Yes, at {at} s"),
        "seen.missing": ("没有", "No"),
        "seen.not checked": ("画面由人来看", "Left to your eyes"),
        "signature": ("签名", "Signature"),
        "signature.trusted": ("可信，{who} 签署", "Trusted, by {who}"),
        "signature.valid": (
            "有效，但签署者 {who} 在这里不受信任",
            "It holds, but {who} is not trusted here",
        ),
        "signature.invalid": ("无效", "Does not hold"),
        "signature.none": ("没有签名", "Not signed"),
        "signature.unchecked": ("未检查", "Not checked"),
        "watermark": ("水印", "Watermark"),
        "watermark.found": ("{id}", "{id}"),
        "watermark.other": ("{id}，属于另一个作品", "{id}, of another asset"),
        "watermark.none": ("没有找到", "None found"),
        "watermark.not checked": ("没有去找", "Not looked for"),
        "log": ("发布记录", "Log"),
        "log.file": ("有这个内容", "Knows this content"),
        "log.label": ("有这个编号", "Knows its number"),
        "log.watermark": ("有这个水印", "Knows its watermark"),
        "log.none": ("没有", "Does not know it"),
        "log.changed": ("，但记录被改过", ", but was changed"),
        "log.left": ("{title}，{at}（UTC）发布", "{title}, published {at} UTC"),
    }
)  # fmt: skip
"""What stands on the page, by key: Chinese, English."""


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)
