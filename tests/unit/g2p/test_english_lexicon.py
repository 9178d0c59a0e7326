from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import AssetError
from aigc.g2p.english.lexicon import SYMBOLS, Lexicon, Pronunciation, lexicon, read, write

PHONES = st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=12)


def said(word: str) -> list[str]:
    return [" ".join(reading.phones) for reading in lexicon().readings(word)]


def test_cmudict_readings_in_order():
    assert said("every") == ["EH1 V ER0 IY0", "EH1 V R IY0"]
    assert said("again")[0] == "AH0 G EH1 N"


@pytest.mark.parametrize(
    ("word", "stress"),
    [
        ("beautiful", "100"),
        ("moonlight", "12"),
        ("upon", "01"),
        ("the", "0"),
        ("o'er", "1"),
        ("lov'd", "1"),
        ("deathless", "10"),
        ("splendour", "10"),
        ("heav'n", "1"),
        ("whate'er", "01"),
    ],
)
def test_stress(word, stress):
    assert lexicon().readings(word)[0].stress == stress
    assert lexicon().readings(word)[0].syllables == len(stress)


@pytest.mark.parametrize(
    "pair",
    ["night delight", "moonlight night", "flowing going", "tenderly slenderly", "sea free"],
)
def test_words_that_rhyme(pair):
    one, other = (lexicon().readings(word)[0].rhyme for word in pair.split())
    assert one == other


@pytest.mark.parametrize("pair", ["night line", "memory sea", "flowing sing", "love move"])
def test_words_that_do_not(pair):
    one, other = (lexicon().readings(word)[0].rhyme for word in pair.split())
    assert one != other


def test_a_word_without_stress_rhymes_from_its_vowel():
    assert Pronunciation.of(["DH", "AH0"]).rhyme == Pronunciation.of(["D", "AH1"]).rhyme


def test_case_and_the_kind_of_apostrophe_do_not_matter():
    assert lexicon().readings("O’ER") == lexicon().readings("o'er")


@pytest.mark.parametrize(
    ("word", "last"), [("willow's", "Z"), ("rose's", "Z"), ("night's", "S"), ("minstrels'", "Z")]
)
def test_a_possessive_is_told_from_its_noun(word, last):
    reading = lexicon().readings(word)[0]
    assert reading.phones[-1] == last
    assert reading.syllables == lexicon().readings(word[:-2])[0].syllables + (word == "rose's")


def test_an_unknown_word_has_no_reading():
    assert lexicon().readings("qwrtz") == ()
    assert "qwrtz" not in lexicon()


def test_every_reading_has_a_syllable_and_a_rhyme():
    words = lexicon()
    assert len(words) > 100_000
    for word in list(words)[::97]:
        for reading in words.readings(word):
            assert reading.stress and set(reading.stress) <= set("012")
            assert reading.rhyme


@given(PHONES)
def test_phones_come_back(phones):
    assert Pronunciation.of(phones).phones == tuple(phones)


@given(st.dictionaries(st.from_regex(r"[a-z']{1,8}", fullmatch=True), PHONES, min_size=1))
def test_a_file_gives_back_what_was_written(tmp_path_factory, words):
    path = tmp_path_factory.mktemp("words") / "some.lexicon"
    readings = {word: (Pronunciation.of(phones),) for word, phones in words.items()}
    write(path, readings)
    kept = Lexicon(read(path))
    assert {word: kept.readings(word) for word in kept} == readings


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "bad.lexicon"
    path.write_bytes(b"no")
    with pytest.raises(AssetError, match=r"bad\.lexicon.*cannot be read"):
        read(path)


def test_nothing_heavy_is_imported():
    code = (
        "import sys; import aigc.g2p.english.lexicon, aigc.lyrics.forms.metres; "
        "heavy = {'numpy', 'torch', 'pydantic'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
