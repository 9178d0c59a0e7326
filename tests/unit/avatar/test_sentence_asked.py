"""A model of a server that may only choose among the values of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aigc import registry
from aigc.avatar.sentence import read_sentence
from aigc.avatar.sentence.asked import OpenAIFiller
from aigc.errors import ConfigError, EngineFailed, EngineUnavailable
from tests.chat_server import ChatServer, chat_server

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


def meaning(**means: str) -> Any:
    rows = [{"word": word, "means": what} for word, what in means.items()]
    return lambda body: json.dumps({"meanings": rows}, ensure_ascii=False)


def filler(server: ChatServer, model: str = "good", **options: Any) -> OpenAIFiller:
    return OpenAIFiller(model, **{"url": server.url, "retries": 0, **options})


def test_an_unknown_word_becomes_what_the_model_chooses(server):
    server.bodies.clear()
    server.answer = meaning(zorblax="glasses.style=round")
    chosen = filler(server)
    found = read_sentence("a girl with a zorblax", filler=chosen)
    assert found.spec.glasses.style == "round" and "zorblax" not in found.unknown
    assert found == read_sentence("a girl with a zorblax", filler=filler(server))
    asked = server.bodies[0]
    assert asked["temperature"] == 0 and "hair.style=" in asked["messages"][1]["content"]
    words = asked["response_format"]["json_schema"]["schema"]["$defs"]["Meaning"]["properties"]
    assert "none" not in {m.partition("=")[2] for m in words["means"]["enum"]}
    assert chosen.usage is not None and chosen.usage.calls == 1


def test_a_chinese_description_is_asked_in_chinese(server):
    server.bodies.clear()
    server.answer = meaning(噗噜噜="hair.style=bob")
    read_sentence("一个戴着噗噜噜的女孩", filler=filler(server))
    for body in server.bodies:
        assert "生词" in body["messages"][1]["content"]


def test_nothing_stays_unknown_and_known_words_are_not_asked(server):
    server.answer = meaning(zorblax="nothing")
    assert "zorblax" in read_sentence("a girl with zorblax", filler=filler(server)).unknown
    server.bodies.clear()
    read_sentence("a girl with round glasses", filler=filler(server))
    assert server.bodies == []


@pytest.mark.parametrize(
    ("model", "options", "answer", "words"),
    [
        ("", {}, "", "openai:MODEL"),
        ("good", {"url": "http://127.0.0.1:9/v1"}, "", "cannot be reached"),
        ("refusing", {}, "", "refused"),
        ("slow", {"timeout_s": "0.2"}, "", "was silent"),
        ("good", {}, '{"meanings": [{"word": "zorblax", "means": "wings"}]}', "in 3 tries"),
    ],
)
def test_a_server_that_fails_is_one_sentence(server, model, options, answer, words):
    server.answer = lambda body: answer
    with pytest.raises((EngineFailed, EngineUnavailable), match=words) as caught:
        filler(server, model, **options).fill("a girl with zorblax")
    assert "\n" not in str(caught.value)


def test_fillers_are_asked_for_with_a_model():
    assert "qwen3" in registry.get("filler", "openai:qwen3?temperature=0.1").fingerprint
    assert registry.get("filler", "transformers:/a/folder").model == "/a/folder"
    with pytest.raises(ConfigError, match="colour"):
        registry.get("filler", "transformers:/a/folder?colour=red")
