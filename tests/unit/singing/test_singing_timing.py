"""Vowels on the beat, consonants before it, nothing lost and nothing twice."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.singing.articulation import articulated
from aigc.singing.timing import CONSONANT_SHARE, Sung, timed
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import SungNote, VocalLine
from aigc.voice.phones import SYMBOLS, VOWELS


def note(sounds: str | None, start: float | str, length: float | str, pitch: int = 64, **more):
    reading = None
    if sounds is not None:
        language = "en" if sounds[:1].isupper() else "zh"
        reading = Reading(language=language, sounds=sounds)
    time = TimeRange(start=Fraction(start), duration=Fraction(length))
    return SungNote(pitch=pitch, time=time, reading=reading, **more)


def line(*notes: SungNote, after: str = "1/2") -> VocalLine:
    return VocalLine(notes=notes, duration=notes[-1].time.end + Fraction(after))


def names(sung: Sung) -> str:
    return " ".join(SYMBOLS[i] for i in sung.phones.phone)


def begin(sung: Sung, number: int) -> int:
    return int(sung.phones.begins[number])


@pytest.mark.parametrize(
    ("sounds", "before", "on", "after"),
    [
        ("ma1", "m", "a", ""), ("zhuang4", "tʂ", "w ɑ", "ŋ"), ("xiao3", "ɕ", "j ɑ", "w"),
        ("yue4", "", "ɥ ɛ", ""), ("wo3", "", "w o", ""), ("er2", "", "ɚ", ""),
        ("huar1", "x", "w a", "ɻ"), ("n2", "", "n", ""), ("nv3", "n", "y", ""),
        ("S T R IY1 T S", "s t ɹ", "i", "tʰ s"), ("Y UW1", "j", "u", ""), ("AY1", "", "a", "j"),
        ("HH OW1 L D", "h", "o", "w l d"), ("M M", "", "m", "m"),
    ],
)  # fmt: skip
def test_a_syllable_is_taken_apart(sounds, before, on, after):
    ((syllable,),) = articulated([note(sounds, 0, 1)])
    held = [*syllable.medial, syllable.nucleus]
    parts = ([s for s, _ in some] for some in (syllable.onset, held, syllable.coda))
    assert [" ".join(part) for part in parts] == [before, on, after]


def test_a_word_is_said_as_one_over_its_notes():
    found = articulated([note("W AO1", 0, 1, word_end=False), note("T ER0", 1, 1)])
    assert [s.sounds[0][0] for one in found for s in one] == ["w", "ɾ"]
    apart = articulated([note("W AO1", 0, 1), note("T ER0", 1, 1)])
    assert apart[1][0].sounds[0][0] == "tʰ"


def test_vowels_begin_on_the_beat_and_consonants_before():
    sung = timed(line(note("wo3", 1, 1), note("zhuang1", 2, 1), note("shi4", 3, 1)))
    assert names(sung) == "sil w o tʂ w ɑ ŋ ʂ ʅ sil"
    assert [begin(sung, i) for i in (1, 4, 8)] == [200, 400, 600]
    assert begin(sung, 3) == 400 - 19 and begin(sung, 2) == 211
    assert 24 <= begin(sung, 7) - begin(sung, 6) <= 40
    assert sung.note.tolist() == [-1, 0, 0, 1, 1, 1, 1, 2, 2, -1]


def test_consonants_share_a_short_note():
    sung = timed(line(note("S AE1 T", 1, "1/5"), note("S T AA1 P", "6/5", 1)))
    assert names(sung) == "sil s æ tʰ s t ɑ pʰ sil"
    assert begin(sung, 2) == 200 and begin(sung, 6) == 240
    assert begin(sung, 6) - begin(sung, 3) == round(CONSONANT_SHARE * 40)


def test_a_melisma_holds_the_vowel_and_its_coda_comes_last():
    sung = timed(line(note("tian1", 1, 1), note(None, 2, 1), note(None, 3, "1/2")))
    assert names(sung) == "sil tʰ j ɛ n sil"
    assert begin(sung, 2) == 200 and begin(sung, 5) == 700
    assert 650 < begin(sung, 4) < 700 and sung.note[3] == 0


def test_a_melisma_goes_on_after_a_rest_without_its_consonant():
    sung = timed(line(note("tian1", 1, 1), note(None, 3, 1)))
    assert names(sung) == "sil tʰ j ɛ sil ɛ n sil"
    assert begin(sung, 5) == 600 and sung.note.tolist() == [-1, 0, 0, 0, -1, 1, 1, -1]


def test_a_melisma_without_a_syllable_is_a_vowel():
    assert names(timed(line(note(None, 1, 1)))) == "sil a sil"


def test_a_coda_leads_to_the_next_vowel():
    sung = timed(line(note("HH OW1 L D", 1, 1), note("AA1 N", 2, 1)))
    assert names(sung) == "sil h o w l d ɑ n sil"
    assert begin(sung, 6) == 400 and begin(sung, 5) > 380


def test_a_breath_is_taken_where_there_is_time():
    def taken(gap: str, length: str = "1", breath: bool = True) -> str:
        start = 1 + Fraction(length) + Fraction(gap)
        return names(timed(line(note("ma1", 1, length), note("ba1", start, 1, breath=breath))))

    assert taken("1") == "sil m a sil br sil p a sil"
    assert taken("1", breath=False) == "sil m a sil p a sil"
    assert taken("0") == "sil m a sil br sil p a sil"
    assert taken("0", "1/5") == "sil m a p a sil"


def test_a_small_gap_is_sung_over_and_a_wide_one_is_silent():
    close = timed(line(note("ma1", 1, 1), note("ba1", "2.04", 1)))
    assert names(close) == "sil m a p a sil" and begin(close, 4) == 408
    apart = timed(line(note("ma1", 1, 1), note("ba1", "2.4", 1)))
    assert names(apart) == "sil m a sil p a sil" and begin(apart, 3) == 400


def test_without_time_before_the_first_note_its_vowel_is_late():
    sung = timed(line(note("shi4", 0, 1)))
    assert names(sung) == "ʂ ʅ sil" and 10 < begin(sung, 1) < 80


def test_several_syllables_share_a_note():
    sung = timed(line(note("SH AY1 N IH0 NG", 1, 1), note("M UW1 N", 2, 1)))
    assert names(sung) == "sil ʃ a j n ɪ ŋ m u n sil"
    assert begin(sung, 5) == 300 and set(sung.note[1:7].tolist()) == {0}


def test_times_do_not_drift():
    notes = [note("la1", Fraction(n, 3), Fraction(1, 3)) for n in range(3, 723)]
    sung = timed(line(*notes))
    first = {int(n): i for i, n in reversed(list(enumerate(sung.note))) if n >= 0}
    for number, one in enumerate(notes):
        vowel = begin(sung, first[number] + 1)
        assert abs(Fraction(vowel, 200) - one.time.start) <= Fraction(1, 400)


SYLLABLES = st.sampled_from(
    ["ma1", "zhuang4", "shi2", "er3", "yuan4", "nv3", "S T R EH1 NG K TH S", "AH0", "T W IH1 NG"]
)


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(st.none() | SYLLABLES, st.integers(0, 900), st.integers(60, 3000), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_everything_is_sung_once_in_order_whatever_the_notes(rows):
    at, notes = Fraction(0), []
    for sounds, gap, length, breath in rows:
        at += Fraction(gap, 1000)
        notes.append(note(sounds, at, Fraction(length, 1000), breath=breath))
        at += Fraction(length, 1000)
    sung = timed(line(*notes))
    sizes = sung.phones.ends - sung.phones.begins
    assert sizes.min() >= 1 and sung.phones.ends[-1] == -(-200 * (at + Fraction(1, 2)) // 1)
    wanted = [s for one in articulated(notes) for part in one for s, _ in part.sounds]
    said = [SYMBOLS[i] for i, n in zip(sung.phones.phone, sung.note, strict=True) if n >= 0]
    rests = any(n.reading is None for n in notes)
    assert said == wanted or (rests and set(said) <= {*wanted, "a"})
    noted = [n for n in sung.note.tolist() if n >= 0]
    assert noted == sorted(noted)
    vowels = [n for n in notes if n.reading]
    assert sum(name in VOWELS for name in said) >= len(vowels)


@pytest.mark.parametrize(
    ("bad", "hint"),
    [
        (VocalLine(notes=(), duration=Fraction(1)), "no note"),
        (line(note("ma1", 2, 1), note("ma1", 1, 1)), "Note 2 .* order of time"),
        (line(note("ma1", 1, 1, pitch=20)), "MIDI pitch 20"),
        (line(note("ma1", 1, 1, pitch=110)), "MIDI pitch 110"),
        (line(note("xyz1", 1, 1)), "no syllable of pinyin"),
        (line(note("K QQ1", 1, 1)), "'QQ1' .* no sound of English"),
        (line(Note := note("ma1", 1, 1), note("ma1", 10**6, 1)), "at most 1800 s"),
        (line(*[note("S T R EH1 NG K TH S", 0, 0)] * 9, after="1/100"), "do not fit"),
        (line(SungNote(pitch=60, time=Note.time, reading=Reading(language="en", sounds=" "))),
         "reading is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_sung_is_refused(bad, hint):
    with pytest.raises(InputError, match=hint):
        timed(bad)


def test_a_note_that_reaches_into_the_next_is_cut_short():
    sung = timed(line(note("ma1", 1, 3), note("la1", 2, 1)))
    assert names(sung) == "sil m a l a sil" and begin(sung, 4) == 400
    assert np.all(np.diff(sung.phones.ends) > 0)
