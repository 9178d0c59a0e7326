"""A real server on this machine: answers, errors, silence, nonsense, stopping."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from aigc.errors import Cancelled, ConfigError, EngineFailed, EngineUnavailable
from aigc.language.chat import Message, Request, RequestTooLong
from aigc.language.opened import options_of
from aigc.language.options import Served
from aigc.language.served import ServedModel
from aigc.language.structured import ask
from tests.chat_server import ChatServer, chat_server

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with chat_server() as running:
        yield running


def hello(**more: object) -> Request:
    return Request(messages=(Message(role="user", text="Say hello."),), **more)


def model(server: ChatServer, name: str, **more: float) -> ServedModel:
    return ServedModel(name, Served(url=server.url, **more))


def test_an_answer_comes_in_pieces_and_is_counted(server):
    pieces: list[str] = []
    priced = model(server, "good", price_in=2.0, price_out=10.0)
    reply = priced.reply(hello(), heard=pieces.append)
    assert reply.text == "Hello there." == "".join(pieces) and len(pieces) == 2
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (11, 2)
    assert reply.usage.cost == pytest.approx((11 * 2 + 2 * 10) / 1e6)
    body = server.bodies[0]
    assert body["stream"] and body["messages"] == [{"role": "user", "content": "Say hello."}]
    assert server.keys == ["Bearer sk-secret"]


def test_the_key_is_in_no_fingerprint_and_no_error(server):
    one = model(server, "locked")
    assert "sk-secret" not in one.fingerprint and server.url in one.fingerprint
    with pytest.raises(EngineUnavailable, match="OPENAI_API_KEY") as caught:
        one.reply(hello())
    assert "sk-secret" not in str(caught.value)
    assert server.asked["locked"] == 1


@pytest.mark.parametrize("name", ["busy-2", "down-2", "cut-1"])
def test_what_passes_is_tried_again(server, name):
    pieces: list[str] = []
    reply = model(server, name).reply(hello(), heard=pieces.append)
    assert reply.text == "Hello there."
    assert reply.usage.retries == server.asked[name] - 1 >= 1
    assert "".join(pieces[pieces.index("") + 1 :]) == "Hello there."


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [("busy-9", EngineFailed, "no room.*2 tries"), ("down-9", EngineFailed, "Overloaded"),
     ("malformed", EngineFailed, "no whole answer"), ("json", EngineFailed, "no whole answer"),
     ("unknown", EngineUnavailable, "does not exist"), ("slow", EngineFailed, "timeout_s")],
)  # fmt: skip
def test_what_does_not_pass_is_one_sentence(server, name, error, words):
    with pytest.raises(error, match=words) as caught:
        model(server, name, retries=1, timeout_s=0.3).reply(hello())
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_a_request_that_is_too_long_is_told_apart(server):
    with pytest.raises(RequestTooLong, match="longer context") as caught:
        model(server, "narrow-2").reply(hello())
    assert server.asked["narrow-2"] == 1 and "\n" not in str(caught.value)


def test_a_server_s_tokens_are_counted_rather_too_many(server):
    one = model(server, "good", context=4096)
    assert one.room_tokens == 4096 and model(server, "good").room_tokens == 0
    chinese = (Message(role="user", text="字" * 100),)
    english = (Message(role="user", text="word " * 100),)
    assert one.count(chinese) >= 100 and one.count(english) >= 100


def test_an_address_holds_no_password():
    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        options_of("openai", {"url": "http://me:secret@localhost/v1"})
    assert options_of("openai", {"url": "http://localhost/v1"})


def test_no_server_and_no_address(server, monkeypatch):
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        ServedModel("m", Served(url="http://127.0.0.1:9/v1", retries=0)).reply(hello())
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(EngineUnavailable, match="OPENAI_BASE_URL"):
        ServedModel("m").reply(hello())


def test_fields_that_a_server_does_not_know_are_left_out(server):
    one = model(server, "picky")
    assert one.reply(hello(schema={"type": "object"})).text == "Hello there."
    assert "max_completion_tokens" in server.bodies[-1]
    assert "response_format" not in server.bodies[-1]
    tried = server.asked["picky"]
    one.reply(hello())
    assert server.asked["picky"] == tried + 1


def test_an_answer_is_stopped_at_any_piece(server):
    server.answer = lambda body: "word " * 500

    def stop(step: str, done: float, total: float) -> None:
        if done >= 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        model(server, "endless").reply(hello(), progress=stop)


def test_waiting_can_be_stopped(server):
    def stop(step: str, done: float, total: float) -> None:
        if step == "wait":
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        model(server, "busy-9").reply(hello(), progress=stop)


class Copy(BaseModel):
    title: str
    tags: list[str]


GOOD = json.dumps({"title": "Bees", "tags": ["honey"]})


@pytest.mark.parametrize(
    "text",
    [GOOD, f"Here you are:\n```json\n{GOOD}\n```\nEnjoy!", f"<think>{{no}}</think> {GOOD} Done."],
)
def test_a_value_is_read_out_of_what_stands_around_it(server, text):
    server.answer = lambda body: text
    assert ask(model(server, "good"), hello(), Copy).value == Copy(title="Bees", tags=["honey"])
    assert server.bodies[0]["response_format"]["json_schema"]["schema"]["required"]


def test_a_wrong_value_goes_back_with_what_is_wrong(server):
    def learns(body: dict) -> str:
        told = body["messages"][-1]["content"]
        return GOOD if "tags" in told else '{"title": "Bees"}'

    server.answer = learns
    found = ask(model(server, "good"), hello(), Copy)
    assert found.value.tags == ["honey"] and found.usage.calls == 2
    assert len({body["seed"] for body in server.bodies}) == 2


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("good", "I would rather chat.", "no JSON"), ("good", '{"title": 3}', "tags"),
     ("good", '{"title": "a', "not valid JSON"), ("short", '{"title"', "cut off"),
     ("refusing", "", "refused: I cannot help")],
)  # fmt: skip
def test_what_is_never_right_is_one_sentence(server, name, text, words):
    server.answer = lambda body: text
    with pytest.raises(EngineFailed, match=words):
        ask(model(server, name), hello(), Copy)
