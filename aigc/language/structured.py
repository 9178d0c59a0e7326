"""Answers that are values: JSON that meets a Pydantic model, asked for again where it does not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from aigc.errors import EngineFailed
from aigc.language.chat import ChatModel, Message, Reply, Request, Usage
from aigc.progress import Progress, silent

Answer = TypeVar("Answer", bound=BaseModel)

TRIES = 3
SHOWN = 5
"""How many faults of an answer are told to the model."""
_FENCE = re.compile(r"```(?:json)?\s*\n?(.*?)```", re.S)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured(Generic[Answer]):
    """A validated answer, and what all tries cost."""

    value: Answer
    usage: Usage


def ask(
    model: ChatModel,
    request: Request,
    kind: type[Answer],
    *,
    tries: int = TRIES,
    progress: Progress = silent,
) -> Structured[Answer]:
    """Return an answer that meets ``kind``; a wrong one goes back with what is wrong in it.

    Raises
    ------
    EngineFailed
        The model refused, or every try was wrong; the message tells the last fault.
    """
    request = replace(request, schema=closed(kind.model_json_schema()))
    spent, fault = Usage(), ""
    for attempt in range(max(tries, 1)):
        reply = model.reply(replace(request, seed=request.seed + attempt), progress=progress)
        spent += reply.usage
        if reply.finish == "refusal":
            raise EngineFailed(f"{model.name} refused: {_short(reply.text)}")
        try:
            return Structured(value=kind.model_validate(_json(reply.text)), usage=spent)
        except ValueError as exc:
            fault = _fault(exc, reply)
            request = _again(request, reply, fault)
    raise EngineFailed(
        f"{model.name} gave no answer of the form that was asked for in {tries} tries: {fault} "
        "Try a larger model, or another engine."
    )


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema whose objects have the properties that it names and no others.

    >>> closed({"type": "object", "properties": {}})["additionalProperties"]
    False
    """
    found = {k: _closed_within(v) for k, v in schema.items()}
    return {**found, "additionalProperties": False} if schema.get("type") == "object" else found


def _closed_within(value: Any) -> Any:
    if isinstance(value, Mapping):
        return closed(value)
    return [_closed_within(v) for v in value] if isinstance(value, list) else value


def _json(text: str) -> object:
    """Return the JSON in an answer, whatever stands around it."""
    bare = _THOUGHT.sub("", text)
    fenced = _FENCE.search(bare)
    bare = (fenced.group(1) if fenced else bare).strip()
    opening = min((k for k in (bare.find("{"), bare.find("[")) if k >= 0), default=-1)
    if opening < 0:
        raise ValueError("there is no JSON in it")
    return json.JSONDecoder().raw_decode(bare[opening:])[0]


def _fault(exc: ValueError, reply: Reply) -> str:
    if reply.finish == "length":
        return "the answer was cut off before its end."
    if isinstance(exc, ValidationError):
        places = (
            f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}"
            for e in exc.errors()[:SHOWN]
        )
        return "; ".join(places) + "."
    return f"it is not valid JSON ({exc})."


def _again(request: Request, reply: Reply, fault: str) -> Request:
    said = Message(role="assistant", text=reply.text or "(nothing)")
    wrong = Message(
        role="user", text=f"That cannot be used: {fault} Answer again with the JSON object alone."
    )
    return replace(request, messages=(*request.messages[:2], said, wrong))


def _short(text: str, most: int = 160) -> str:
    words = " ".join(text.split())
    return (words if len(words) <= most else words[: most - 1] + "…") or "it said nothing."
