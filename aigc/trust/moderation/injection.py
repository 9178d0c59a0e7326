"""Text that speaks to a language model instead of a reader, and text that no reader can see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from aigc.trust.moderation.normalise import Folded
from aigc.trust.moderation.torn import torn
from aigc.types.article import Span
from aigc.types.verdict import Finding

DETECTOR: Final = "injection/2"
_SPOKEN: Final = re.compile(
    r"(?:ignore|disregard|forget|override|bypass)(?: \w+){0,3}? "
    r"(?:previous|prior|above|earlier|preceding|system|former|existing)(?: \w+){0,2}? "
    r"(?:instruction|prompt|rule|message|direction|guideline|command)s?"
    r"|(?:ignore|disregard|forget) (?:everything|all)(?: \w+){0,3} (?:above|before|said|told)"
    r"|(?:reveal|print|show|repeat|output|leak)(?: \w+){0,3}? (?:system prompt|hidden prompt|"
    r"initial instructions|your instructions|your prompt)"
    r"|you are (?:now|no longer) (?:a |an |in )?(?:\w+ ){0,3}?(?:mode|assistant|ai|model|dan|"
    r"unrestricted|jailbroken|bound)"
    r"|(?:new|updated) (?:system )?(?:instruction|prompt)s?:"
    r"|(?:note|message|instruction)s? (?:to|for) (?:the |any |all )?(?:ai|llm|language model|"
    r"assistant|chatbot|summari[sz]er)s?"
    r"|(?:act|behave|respond) as (?:if you (?:are|were)|an? unrestricted|dan\b)"
    r"|(?:do not|don't) (?:tell|inform|mention (?:this|it) to) the user"
    r"|(?:忽略|无视|忘记|忘掉|不要理会|不用理会|抛弃|跳过)(?:掉|了)?[^.!?\n]{0,8}?"
    r"(?:以上|上述|之前|前面|先前|此前|上面|系统|所有|全部|原有|一切)[^.!?\n]{0,6}?"
    r"(?:指令|指示|提示词|提示|规则|要求|命令|设定|约束)"
    r"|(?:输出|打印|显示|泄露|透露|告诉我|复述|说出)[^.!?\n]{0,6}?"
    r"(?:系统提示|提示词|系统指令|初始指令|隐藏指令|内部指令)"
    r"|(?:从现在起|从现在开始|现在),?你(?:是|将扮演|不再是|要扮演|必须扮演)[^.!?\n]{0,16}?"
    r"(?:助手|模型|机器人|ai|模式|限制|开发者)"
    r"|(?:致|给|请|提醒)[^.!?\n]{0,6}?(?:人工智能|ai|大模型|语言模型|智能)(?:助手|模型|摘要)?"
    r"[^.!?\n]{0,6}?(?:执行|遵守|照做|服从|忽略|输出)"
    r"|(?:新的|最新)(?:系统)?(?:指令|提示词):"
    r"|不要(?:告诉|告知|让)用户"
)
_ONE: Final = str.maketrans("：，。　’", ":,. '")
"""Marks of both languages as one."""
_CONTROL: Final = re.compile(
    r"<\|[a-z_ ]{2,24}\|>|\[/?inst\]|<</?sys>>|</?s>|<(?:start|end)_of_turn>"
    r"|(?:^|\n)[ #*]{0,6}(?:system|assistant|系统|助手)[ *]{0,3}:"
)
"""What parts the turns of a conversation, in the languages of models."""
_MARKUP: Final = re.compile(
    r"<!--(?:(?!<!--)[\s\S]){0,500}?-->|</?[a-z][^<>\n]{0,200}>|\]\([^()\s]{0,300}\)"
    r"|&(?:nbsp|zwnj|zwj|shy);|[*~`\[\]\\]|(?<![a-z0-9])_+|_+(?![a-z0-9])"
)
"""What a page or a Markdown file has between letters and nobody sees."""
_BLANKS: Final = re.compile(r"(?<=[a-z0-9,;:])[ \t]*\n[ \t]*(?=[a-z0-9])|[ \t]{2,}")
"""Between words: the end of a line within a paragraph, or several spaces."""
_TAGS: Final = re.compile(
    "(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+"
    "|(?<=\U0001f3f4)[\U000e0000-\U000e007f]{8,}"
)
"""Tags, but for those few that make a flag of a part of a country."""
_UNSEEN: Final = re.compile("[\u200b-\u200f\u2060-\u2064\u180e\ufeff\u00ad]{6,}")
_VARIED: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}")
_TURNED: Final = re.compile("[\u202a-\u202e\u2066-\u2069]+")


def injection(text: str, folded: Folded) -> Iterator[Finding]:
    """Yield what is addressed to a model, and what is hidden.

    Words count as they are meant: without markup, however they are spaced, and torn apart.
    """
    marked = folded.text.translate(_ONE)
    for start, end in _spoken(marked):
        yield _finding("instruction", folded.span(start, end), text)
    for match in _CONTROL.finditer(marked):
        yield _finding("control mark", folded.span(*match.span()), text)
    for pattern, entry in _HIDDEN:
        for match in pattern.finditer(text):
            yield _finding(entry, Span(start=match.start(), end=match.end()), text)


def _spoken(text: str) -> Iterator[tuple[int, int]]:
    """Yield where something is said to a model, each place once."""
    found = [*(match.span() for match in _SPOKEN.finditer(text)), *torn(text)]
    for put in ("", " ") if _MARKUP.search(text) else ("",):
        bare, places = _without(text, range(len(text)), _MARKUP, put)
        even, evenly = _without(bare, places, _BLANKS, " ")
        spoken = (match.span() for match in _SPOKEN.finditer(even))
        found += [(evenly[start], evenly[end - 1] + 1) for start, end in spoken]
        if bare is not text:
            found += [(places[start], places[end - 1] + 1) for start, end in torn(bare)]
    after = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= after:
            yield start, end
            after = end


def _without(
    text: str, places: Sequence[int], pattern: re.Pattern[str], put: str
) -> tuple[str, Sequence[int]]:
    """Return a text with ``put`` for what a pattern finds, and the place of each character."""
    parts: list[str] = []
    kept: list[int] = []
    after = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        parts += [text[after:start], put]
        kept += [*places[after:start], *([places[start]] if put else [])]
        after = end
    if not after:
        return text, places
    return "".join((*parts, text[after:])), [*kept, *places[after:]]


_HIDDEN: Final = (
    (_TAGS, "tag characters"), (_UNSEEN, "invisible characters"),
    (_VARIED, "variation selectors"), (_TURNED, "turned writing"),
)  # fmt: skip


def _finding(entry: str, span: Span, text: str) -> Finding:
    return Finding(
        category="injection", decision="review", detector=DETECTOR, entry=entry,
        words=_readable(span.of(text)), span=span,
    )  # fmt: skip


def _readable(text: str) -> str:
    """Return a text in which tag characters are the letters that they hide.

    >>> _readable("\U000e0068\U000e0069")
    'hi'
    """
    shown = (chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) < 0xE007F else c for c in text)
    return "".join(c if unicodedata.category(c) != "Cf" else f"U+{ord(c):04X} " for c in shown)
