"""A recording of one's own: its text found again in what was heard."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.notices import noticing
from aigc.recognition.joins import Said, forward
from aigc.recognition.narrated import VOICE, narrated, plain_words
from aigc.recognition.wording import segments_of
from aigc.types.audio import Audio
from aigc.types.transcript import Transcript

AUDIO = Audio(samples=np.zeros((1, 48_000 * 20), np.float32), sample_rate=48_000)
LINES = ("专家认为，电池成本的下降是主要原因。", "图书馆每天早上都有学生。")


def heard(text: str, *, begin: float = 1.0, each: float = 0.25) -> Transcript:
    """Return characters, or words between spaces, as heard one after the other; ``/`` is a rest."""
    out, now = [], begin
    for part in text.split() if " " in text else text:
        if part == "/":
            now += 2.0
        elif part == "。":
            out[-1] = replace(out[-1], text=out[-1].text + part)
        else:
            space = " " if part.isascii() and out else ""
            out.append(Said(text=space + part, begin_s=now, end_s=now + each, confidence=0.8))
            now += each
    language = "en" if text.isascii() else "zh"
    segments = segments_of(forward(out), AUDIO.duration, AUDIO.sample_rate)
    return Transcript(language=language, duration=AUDIO.duration, segments=segments)


def at(narration, word: str) -> tuple[float, float]:
    found = next(w for line in narration.lines for w in line.words if w.text == word)
    return float(found.time.start), float(found.time.end)


def check(narration) -> None:
    words = [w for line in narration.lines for w in line.words]
    for line in narration.lines:
        assert all(w.span.of(line.text) == w.text for w in line.words)
    assert all(one.time.end <= other.time.start for one, other in pairwise(words))
    assert all(w.time.duration > 0 for w in words)
    assert words[-1].time.end <= narration.duration


def test_words_that_are_heard_keep_their_times():
    found = narrated(heard("专家认为电池成本的下降是主要原因/图书馆每天早上都有学生"), AUDIO, LINES)
    check(found)
    assert found.voice == VOICE
    assert [line.text for line in found.lines] == list(LINES)
    assert at(found, "专家") == (1.0, 1.5)
    assert at(found, "图书馆") == (7.0, 7.75)


def test_homophones_count_as_heard():
    given = heard("砖家人为电池城本得下降是主要园因/图书馆每天早上都有学生")
    assert at(narrated(given, AUDIO, LINES), "成本") == (2.5, 3.0)


def test_words_misheard_left_out_and_added_lie_between_their_neighbours():
    given = heard("专家认为呃呃电吃饭的下降主要原因/每天早上都有学生")
    found = narrated(given, AUDIO, LINES)
    check(found)
    assert 2.5 <= at(found, "成本")[0] < at(found, "成本")[1] <= 3.26
    library = at(found, "图书馆")
    first = at(found, "每天")[0]
    assert first - 1 < library[0] < library[1] <= first


def test_english_is_found_by_its_words():
    lines = ("The library holds two million books.", "Students feed the ducks.")
    given = heard("the library hold two million bucks / students feed the dust")
    found = narrated(given, AUDIO, lines)
    check(found)
    assert at(found, "holds") == pytest.approx((1.5, 1.75), abs=1e-3)
    assert at(found, "Students")[0] == pytest.approx(4.5, abs=1e-3)
    assert at(found, "ducks") == pytest.approx((5.25, 5.5), abs=1e-3)


def test_without_a_text_segments_are_the_lines():
    found = narrated(heard("今天很好。我们走"), AUDIO)
    check(found)
    assert [line.text for line in found.lines] == ["今天很好。", "我们走"]


def test_another_text_is_refused():
    with pytest.raises(InputError, match="something else"):
        narrated(heard("今天晚上大家都去看电影了"), AUDIO, LINES)


def test_a_text_without_words_is_refused():
    with pytest.raises(InputError, match="nothing to say"):
        narrated(heard("今天天气"), AUDIO, ["——", "😀"])


def test_what_a_model_makes_up_in_another_language_stops_nothing():
    def words_in(text):
        if "ご" in text:
            raise InputError("There is nothing to speak.")
        return plain_words(text)

    made_up = heard("专家认为电池成本的下降是主要原因。ご視聴。图书馆每天早上都有学生")
    assert len(made_up.segments) == 3
    found = narrated(made_up, AUDIO, LINES, words_in=words_in)
    check(found)
    assert at(found, "专家") == (1.0, 1.5)


def test_a_line_that_nobody_reads_is_told():
    with noticing() as told:
        found = narrated(heard("专家认为电池成本的下降是主要原因"), AUDIO, LINES)
    check(found)
    assert told == ["Line 2 of the text is not heard in the recording."]


def test_a_line_without_words_has_no_time():
    lines = (LINES[0], "……", LINES[1])
    found = narrated(heard("专家认为电池成本的下降是主要原因/图书馆每天早上都有学生"), AUDIO, lines)
    assert found.lines[1].time.duration == Fraction(0)
    assert found.lines[1].words == ()
    assert found.lines[2].line == 2
