"""What verification has to say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from aigc.types.article import Language

Code = Literal[
    "label-damaged", "label-off-log", "label-off-manifest", "label-off-signature",
    "label-off-watermark",  "changed-manifest", "changed-log",
    "signature-invalid", "number-signature", "number-manifest", "number-log", "number-watermark",
    "number-unknown", "watermark-other", "log-changed", "manifest-differs", "damaged",
    "signer-unknown", "not-listed", "watermark-missing", "withdrawn", "consent-revoked",
    "parent-withdrawn", "unread-media", "signing-missing", "signature-unread", "files-missing",
    "unsigned",
]  # fmt: skip

_SAID: Final[Mapping[Code, tuple[str, str]]] = MappingProxyType(
    {
        "label-damaged": (
            "Its label is damaged: {0}",
            "标识已损坏：{0}",
        ),
        "label-off-log": (
            "Its label was taken off: the log knows this file as {0}.",
            "标识被去除：记录里有这个文件，编号 {0}。",
        ),
        "label-off-manifest": (
            "Its label was taken off: {0} lists this file as {1}.",
            "标识被去除：{0} 列有这个文件，编号 {1}。",
        ),
        "label-off-signature": (
            "Its label was taken off: its signature is that of {0}.",
            "标识被去除：签名对应编号 {0}。",
        ),
        "label-off-watermark": (
            "Its label was taken off: it carries the watermark {0}.",
            "标识被去除：仍带有水印 {0}。",
        ),
        "changed-manifest": (
            "{0} lists another content for it: it was changed since.",
            "{0} 所列内容与此不同：文件后来被改过。",
        ),
        "changed-log": (
            "The log knows its number {0}, but not this content: it was changed since it left.",
            "记录里有编号 {0}，但没有这个内容：发布后被改过。",
        ),
        "signature-invalid": (
            "The signature ({0}) does not hold: {1}",
            "签名（{0}）无效：{1}",
        ),
        "number-signature": (
            "Its label says number {0}, its signature {1}.",
            "标识的编号是 {0}，签名的是 {1}。",
        ),
        "number-manifest": (
            "Its label says number {0}, {2} says {1}.",
            "标识的编号是 {0}，{2} 里的是 {1}。",
        ),
        "number-log": (
            "Its label says number {0}, the log knows this content as {1}.",
            "标识的编号是 {0}，记录里这个内容的编号是 {1}。",
        ),
        "number-watermark": (
            "Its label says number {0}, its watermark is that of {1}.",
            "标识的编号是 {0}，水印属于 {1}。",
        ),
        "number-unknown": (
            "Its label names {0}, but the log knows no number {1}.",
            "标识写的制作者是 {0}，但记录里没有编号 {1}。",
        ),
        "watermark-other": (
            "It carries the watermark {0}, not {1}: that of another asset.",
            "水印是 {0}，不是 {1}：属于另一个作品。",
        ),
        "log-changed": (
            "The log was changed at entry {0} of {1}. Walk it: aigc trust log check",
            "记录 {1} 的第 {0} 条被改过。请运行：aigc trust log check",
        ),
        "manifest-differs": (
            "It lists content for {0} that the log does not know.",
            "其中 {0} 的内容在记录里没有。",
        ),
        "damaged": (
            "{0}",
            "无法读取：{0}",
        ),
        "signer-unknown": (
            "{0} signed it, who is none of the authorities that are trusted here.",
            "由 {0} 签名，不在这里信任的机构之中。",
        ),
        "not-listed": (
            "{0} beside it does not speak of it.",
            "旁边的 {0} 没有提到它。",
        ),
        "watermark-missing": (
            "Its watermark {0} was not found.",
            "没有找到水印 {0}。",
        ),
        "withdrawn": (
            "It was withdrawn: {0}.",
            "已撤回：{0}。",
        ),
        "consent-revoked": (
            "A consent that it rests on was revoked: {0}.",
            "所依据的同意已撤销：{0}。",
        ),
        "parent-withdrawn": (
            "Something that it was made from was withdrawn: {0}.",
            "所用的素材已撤回：{0}。",
        ),
        "unread-media": (
            "Picture and sound could not be looked at: {0}",
            "画面和声音无法检查：{0}",
        ),
        "signing-missing": (
            "Whether it is signed inside was not checked: pip install 'aigc-workbench[provenance]'",
            "未检查内部签名：pip install 'aigc-workbench[provenance]'",
        ),
        "signature-unread": (
            "Whether it is signed inside cannot be told: {0}",
            "无法读取内部签名：{0}",
        ),
        "files-missing": (
            "It lists files that are not beside it: {0}.",
            "所列文件不在旁边：{0}。",
        ),
        "unsigned": (
            "{0} is not signed: anybody could have written it.",
            "{0} 没有签名：谁都可能写出它。",
        ),
    }
)  # fmt: skip
_VERDICTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "authentic": ("authentic", "属实"),
        "labelled": ("labelled", "仅有标识"),
        "altered": ("altered", "被改动"),
        "unlabelled": ("unlabelled", "无标识"),
        "unreadable": ("unreadable", "无法读取"),
    }
)
_STATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "file": ("file", "文件"),
        "result": ("result", "结果"),
        "label": ("label", "标识"),
        "seen": ("seen", "可见"),
        "signature": ("signature", "签名"),
        "watermark": ("watermark", "水印"),
        "log": ("log", "记录"),
        "present": ("present", "有"),
        "absent": ("none", "无"),
        "damaged": ("damaged", "损坏"),
        "unread": ("not read", "未读出"),
        "found": ("yes", "有"),
        "missing": ("no", "无"),
        "not checked": ("–", "–"),
        "unchecked": ("–", "–"),
        "trusted": ("trusted", "可信"),
        "valid": ("valid", "有效"),
        "invalid": ("invalid", "无效"),
        "none": ("none", "无"),
        "other": ("other", "不同"),
        "unknown": ("no", "无"),
        "known": ("yes", "有"),
        "changed": ("changed", "改过"),
    }
)


def said(code: Code, values: Sequence[str], language: Language) -> str:
    """Return the sentence of a reason.

    >>> said("watermark-missing", ("0a1b2c3d",), "en")
    'Its watermark 0a1b2c3d was not found.'
    """
    return _chosen(_SAID[code], language).format(*values)


def word(name: str, language: Language) -> str:
    """Return the word for a verdict, a state or a column.

    >>> word("altered", "zh"), word("absent", "en")
    ('被改动', 'none')
    """
    return _chosen({**_STATES, **_VERDICTS}[name], language)


def _chosen(both: tuple[str, str], language: Language) -> str:
    return both[language == "zh"]
