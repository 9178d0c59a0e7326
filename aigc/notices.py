"""What a step did otherwise than asked, told to whoever listens and to the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

log = logging.getLogger("aigc")
_heard: ContextVar[list[str] | None] = ContextVar("notices", default=None)


def notice(message: str) -> None:
    """Tell that something was done otherwise: one sentence for the user, in English."""
    log.warning(message)
    told = _heard.get()
    if told is not None and message not in told:
        told.append(message)


def pass_on(messages: Iterable[str]) -> None:
    """Tell listeners what was noticed in another process, whose log has it already."""
    told = _heard.get()
    if told is not None:
        told.extend(one for one in messages if one not in told)


def tell(message: str) -> None:
    """Tell the log how something is done, as it should be: one sentence, in English."""
    log.info(message)


@contextmanager
def noticing() -> Iterator[list[str]]:
    """Give the list that notices of this block are added to, each once.

    Notices within a block inside of it are added to both lists.
    """
    outer = _heard.get()
    told: list[str] = []
    token = _heard.set(told)
    try:
        yield told
    finally:
        _heard.reset(token)
        if outer is not None:
            outer.extend(one for one in told if one not in outer)
