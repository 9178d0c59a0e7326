"""Everything the review desk says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "queue": ("待审", "Waiting"),
        "queue.hint": ("先来先审", "Who came first, first"),
        "look": ("作品", "The work"),
        "look.hint": ("看完再定", "Look, then decide"),
        "proof": ("依据", "What speaks for it"),
        "proof.hint": ("疑点、原文、来历", "Findings, source, origin"),
        "empty": ("没有待审的作品", "Nothing waits"),
        "empty.how": (
            "策略要求人工审核的作品会停在这里，批准后才会出现在它该去的地方。",
            "What the policy wants a person to see stops here, and appears where it was asked to "
            "only when it is approved.",
        ),
        "none.open": ("从左边选一件，或按 J", "Choose one on the left, or press J"),
        "none.proof": ("选中作品后，依据显示在这里", "Shown with the work that is open"),
        "untitled": ("未命名", "Untitled"),
        "for": ("{who} 制作", "for {who}"),
        "ago.now": ("刚刚", "just now"),
        "ago.min": ("{n} 分钟前", "{n} min ago"),
        "ago.h": ("{n} 小时前", "{n} h ago"),
        "ago.d": ("{n} 天前", "{n} d ago"),
        "drawn": ("抽审", "audit"),
        "unchecked": ("未经机器检查", "not checked by machines"),
        "mine": ("你在看", "yours"),
        "theirs": ("{who} 在看", "{who} looks"),
        "approve": ("批准并发布", "Approve"),
        "request_changes": ("退回修改", "Ask for changes"),
        "reject": ("拒绝", "Reject"),
        "why.reject": ("为什么拒绝？写给作者看", "Why not? For whoever made it"),
        "why.request_changes": ("要改什么？写给作者看", "What has to change?"),
        "send": ("确定", "Send"),
        "back": ("取消", "Cancel"),
        "keys": ("快捷键", "Keys"),
        "key.next": ("下一件、上一件", "Next, previous"),
        "key.play": ("播放、暂停", "Play, pause"),
        "key.find": ("跳到第几处疑点", "To that finding"),
        "key.keys": ("显示快捷键", "Show the keys"),
        "sheet": ("画面", "Frames"),
        "drawing": ("正在取画面…", "Taking frames…"),
        "wave": ("声音", "Sound"),
        "files": ("所有文件", "All files"),
        "found": ("疑点", "Findings"),
        "found.none": ("机器没有发现问题。", "The machines found nothing."),
        "found.drawn": (
            "机器没有发现问题，这一件是随机抽中的。",
            "The machines found nothing; this one was drawn at random.",
        ),
        "line": ("第 {n} 句", "Line {n}"),
        "source": ("原文", "Source"),
        "script": ("旁白对照原文", "Script against its source"),
        "source.none": ("没有注明出处", "No source is named"),
        "origin": ("来历", "Origin"),
        "origin.made": ("做法", "Made by"),
        "origin.voice": ("声音", "Voices"),
        "origin.model": ("引擎和素材", "Engines and material"),
        "origin.source": ("用了什么", "From"),
        "origin.consent": ("授权", "Consents"),
        "origin.to": ("发布到", "Goes to"),
        "origin.studio": ("制作者的页面", "whoever made it in the studio"),
        "origin.licence": ("许可不明", "licence unknown"),
        "done.approve": ("已发布", "Published"),
        "done.studio": (
            "制作者在自己的页面按“取回”即可拿到",
            "whoever made it presses Fetch on their page",
        ),
        "done.later": (
            "已批准，由它所在的批次发布",
            "Approved; its batch publishes it",
        ),
        "done.reject": ("已拒绝", "Rejected"),
        "done.request_changes": ("已退回", "Sent back"),
        "who": ("审核人：{who}", "You review as {who}"),
        "gone.files": ("文件已经不在了", "The files are gone"),
    }
)  # fmt: skip
CATEGORIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "violence": ("暴力", "violence"),
        "hate": ("仇恨", "hate"),
        "sexual": ("色情", "sexual"),
        "minors": ("未成年人", "minors"),
        "self-harm": ("自伤", "self-harm"),
        "self_harm": ("自伤", "self-harm"),
        "drugs": ("毒品", "drugs"),
        "gambling": ("赌博", "gambling"),
        "fraud": ("诈骗", "fraud"),
        "weapons": ("武器", "weapons"),
        "terrorism": ("恐怖主义", "terrorism"),
        "politics": ("政治", "politics"),
        "claims": ("广告用语", "claims"),
        "personal": ("个人信息", "personal data"),
        "injection": ("对模型的指令", "orders to a model"),
        "not_checked": ("未检查", "not checked"),
    }
)

_PAGES: Final = {
    "article_to_video": "video", "copywriting": "copy", "transcript": "transcript",
    "lyrics": "lyrics", "speech": "speak", "song": "sing", "avatar": "avatar",
    "portrait": "avatar",
}  # fmt: skip
"""The page on which each pipeline's work is made."""


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)


def category(name: str, tongue: Tongue) -> str:
    """Return what a detector's word for a wrong is called; its own word where that is unknown."""
    known = CATEGORIES.get(name.partition(".")[0])
    return known[tongue == "en"] if known else name


def pipeline(name: str, tongue: Tongue) -> str:
    """Return what is called what a pipeline makes; its own name where that is unknown."""
    return words.say(f"page.{_PAGES[name]}", tongue) if name in _PAGES else name
