"""What every translator must do, the fake included.

The models of the tests have random weights: they prove the loader and the form, no quality.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aigc.errors import Cancelled, EngineFailed, EngineUnavailable, InputError
from aigc.notices import noticing
from aigc.text.translation.engine import Translator
from aigc.text.translation.engines import (
    OpenAITranslator,
    Seq2SeqTranslator,
    TransformersTranslator,
)
from aigc.text.translation.fake import FakeTranslator
from tests.chat_server import ChatServer, chat_server
from tests.chat_writing import translated_by_rule
from tests.tiny.seq2seq import save_ascii, save_seq2seq

EVERY = ("fake", "openai", "transformers", "t5", "marian", "nllb")
TEXTS = ("新线全长35.6公里。", "", "用GPT-5写成。")

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


@pytest.fixture(scope="module")
def translators(
    server: ChatServer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Translator]:
    place = tmp_path_factory.mktemp("translation")
    kinds = {kind: str(save_seq2seq(kind, place / kind)) for kind in ("t5", "marian", "nllb")}
    return {
        "fake": FakeTranslator(),
        "openai": OpenAITranslator("good", url=server.url),
        "transformers": TransformersTranslator(str(save_ascii(place / "ascii"))),
        **{kind: Seq2SeqTranslator(at, beams="2") for kind, at in kinds.items()},
    }


@pytest.fixture
def translator(
    request: pytest.FixtureRequest, translators: dict[str, Translator], server: ChatServer
) -> Translator:
    server.answer = translated_by_rule
    return translators[request.param]


every = pytest.mark.parametrize("translator", EVERY, indirect=True)


@every
def test_there_is_one_translation_for_each_text(translator: Translator) -> None:
    told: list[tuple[str, float, float]] = []
    said = translator.translate(
        TEXTS, source="zh", target="en", progress=lambda *step: told.append(step)
    )
    assert len(said) == len(TEXTS) and said[1] == "" and said[0].strip() and said[2].strip()
    assert told and all(0 <= done <= whole for _, done, whole in told)
    assert said == translator.translate(TEXTS, source="zh", target="en")
    assert translator.name and translator.fingerprint
    assert translator.translate((), source="zh", target="en") == ()


@every
def test_a_text_stays_in_no_language(translator: Translator) -> None:
    with pytest.raises(InputError, match="already"):
        translator.translate(TEXTS, source="zh", target="zh")


@every
def test_it_can_be_stopped(translator: Translator) -> None:
    def stop(*_step: Any) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        translator.translate(TEXTS, source="zh", target="en", progress=stop)


def test_the_fake_s_output_depends_on_every_argument() -> None:
    fake = FakeTranslator()
    said = {
        fake.translate(("a1",), source="zh", target="en"),
        fake.translate(("a2",), source="zh", target="en"),
        fake.translate(("a1",), source="en", target="zh"),
        fake.translate(("a1",), source="zh", target="en", context="x"),
    }
    assert len(said) == 4


def answers(*texts: list[str]) -> Any:
    left = iter(texts)
    return lambda body: json.dumps({"translations": next(left)}, ensure_ascii=False)


def asked(server: ChatServer, model: str = "good", **options: Any) -> OpenAITranslator:
    return OpenAITranslator(model, **{"url": server.url, "retries": 0, **options})


def test_what_lost_a_number_is_asked_for_again(server: ChatServer) -> None:
    server.bodies.clear()
    server.answer = answers(["It is long.", "By GPT-5."], ["It is 35.6 km long."])
    translator = asked(server)
    said = translator.translate((TEXTS[0], TEXTS[2]), source="zh", target="en", context="a metro")
    assert said == ("It is 35.6 km long.", "By GPT-5.")
    first, second = (body["messages"][1]["content"] for body in server.bodies)
    assert "a metro" in first and "35.6" in second and "GPT" not in second
    assert translator.usage is not None and translator.usage.calls == 2


def test_what_is_lost_twice_is_told(server: ChatServer) -> None:
    server.answer = answers(["It is long."], ["It is very long, 99 km."])
    with noticing() as told:
        said = asked(server).translate(TEXTS[:1], source="zh", target="en")
    assert said == ("It is long.",) and "35.6" in told[0]


@pytest.mark.parametrize(
    ("said", "words"), [("新线全长35.6公里。", "not in English"), ("  ", "it is empty")]
)
def test_what_is_no_translation_is_an_error(server: ChatServer, said: str, words: str) -> None:
    server.answer = answers([said], [said])
    with pytest.raises(EngineFailed, match=words):
        asked(server).translate(TEXTS[:1], source="zh", target="en")


def test_a_request_that_is_too_long_is_halved(server: ChatServer) -> None:
    server.bodies.clear()
    server.answer = translated_by_rule
    texts = [f"第{n}站到了，{'很长' * 30}。" for n in range(20, 28)]
    said = asked(server, "narrow-900").translate(texts, source="zh", target="en")
    assert [one.split()[-1] for one in said] == [str(n) for n in range(20, 28)]
    assert len(server.bodies) > 2


@pytest.mark.parametrize(
    ("model", "options", "answer", "words"),
    [
        ("good", {"url": "http://127.0.0.1:9/v1"}, "", "cannot be reached"),
        ("refusing", {}, "", "refused: I cannot help"),
        ("slow", {"timeout_s": "0.2"}, "", "was silent"),
        ("good", {}, "no JSON at all", "in 3 tries"),
        ("malformed", {}, "", "no whole answer"),
    ],
)
def test_a_server_that_fails_is_one_sentence(
    server: ChatServer, model: str, options: dict[str, str], answer: str, words: str
) -> None:
    server.answer = lambda body: answer
    with pytest.raises((EngineFailed, EngineUnavailable), match=words) as caught:
        asked(server, model, **options).translate(TEXTS[:1], source="zh", target="en")
    assert "\n" not in str(caught.value)


def test_models_that_cannot_translate_are_one_sentence(tmp_path: Any) -> None:
    folder = save_ascii(tmp_path / "causal")
    for model, words in (
        ("", "no model of its own"),
        (str(tmp_path / "none"), "no folder"),
        (str(tmp_path), "no translation model"),
        (str(folder), "is a llama model"),
    ):
        with pytest.raises(EngineUnavailable, match=words) as caught:
            Seq2SeqTranslator(model).translate(TEXTS, source="zh", target="en")
        assert "\n" not in str(caught.value)


def test_a_model_that_answers_in_the_wrong_language_is_told(
    translators: dict[str, Translator],
) -> None:
    with pytest.raises(EngineFailed, match="was not translated"):
        translators["marian"].translate(("It is long.",), source="en", target="zh")


def test_a_sentence_longer_than_the_model_reads_is_an_error(
    translators: dict[str, Translator],
) -> None:
    with pytest.raises(InputError, match="reads 96"):
        translators["marian"].translate(("很" * 90,), source="zh", target="en")


def test_the_languages_are_named_to_models_of_many(translators: dict[str, Translator]) -> None:
    from transformers import AutoTokenizer

    from aigc.text.translation.codes import code, prefix

    nllb = AutoTokenizer.from_pretrained(translators["nllb"]._model)  # type: ignore[attr-defined]
    assert (code(nllb, "zh", "m"), code(nllb, "en", "m")) == ("zho_Hans", "eng_Latn")
    plain = AutoTokenizer.from_pretrained(translators["t5"]._model)  # type: ignore[attr-defined]
    assert prefix("t5", plain, "zh", "en") == "translate Chinese to English: "
    assert prefix("marian", plain, "zh", "en") == ""
    with pytest.raises(EngineUnavailable, match="no token for Chinese"):
        code(plain, "zh", "m")
