"""When speech and song are heard, from what engines report."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.timings.lrc import read_lrc, write_lrc
from aigc.timings.spoken import timing_of_narration, timing_of_utterance
from aigc.timings.sung import pitch_name, timing_of_singing
from aigc.timings.syllables import sizes_by_sound
from aigc.timings.tiers import laid
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.narration import NarratedLine, Narration, Phoneme, Utterance, Word
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.timing import Timed
from aigc.types.vocal import Singing, SungNote, SungPhoneme, VocalLine

RATE = 48_000


def span(start, end):
    begin = Fraction(str(start))
    return TimeRange(start=begin, duration=Fraction(str(end)) - begin)


def quiet(seconds):
    return Audio(samples=np.zeros((1, round(seconds * RATE)), np.float32), sample_rate=RATE)


def word(text, at, *sounds):
    """Return a word whose sounds each last a tenth of a second."""
    begin = Fraction(str(at))
    phonemes = tuple(
        Phoneme(symbol=s, time=TimeRange(start=begin + Fraction(n, 10), duration=Fraction(1, 10)))
        for n, s in enumerate(sounds)
    )
    time = TimeRange(start=begin, duration=Fraction(max(1, len(sounds)), 10))
    return Word(text=text, span=Span(start=0, end=len(text)), time=time, phonemes=phonemes)


def said(*words, seconds=3.0):
    text = "".join(w.text for w in words)
    return Utterance(text=text, spoken=text, words=words, audio=quiet(seconds))


def sung(*rows, seconds=6.0):
    """Return a vocal line and its singing; a row is pitch, start, end, text, sounds, word end."""
    notes, sounds = [], []
    now = Fraction(0)
    for n, (pitch, start, end, text, phones, word_end) in enumerate(rows):
        reading = Reading(language="zh", sounds="a1") if phones else None
        notes.append(
            SungNote(
                pitch=pitch, time=span(start, end), reading=reading, text=text, word_end=word_end
            )
        )
        if not phones:
            last = sounds.pop()
            time = TimeRange(
                start=last.phoneme.time.start,
                duration=span(start, end).end - last.phoneme.time.start,
            )
            sounds.append(
                SungPhoneme(phoneme=Phoneme(symbol=last.phoneme.symbol, time=time), note=last.note)
            )
        for phone, a, b in phones:
            if Fraction(str(a)) > now:
                sounds.append(
                    SungPhoneme(phoneme=Phoneme(symbol="sil", time=span(now, a)), note=-1)
                )
            now = Fraction(str(b))
            sounds.append(SungPhoneme(phoneme=Phoneme(symbol=phone, time=span(a, b)), note=n))
        now = max(now, span(start, end).end)
    sounds.append(SungPhoneme(phoneme=Phoneme(symbol="sil", time=span(now, seconds)), note=-1))
    line = VocalLine(notes=tuple(notes), duration=Fraction(str(seconds)))
    f0 = np.zeros(round(seconds * 200), np.float32)
    return Singing(audio=quiet(seconds), phonemes=tuple(sounds), f0_hz=f0), line


MOON = (
    (60, 1, 2, "明", (("m", "0.9", 1), ("i", 1, "1.8"), ("ŋ", "1.8", "2")), True),
    (62, 2, 3, "月", (("ɥ", "2", "2.1"), ("ɛ", "2.1", 3)), True),
    (64, 3, "3.5", "-", (), True),
    (
        65,
        4,
        5,
        "光",
        (("k", "3.9", 4), ("w", 4, "4.1"), ("ɑ", "4.1", "4.9"), ("ŋ", "4.9", 5)),
        True,
    ),
)


def test_a_song_has_every_tier():
    timing = timing_of_singing(*sung(*MOON))
    assert [(s.text, s.time) for s in timing.syllables] == [
        ("明", span("0.9", 2)), ("月", span(2, "3.5")), ("光", span("3.9", 5)),
    ]  # fmt: skip
    assert timing.words == timing.syllables
    assert [(x.text, x.time) for x in timing.lines] == [
        ("明月", span("0.9", "3.5")), ("光", span("3.9", 5)),
    ]  # fmt: skip
    assert [(n.text, n.time) for n in timing.notes] == [
        ("C4", span(1, 2)), ("D4", span(2, 3)), ("E4", span(3, "3.5")), ("F4", span(4, 5)),
    ]  # fmt: skip
    assert timing.phonemes[0].time.start == 0 and timing.phonemes[-1].time.end == 6
    assert all(a.time.end == b.time.start for a, b in pairwise(timing.phonemes))


def test_lines_begin_where_the_lyric_says():
    timing = timing_of_singing(*sung(*MOON), line_starts=(0, 1))
    assert [x.text for x in timing.lines] == ["明", "月光"]
    (row,) = timing_of_singing(*sung(*MOON), line_starts=(0,)).lines
    assert row.text == "明月光"


def test_english_words_have_spaces_and_syllables():
    rows = (
        (60, 1, 2, "Hap", (("h", "0.9", 1), ("æ", 1, "1.9"), ("pʰ", "1.9", 2)), False),
        (60, 2, 3, "py,", (("i", 2, 3),), True),
        (60, 3, 4, "day", (("d", "2.9", "3"), ("e", 3, 4)), True),
    )
    singing, line = sung(*rows)
    fixed = [p for p in singing.phonemes if p.phoneme.symbol not in ("i", "d")]
    times = {"i": span(2, "2.9"), "d": span("2.9", 3)}
    added = [
        SungPhoneme(phoneme=Phoneme(symbol=s, time=t), note=n)
        for (s, t), n in zip(times.items(), (1, 2), strict=True)
    ]
    phonemes = tuple(sorted([*fixed, *added], key=lambda p: p.phoneme.time.start))
    singing = Singing(audio=singing.audio, phonemes=phonemes, f0_hz=singing.f0_hz)
    timing = timing_of_singing(singing, line)
    assert [w.text for w in timing.words] == ["Happy,", "day"]
    assert [x.text for x in timing.lines] == ["Happy, day"]
    text = write_lrc(timing.lines, words=timing.syllables)
    assert "Hap<00:02.00>py, <00:02.90>day" in text
    assert read_lrc(text).lines[0].text == "Happy, day"


def test_a_phoneme_of_a_note_that_is_not_there_is_refused():
    singing, line = sung(*MOON)
    short = VocalLine(notes=line.notes[:1], duration=line.duration)
    with pytest.raises(InputError, match="names note 1, but the line has 1"):
        timing_of_singing(singing, short)


def test_pitches_have_names():
    assert [pitch_name(p) for p in (0, 21, 60, 61, 127)] == ["C-1", "A0", "C4", "C#4", "G9"]


def test_speech_has_every_tier_and_pauses():
    timing = timing_of_utterance(
        said(word("天安门", "0.5", "tʰ", "j", "ɛ", "n", "m", "ə", "n"), word("大", "1.5", "t", "a"))
    )
    assert [p.text for p in timing.phonemes][:2] == ["sil", "tʰ"]
    assert [p.time for p in timing.phonemes if p.text == "sil"] == [
        span(0, "0.5"), span("1.2", "1.5"), span("1.7", 3),
    ]  # fmt: skip
    assert [w.time for w in timing.words] == [span("0.5", "1.2"), span("1.5", "1.7")]
    assert [(x.text, x.time) for x in timing.lines] == [("天安门大", span("0.5", "1.7"))]
    assert timing.notes == ()


@pytest.mark.parametrize(
    ("text", "sounds", "sizes"),
    [
        ("新闻", "ɕ i n w ə n", (3, 3)), ("去年", "tɕʰ y n j ɛ n", (2, 4)),
        ("中国", "tʂ ʊ ŋ k w o", (3, 3)), ("北京", "p e j tɕ i ŋ", (3, 3)),
        ("爱", "a j", (2,)), ("温暖", "w ə n n w a n", (3, 4)),
        ("happy", "h æ pʰ i", (2, 2)), ("extra", "ɛ k s t ɹ ʌ", (2, 4)),
        ("window", "w ɪ n d o w", (3, 3)), ("beautiful", "b j u ɾ ə f ə l", (3, 2, 3)),
        ("sms", "s m s", (3,)), ("hurry", "h ɝ i", (2, 1)),
    ],
)  # fmt: skip
def test_syllables_are_found_by_sound(text, sounds, sizes):
    assert sizes_by_sound(word(text, 0, *sounds.split())) == sizes


def test_an_engine_that_knows_its_syllables_gives_their_sizes():
    heard = said(word("天安", "0.5", "tʰ", "j", "ɛ", "n", "a", "n"))
    assert [s.text for s in timing_of_utterance(heard).syllables] == ["天", "安"]
    timing = timing_of_utterance(heard, sizes=lambda _: (4, 2))
    assert [s.time for s in timing.syllables] == [span("0.5", "0.9"), span("0.9", "1.1")]
    for wrong in ((3, 2), (6, 0), (7,)):
        with pytest.raises(InputError, match="Count each phoneme in one syllable"):
            timing_of_utterance(heard, sizes=lambda _, wrong=wrong: wrong)


def test_a_word_without_phonemes_is_its_own():
    timing = timing_of_utterance(said(word("你好", "0.5")))
    assert [p.text for p in timing.phonemes] == ["sil", "你好", "sil"]
    assert [s.text for s in timing.syllables] == ["你好"]


def test_a_narration_has_the_lines_of_its_script():
    first = (word("你好", "0.5", "n", "i", "x", "ɑ", "w"), word("世", "1.1", "ʂ", "ʅ"))
    second = (word("再见", "2.5", "ts", "a", "j", "tɕ", "j", "ɛ", "n"),)
    lines = (
        NarratedLine(line=0, text="你好世。", time=span("0.4", "1.4"), words=first),
        NarratedLine(line=1, text="……", time=span("1.5", 2), words=()),
        NarratedLine(line=2, text="再见。", time=span("2.4", "3.5"), words=second),
    )
    narration = Narration(language="zh", voice="chen", audio=quiet(4), lines=lines)
    timing = timing_of_narration(narration)
    assert [(x.text, x.time) for x in timing.lines] == [
        ("你好世。", span("0.5", "1.3")), ("……", span("1.5", 2)), ("再见。", span("2.5", "3.2")),
    ]  # fmt: skip
    assert [w.text for w in timing.words] == ["你好", "世", "再见"]
    assert [s.text for s in timing.syllables] == ["你", "好", "世", "再", "见"]
    assert timing.phonemes[-1].time.end == timing.duration == 4


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 0.3)), min_size=1, max_size=30))
def test_nothing_is_lost_on_the_way_to_samples(rows):
    starts = sorted(Fraction(a).limit_denominator(10**7) for a, _ in rows)
    items = [
        Timed(text=str(n), time=TimeRange(start=a, duration=Fraction(b).limit_denominator(10**7)))
        for n, (a, (_, b)) in enumerate(zip(starts, rows, strict=True))
    ]
    out = laid(items, Fraction(2), RATE)
    assert [o.text for o in out] == [i.text for i in items]
    for item in out:
        assert item.time.duration > 0
        assert (item.time.start * RATE).denominator == (item.time.end * RATE).denominator == 1
    assert all(a.time.end <= b.time.start for a, b in pairwise(out))
    assert out[-1].time.end <= 2
    assert laid(out, Fraction(2), RATE) == out


def test_times_that_go_back_are_refused():
    back = [Timed(text="a", time=span(1, 2)), Timed(text="b", time=span("0.5", 2))]
    with pytest.raises(InputError, match=r"'b' begins at 0\.500 s"):
        laid(back, Fraction(3), RATE)
    with pytest.raises(InputError, match="do not fit into 1 samples"):
        laid(back, Fraction(1, RATE), RATE)
