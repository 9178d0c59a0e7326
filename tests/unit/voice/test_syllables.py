"""Pinyin and ARPAbet as phones."""

from __future__ import annotations

import numpy as np
import pytest
from pypinyin import Style, lazy_pinyin

from aigc.errors import InputError
from aigc.g2p.english.lexicon import SYMBOLS as ARPABET
from aigc.voice.phones import INDEX, SONORANT, SYMBOLS, VOICED, VOWELS, features
from aigc.voice.syllables import of_arpabet, of_pinyin


@pytest.mark.parametrize(
    ("syllable", "phones"),
    [
        ("ma", "m a"), ("zhi", "tʂ ʅ"), ("si", "s ɿ"), ("ri", "ɻ ʅ"), ("xiong", "ɕ j ʊ ŋ"),
        ("ju", "tɕ y"), ("lv", "l y"), ("lü", "l y"), ("nve", "n ɥ ɛ"), ("yuan", "ɥ ɛ n"),
        ("you", "j o w"), ("liu", "l j o w"), ("wei", "w e j"), ("gui", "k w e j"),
        ("wen", "w ə n"), ("lun", "l w ə n"), ("bo", "p o"), ("wo", "w o"), ("er", "ɚ"),
        ("huar", "x w a ɻ"), ("wanr", "w a ɻ"), ("shir", "ʂ ə ɻ"), ("yir", "i ə ɻ"),
        ("ng", "ŋ"), ("n", "n"), ("m", "m"),
    ],
)  # fmt: skip
def test_a_syllable_is_spelled_as_it_sounds(syllable, phones):
    assert of_pinyin(syllable) == tuple(phones.split())


def test_syllables_that_differ_in_pinyin_differ_in_phones():
    """Only spellings of one sound fall together."""
    codes = (bytes([high, low]) for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA))
    common = [code.decode("gb2312") for code in codes]
    known = set(lazy_pinyin(common, style=Style.NORMAL, v_to_u=False)) - {"n", "ng", "m", "ê"}
    assert len(known) > 370
    heard: dict[tuple[str, ...], set[str]] = {}
    for one in known:
        phones = of_pinyin(one)
        assert all(phone in INDEX for phone in phones)
        heard.setdefault(phones, set()).add(one)
    assert not [some for some in heard.values() if len(some) > 1]


@pytest.mark.parametrize("wrong", ["", "xyz", "bing2", "qr", "hao hao", "ß"])
def test_what_is_no_syllable_is_refused(wrong):
    with pytest.raises(InputError, match="no syllable of pinyin"):
        of_pinyin(wrong)


def test_english_sounds_depend_on_their_neighbours():
    assert of_arpabet(["S", "T", "EY1"]) == (("s", 0), ("t", 0), ("e", 1), ("j", 1))
    assert of_arpabet(["W", "AO1", "T", "ER0"]) == (("w", 0), ("ɔ", 1), ("ɾ", 0), ("ɚ", 0))
    assert of_arpabet(["AH0", "T", "AE1", "K"])[1] == ("tʰ", 0)
    for phone in ARPABET:
        assert all(symbol in INDEX for symbol, _ in of_arpabet([phone]))


def test_no_two_phones_are_described_alike():
    table = features()
    assert table.shape[0] == len(SYMBOLS) and table.min() == 0 and table.max() == 1
    assert len(np.unique(table, axis=0)) == len(SYMBOLS)
    assert VOWELS <= SONORANT < VOICED
