"""Words that the grammar does not know, read by a model of a server that may only choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from aigc.avatar import catalogue
from aigc.avatar.sentence.claims import Value
from aigc.avatar.sentence.model import MOST_WORDS
from aigc.avatar.sentence.reader import understood
from aigc.avatar.sentence.slots import TABLE_OF, labels
from aigc.errors import EngineUnavailable
from aigc.language.engine import ChatEngine

NOTHING: Final = "nothing"
"""What a word means that says nothing that can be seen."""
_ABOUT: Final = (
    "You read descriptions of drawn characters. For each unknown word choose what it asks for "
    f"among the settings listed, or “{NOTHING}” where it says nothing that can be seen. Answer "
    "with JSON alone.",
    "你阅读对虚拟形象的描述。为每个生词在所列设置中选出它的意思；"
    f"说的不是看得见的东西就选“{NOTHING}”。只回答 JSON。",
)
_TASK: Final = (
    "Description: {text}\nUnknown words: {words}\n\nSettings:\n{settings}\n\n"
    'Form: {{"meanings": [{{"word": "…", "means": "setting=value"}}]}}',
    "描述：{text}\n生词：{words}\n\n设置：\n{settings}\n\n"
    '格式：{{"meanings": [{{"word": "…", "means": "设置=值"}}]}}',
)


class OpenAIFiller(ChatEngine):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``.

    The model never writes: it chooses a value of the catalogue for each word, or nothing.
    """

    name = "openai"
    job = "filler-1"
    usual = MappingProxyType({"temperature": 0.0})

    def fill(self, text: str) -> Mapping[str, tuple[Value, str]]:
        """Return what the model reads in the words that are not known; see `SlotFiller.fill`.

        Raises
        ------
        EngineUnavailable
            No model is named, or its server is not there.
        EngineFailed
            It refused, or its answers had not the form that was asked for.
        """
        if not self.model:
            raise EngineUnavailable(
                "The filler 'openai' has no model of its own. Name one at your server behind a "
                "colon: openai:MODEL."
            )
        words = [w for w in dict.fromkeys(understood(text)[1]) if w.strip() and w in text]
        if not words:
            return {}
        return self._meant(text, words[:MOST_WORDS])

    def _meant(self, text: str, words: Sequence[str]) -> Mapping[str, tuple[Value, str]]:
        from aigc.language.chat import Message, Request
        from aigc.language.structured import ask

        chinese = not text.isascii()
        choices = _choices(chinese)
        settings = "\n".join(f"{means}: {said}" for means, said in choices.items())
        task = _TASK[chinese].format(text=text, words=" / ".join(words), settings=settings)
        request = Request(
            messages=(
                Message(role="system", text=_ABOUT[chinese]), Message(role="user", text=task)
            ),
            temperature=self.options.temperature,
            max_tokens=64 + 48 * len(words),
        )  # fmt: skip
        answer = ask(self.chat, request, _form(words, choices))
        self.usage = answer.usage
        found: dict[str, tuple[Value, str]] = {}
        for one in answer.value.model_dump()["meanings"]:
            path, _, value = one["means"].partition("=")
            if value:
                found.setdefault(path, (value, one["word"]))
        return found


def _choices(chinese: bool) -> dict[str, str]:
    """Return every value that a word may mean, with what it is called."""
    found: dict[str, str] = {}
    for path, table in TABLE_OF.items():
        about = labels()[path][chinese]
        for name, row in catalogue.TABLES[table].items():
            if name != "none":
                found[f"{path}={name}"] = f"{about}, {row[chinese]}"
    return found


def _form(words: Sequence[str], choices: Mapping[str, str]) -> type[BaseModel]:
    """Return the form of the answer: words of the text, each with one of the choices."""
    word: Any = Literal[tuple(words)]
    means: Any = Literal[(NOTHING, *choices)]
    one: Any = create_model(
        "Meaning", __config__=ConfigDict(extra="forbid"), word=(word, ...), means=(means, ...)
    )
    many = Field(min_length=1, max_length=len(words))
    return create_model(
        "Meanings",
        __config__=ConfigDict(extra="forbid"),
        meanings=(Annotated[tuple[one, ...], many], ...),
    )
