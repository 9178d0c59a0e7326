"""What the dock says of work that waits for a person, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "waits": ("做好了，等人批准", "Made, and waiting for approval"),
        "why.found": ("机器检出 {what}，要有人看过才能发布。", "Machines found {what}."),
        "why.unchecked": ("机器没法检查，要有人看过才能发布。", "Machines could not check it."),
        "why.audited": ("抽中了审核，要有人看过才能发布。", "It was drawn for an audit."),
        "why.policy": ("策略要求有人看过才能发布。", "The policy wants a person to look at it."),
        "then": ("批准以后按“取回”。", "Press Fetch once somebody has approved it."),
        "case": ("编号", "Case"),
        "look": ("去审核", "Review it"),
        "fetch": ("取回", "Fetch"),
        "not.yet": ("还没有人批准", "Nobody has approved it yet"),
        "rejected": ("审核没有通过", "It was rejected"),
        "changes_requested": ("审核要求修改", "It has to be changed first"),
        "withdrawn": ("已经撤回", "It was withdrawn"),
        "none": ("没有在等的作品", "Nothing waits"),
        "gone": (
            "这里已经没有等待的作品：再按一次制作，批准过的会马上出来。",
            "Nothing waits here any more. Make it again: what was approved comes at once.",
        ),
    }
)


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the dock says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)
