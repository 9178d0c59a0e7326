"""Engines in front of a store: nothing is asked twice, and what it has cost is told once."""

from __future__ import annotations

import pytest

from aigc.notices import notice, noticing
from aigc.store import Store
from aigc.types.usage import Usage
from pipelines.cached import CachedTranslator


class Costly:
    """Translates a text into capitals, for one call and a token a text."""

    name, fingerprint, usage = "costly", "costly/1", Usage()

    def __init__(self):
        self.asked: list[list[str]] = []

    def translate(self, texts, *, source, target, context="", progress=None):
        self.asked.append(list(texts))
        self.usage = Usage(calls=1, prompt_tokens=len(texts))
        notice("A name was lost.")
        return tuple(text.upper() for text in texts)


@pytest.fixture
def engine():
    return Costly()


def translated(engine, store, texts):
    with noticing() as told:
        kept = CachedTranslator(engine, store)
        return kept.translate(texts, source="en", target="zh"), kept.usage, list(told)


def test_equal_texts_are_asked_for_once_and_cost_once(engine, tmp_path):
    store = Store(tmp_path)
    found, usage, told = translated(engine, store, ["sum", "more", "sum"])
    assert found == ("SUM", "MORE", "SUM")
    assert engine.asked == [["sum", "more"]]
    assert usage == Usage(calls=1, prompt_tokens=2)
    assert translated(engine, store, ["sum", "more", "sum"]) == (found, usage, told)
    assert engine.asked == [["sum", "more"]] and "A name was lost." in told


def test_only_what_is_new_is_asked_for(engine, tmp_path):
    store = Store(tmp_path)
    translated(engine, store, ["one"])
    found, usage, _ = translated(engine, store, ["two", "one"])
    assert found == ("TWO", "ONE")
    assert engine.asked == [["one"], ["two"]]
    assert usage == Usage(calls=2, prompt_tokens=2)
