"""What a language model is told before it writes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aigc.lyrics.engine import Options
from aigc.types.template import Template

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "modern": "现代中文歌词",
        "ci": "宋词",
        "qu": "元曲",
        "classic": "古典诗歌",
        "sonnet": "中文十四行诗",
    }
)
_MOST_LINES = 40


def wishes(template: Template, options: Options) -> tuple[tuple[str, str], ...]:
    """Return what is asked for as pairs of a heading and its words, without empty ones."""
    lengths = "，".join(str(len(line)) for line in template.lines[:_MOST_LINES])
    keywords = dict.fromkeys(keyword.text for keyword in template.keywords)
    pairs = (
        ("体裁", _KINDS[options.style]),
        ("题目", options.title),
        ("词牌或格式", template.name),
        ("主题", "、".join(options.themes)),
        ("必须用到的词", "、".join(keywords)),
        ("各行字数", lengths),
    )
    return tuple(pair for pair in pairs if pair[1])


def prompt(tokenizer: Any, template: Template, options: Options) -> list[int]:
    """Return the tokens that a text is to follow; never none.

    A tokeniser with a chat template gets a request, any other a heading to go on from.

    Parameters
    ----------
    tokenizer : transformers.PreTrainedTokenizerBase
    """
    sheet = "\n".join(f"{heading}：{words}" for heading, words in wishes(template, options))
    if getattr(tokenizer, "chat_template", None):
        asked = "请按要求写一首歌词，语句通顺优美，每行意思完整，只写正文，不要解释。"
        text = tokenizer.apply_chat_template(
            [{"role": "user", "content": f"{asked}\n{sheet}"}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,
        )
        ids: list[int] = tokenizer.encode(text, add_special_tokens=False)
    else:
        ids = _open(tokenizer, tokenizer.encode(f"{sheet}\n正文：\n"))
    return ids or [start(tokenizer)]


def _open(tokenizer: Any, ids: list[int]) -> list[int]:
    """Return tokens without the signs of an end that a tokeniser may add."""
    closing = {tokenizer.eos_token_id, tokenizer.sep_token_id} - {None}
    while ids and ids[-1] in closing:
        ids = ids[:-1]
    return ids


def start(tokenizer: Any) -> int:
    """Return a token to begin with where a prompt has none."""
    known = (tokenizer.bos_token_id, tokenizer.cls_token_id, tokenizer.eos_token_id, 0)
    return next(int(i) for i in known if i is not None)
