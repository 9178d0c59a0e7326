"""Scripts of a language model: what is asked, what goes back, what stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from aigc.errors import EngineFailed
from aigc.language.chat import ChatModel, Message, Reply, Request, RequestTooLong, unheard
from aigc.notices import noticing
from aigc.progress import silent
from aigc.text.article.reader import read_article
from aigc.text.engine import Pace
from aigc.text.prompted.writer import write
from aigc.types.article import Article
from aigc.types.script import Script

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"


class Scripted:
    """Answers with one text after the other, and remembers what it was asked."""

    name = fingerprint = "scripted"

    def __init__(self, *answers: list[dict[str, Any]], room: int = 0, takes: int = 10**9) -> None:
        self._answers: Iterator[list[dict[str, Any]]] = iter(answers)
        self.asked: list[Request] = []
        self.room_tokens, self._takes = room, takes

    def count(self, messages: tuple[Message, ...]) -> int:
        return sum(len(m.text.split()) for m in messages)

    def reply(self, request: Request, *, progress: Any = silent, heard: Any = unheard) -> Reply:
        self.asked.append(request)
        if self.count(request.messages) > self._takes:
            raise RequestTooLong("The request is too long.")
        return Reply(text=json.dumps({"lines": next(self._answers)}, ensure_ascii=False))


@pytest.fixture(scope="module")
def bees() -> Article:
    return read_article(FIXTURES / "en_bees.md", assets=FIXTURES / "none")


def script(model: ChatModel, article: Article, target: float, language: str = "") -> Script:
    return write(
        model, article, target=Fraction(target), language=language or article.language,
        seed=1, pace=Pace(), temperature=0.5,
    )  # fmt: skip


GOOD = {"text": "Bumblebees can tell groups of up to four objects apart.", "sources": [1]}
WRONG = {"text": "The study followed 900 insects for years.", "sources": [1]}


def test_what_the_article_does_not_say_goes_back_once(bees):
    mended = {"text": "The study followed 156 insects.", "sources": [1]}
    model = Scripted([GOOD, WRONG], [GOOD, mended])
    made = script(model, bees, 7)
    assert [line.text for line in made.lines] == [GOOD["text"], mended["text"]]
    told = model.asked[1].messages
    assert "900" in told[-1].text and "2." in told[-1].text
    assert json.loads(told[-2].text)["lines"][1] == WRONG
    assert model.asked[0].seed != model.asked[1].seed


def test_the_article_s_own_words_stand_in_for_what_stays_wrong(bees):
    made = script(Scripted([GOOD, {**WRONG, "sources": [2]}], [GOOD, WRONG]), bees, 7)
    assert made.lines[0].text == GOOD["text"] and len(made.lines) >= 2
    assert "900" not in " ".join(line.text for line in made.lines)
    assert made.lines[1].sources[0].of(bees.text)


def test_a_right_script_is_asked_for_once(bees):
    model = Scripted([GOOD, {"text": "The study looked at 156 insects.", "sources": [1]}])
    made = script(model, bees, 7)
    assert len(model.asked) == 1 and made.lines[0].role == "hook"
    task = model.asked[0].messages[1].text
    assert "[1] " in task and "7 seconds" in task and bees.title in task


def test_the_length_goes_back_too(bees):
    model = Scripted([GOOD, GOOD], [GOOD, GOOD])
    script(model, bees, 20)
    assert "20 s are wanted" in model.asked[1].messages[-1].text


def test_numbers_are_guarded_in_another_language_and_names_cannot_be(bees):
    right = {"text": "研究观察了156只昆虫，负责人是拉曼。", "sources": [1]}
    wrong = {"text": "研究观察了900只昆虫。", "sources": [1]}
    made = script(Scripted([right, wrong], [right, wrong]), bees, 7, "zh")
    assert [line.text for line in made.lines] == [right["text"]] and made.language == "zh"
    with pytest.raises(EngineFailed, match="900"):
        script(Scripted([wrong], [wrong]), bees, 7, "zh")


def passages_given(request: Request) -> list[int]:
    return [int(n) for n in re.findall(r"^\[(\d+)\]", request.messages[1].text, re.M)]


def test_a_small_model_gets_the_passages_that_say_most(bees):
    whole = Scripted([GOOD])
    script(whole, bees, 3)
    words = whole.count(whole.asked[0].messages)
    small = Scripted([GOOD], room=2 * (words - 40))
    with noticing() as told:
        made = script(small, bees, 3)
    given, all_ = passages_given(small.asked[0]), passages_given(whole.asked[0])
    assert 1 < len(given) < len(all_) and made.lines
    assert small.count(small.asked[0].messages) <= words - 40
    assert f"{len(given)} of {len(all_)} passages" in told[0]
    lines = [m for m in small.asked[0].messages[1].text.splitlines() if m.startswith("[")]
    places = [whole.asked[0].messages[1].text.find(m.partition(" ")[2]) for m in lines]
    assert places == sorted(places) and -1 not in places


def test_a_server_that_finds_it_too_long_gets_half_once(bees):
    whole = Scripted([GOOD])
    script(whole, bees, 3)
    words = whole.count(whole.asked[0].messages)
    model = Scripted([GOOD], takes=words - 1)
    with noticing() as told:
        assert script(model, bees, 3).lines
    first, second = map(passages_given, model.asked)
    assert len(second) == len(first) // 2 and "passages" in told[0]
    with pytest.raises(RequestTooLong):
        script(Scripted([GOOD], takes=3), bees, 3)


def test_what_all_rounds_cost_is_summed(bees):
    made = script(Scripted([GOOD, WRONG], [GOOD, GOOD]), bees, 7)
    assert made.usage is not None and made.usage.calls == 2
