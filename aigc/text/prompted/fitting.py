"""The passages of an article that a model has room for, those that say most first to be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from aigc.language.chat import ChatModel, Request, RequestTooLong
from aigc.notices import notice
from aigc.text.script.passage import Passage
from aigc.text.script.rank import scores

T = TypeVar("T")
Passages = tuple[Passage, ...]


def with_room(
    model: ChatModel,
    offered: Passages,
    title: str,
    request: Callable[[Passages], Request],
    send: Callable[[Passages], T],
) -> T:
    """Return what ``send`` makes of as many passages as the model has room for.

    A server may find them too many all the same: then half of them are sent, once.

    Parameters
    ----------
    request : callable
        Makes the request of some passages, so that it can be counted.

    Raises
    ------
    RequestTooLong
        Even half is too much.
    """
    fitting = _fitting(model, offered, title, request)
    try:
        return send(fitting)
    except RequestTooLong:
        if len(fitting) < 2:
            raise
    half = best(fitting, title, len(fitting) // 2)
    _tell(model, len(half), len(offered))
    return send(half)


def best(offered: Sequence[Passage], title: str, count: int) -> Passages:
    """Return the ``count`` passages that say most about the whole, in reading order."""
    merits = scores([one.text for one in offered], title, [one.first for one in offered], 0.5)
    order = sorted(range(len(offered)), key=lambda n: (-merits[n], n))
    return tuple(offered[n] for n in sorted(order[:count]))


def _fitting(
    model: ChatModel, offered: Passages, title: str, request: Callable[[Passages], Request]
) -> Passages:
    def fits(some: Passages) -> bool:
        asked = request(some)
        room = model.room_tokens - min(asked.max_tokens, model.room_tokens // 2)
        return model.count(asked.messages) <= room

    if not model.room_tokens or fits(offered):
        return offered
    least, most = 1, max(1, len(offered) - 1)
    while least < most:
        middle = (least + most + 1) // 2
        if fits(best(offered, title, middle)):
            least = middle
        else:
            most = middle - 1
    _tell(model, least, len(offered))
    return best(offered, title, least)


def _tell(model: ChatModel, kept: int, of: int) -> None:
    notice(
        f"The article is longer than {model.name} can look at: it was given the {kept} of {of} "
        "passages that say most."
    )
