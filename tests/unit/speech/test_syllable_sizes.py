"""Each character of a spoken word has its own phonemes, and its own time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.g2p.mandarin.read import read_chinese
from aigc.speech.syllable_sizes import sizes_by_reading
from aigc.timings.karaoke import written_syllables
from aigc.timings.lrc import write_lrc
from aigc.timings.spoken import timing_of_utterance
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange
from aigc.voice.syllables import of_pinyin


def word(text: str, symbols: tuple[str, ...], at: int = 0) -> Word:
    def during(n: int, count: int = 1) -> TimeRange:
        return TimeRange(start=Fraction(at + n, 10), duration=Fraction(count, 10))

    return Word(
        text=text, span=Span(start=0, end=len(text)), time=during(0, len(symbols)),
        phonemes=tuple(Phoneme(symbol=s, time=during(n)) for n, s in enumerate(symbols)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pinyin", "sizes"),
    [
        ("天安", "tian an", (4, 2)), ("西安", "xi an", (2, 2)), ("先", "xian", (4,)),
        ("花儿", "huar", (4,)), ("女儿", "nv er", (2, 1)), ("一会儿", "yi huir", (1, 4)),
        ("嗯", "en", (2,)), ("重庆", "chong qing", (3, 3)), ("deep", "di pi", (2, 2)),
        ("数不清", "mu bu qing", (2, 2, 3)),
    ],
)  # fmt: skip
def test_a_word_is_parted_by_how_its_characters_are_read(text, pinyin, sizes):
    symbols = tuple(phone for syllable in pinyin.split() for phone in of_pinyin(syllable))
    assert sizes_by_reading(word(text, symbols)) == sizes


@given(
    st.lists(
        st.sampled_from(["天安门", "西安", "女儿", "花儿", "音乐", "饿", "新闻", "恩爱"]),
        min_size=1,
    )
)
def test_every_phoneme_is_in_one_syllable_of_those_that_were_read(texts):
    for read in read_chinese("".join(texts)):
        parts = [of_pinyin(r.sounds[:-1]) for r in read.readings]
        found = sizes_by_reading(word(read.text, tuple(p for part in parts for p in part)))
        assert found == tuple(map(len, parts))


def test_a_line_is_stamped_character_by_character():
    words = (
        word("西安", ("ɕ", "i", "a", "n")), word("2天", ("l", "j", "ɑ", "ŋ"), 10),
        word("一会儿", ("i", "x", "w", "ə", "ɻ"), 20),
    )  # fmt: skip
    audio = Audio(samples=np.zeros((1, 150_000), np.float32), sample_rate=48_000)
    line = Utterance(text="西安2天一会儿", spoken="", words=words, audio=audio)
    timing = timing_of_utterance(
        line, sizes=lambda w: (1, 4) if "儿" in w.text else sizes_by_reading(w)
    )
    shown = list(written_syllables(timing))
    assert [one.text for one in shown] == ["西", "安", "2天", "一", "会儿"]
    assert [float(one.time.start) for one in shown] == [0, 0.2, 1, 2, 2.1]
    text = write_lrc(timing.lines, words=shown)
    assert "<00:00.00>西<00:00.20>安" in text and "<00:02.10>会儿" in text
