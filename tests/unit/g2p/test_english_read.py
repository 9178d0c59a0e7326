from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import AssetError
from aigc.g2p.english.letters import guessed, letter_to_sound, read, stressed, write
from aigc.g2p.english.lexicon import SYMBOLS, lexicon
from aigc.g2p.english.morphology import built, with_ending
from aigc.g2p.english.read import read_english
from aigc.g2p.english.syllables import syllables

HETERONYMS = (Path(__file__).parent / "heteronyms_en.txt").read_text(encoding="utf-8").splitlines()


def said(text: str) -> list[str]:
    return [" . ".join(r.sounds for r in word.readings) for word in read_english(text.split())]


@pytest.mark.parametrize("case", HETERONYMS)
def test_a_word_of_several_readings_in_its_sentence(case: str) -> None:
    sentence, expected = case.split(" | ")
    words = sentence.split()
    index = next(i for i, word in enumerate(words) if word.startswith("["))
    found = read_english([word.strip("[]") for word in words])[index]
    assert " ".join(r.sounds for r in found.readings) == expected


def test_the_table_is_large() -> None:
    assert len(HETERONYMS) >= 250


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        ("EH1 K S T R AH0", ["EH1 K", "S T R AH0"]),
        ("B AH1 T ER0", ["B AH1", "T ER0"]),
        ("S IH1 NG ER0", ["S IH1 NG", "ER0"]),
        ("HH W EY1", ["HH W EY1"]),
        ("AE1 T L AH0 S", ["AE1 T", "L AH0 S"]),
        ("M Y UW1 Z IH0 K", ["M Y UW1", "Z IH0 K"]),
        ("SH", ["SH"]),
    ],
)
def test_syllables_begin_as_words_may(phones: str, expected: list[str]) -> None:
    assert [r.sounds for r in syllables(phones.split())] == expected


@settings(max_examples=200)
@given(st.sampled_from(tuple(lexicon())))
def test_syllables_hold_every_phone_and_one_vowel_each(word: str) -> None:
    phones = lexicon().readings(word)[0].phones
    parts = syllables(phones)
    assert " ".join(r.sounds for r in parts).split() == list(phones)
    for part in parts:
        vowels = sum(p[-1].isdigit() for p in part.sounds.split())
        assert vowels == 1 or len(parts) == 1


def test_words_of_grammar_are_weak_in_running_speech() -> None:
    assert said("the dog and the apple") == [
        "DH AH0", "D AO1 G", "AH0 N D", "DH IY0", "AE1 . P AH0 L",
    ]  # fmt: skip
    assert said("a way to eat")[2] == "T UW0"
    assert said("to go")[0] == "T AH0"
    assert said("what is it for")[-1] == "F AO1 R"
    assert [w.is_function_word for w in read_english(["of", "course"])] == [True, False]


def test_letters_are_named() -> None:
    assert said("A I G C") == ["EY1", "AY1", "JH IY1", "S IY1"]
    assert said("A I is here")[:2] == ["EY1", "AY1"]
    assert said("A dog and I")[0] == "AH0"
    assert said("vitamin A")[-1] == "EY1"
    assert said("i Phone")[0] == "AY1"


@pytest.mark.parametrize(
    ("word", "phones", "how"),
    [
        ("deepfakes", "D IY1 P F EY2 K S", "deepfake"),
        ("unfriended", "AH0 N F R EH1 N D AH0 D", "un + friended"),
        ("microplastics", "M AY2 K R OW0 P L AE1 S T IH0 K S", "micro + plastics"),
        ("rebooted", "R IY0 B UW1 T AH0 D", "reboot + ed"),
    ],
)
def test_unknown_words_are_made_from_known_parts(word: str, phones: str, how: str) -> None:
    if word == "deepfakes":
        assert said(word) == ["D IY1 P . F EY2 K S"]
        return
    found = built(word)
    assert found is not None
    assert " ".join(found[0]) == phones
    assert found[1] == how


def test_endings_take_the_voice_of_what_they_follow() -> None:
    ends = {w: with_ending(tuple(p.split()), e)[-2:] for w, p, e in [
        ("cats", "K AE1 T", "s"), ("dogs", "D AO1 G", "s"), ("boxes", "B AA1 K S", "s"),
        ("walked", "W AO1 K", "ed"), ("played", "P L EY1", "ed"), ("wanted", "W AA1 N T", "ed"),
    ]}  # fmt: skip
    assert ends == {
        "cats": ("T", "S"), "dogs": ("G", "Z"), "boxes": ("IH0", "Z"),
        "walked": ("K", "T"), "played": ("EY1", "D"), "wanted": ("AH0", "D"),
    }  # fmt: skip


def test_names_in_pinyin_sound_chinese() -> None:
    (word,) = read_english(["Xiaoming"])
    assert word.why == ("Chinese name",)
    assert word.readings[0].sounds == "SH AW1"


@pytest.mark.parametrize("word", ["queen", "quote", "quota", "quake", "ciao", "quarantine", "quo"])
def test_english_words_that_look_like_pinyin_stay_english(word: str) -> None:
    assert read_english([word])[0].why == ("lexicon",)


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("Mbappé's", "AH0 M . B AA1 . P EY2 Z"),
        ("Airbnb's", "EH1 R . B IY0 . AH0 N . B IY2 Z"),
        ("Schrödinger's", "SH R OW1 . D IH0 NG . ER0 Z"),
        ("Rowling", "R OW1 . L IH0 NG"),
        ("nanobot", "N AE1 . N OW0 . B AA2 T"),
    ],
)
def test_names_and_what_is_theirs(word: str, sounds: str) -> None:
    assert said(word) == [sounds]


def test_a_part_of_a_compound_is_not_spelled() -> None:
    assert built("moderna") != (("M", "OW1", "D", "AA2", "R", "EH2", "N", "EY2"), "mode + rna")


def test_only_a_doubled_letter_is_dropped_before_an_ending() -> None:
    assert not read_english(["rowling"])[0].why[0].startswith("context")
    assert read_english(["permitted"])[0].readings[1].sounds == "M IH1"


def test_letters_become_sounds() -> None:
    assert guessed("blick") == ("B", "L", "IH1", "K")
    assert guessed("strake") == ("S", "T", "R", "EY1", "K")
    (word,) = read_english(["zorbing"])
    assert word.why == ("letter to sound",)
    assert read_english(["xqzt"])[0].why == ("letter names",)


def test_held_out_words_are_read_about_as_well_as_was_measured() -> None:
    """Every 40th of the words that the training held out."""
    import zlib

    held = [w for w in lexicon() if w.isalpha() and zlib.crc32(w.encode()) % 20 == 0][::40]
    model = letter_to_sound()
    plain = lambda phones: [p.rstrip("012") for p in phones]  # noqa: E731
    right = sum(
        plain(model.phones(w)) in [plain(r.phones) for r in lexicon().readings(w)] for w in held
    )
    assert right / len(held) > 0.55


@settings(max_examples=40)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=25))
def test_any_letters_have_sounds_with_one_primary_stress(word: str) -> None:
    (found,) = read_english([f"{word}qy"])
    phones = " ".join(r.sounds for r in found.readings).split()
    assert set(phones) <= set(SYMBOLS)
    assert found.why == ("letter names",) or sum(p.endswith("1") for p in phones) == 1


def test_stress_is_one_primary() -> None:
    assert stressed(("AE1", "T", "OW1")) == ("AE1", "T", "OW2")
    assert stressed(("AE0", "T", "OW2")) == ("AE0", "T", "OW1")


def test_a_model_of_letters_is_written_and_read(tmp_path: Path) -> None:
    pieces = [("#", ()), ("a", ("AE1",)), ("b", ("B",)), ("b", ())]
    grams = {(0,): (-2.0, -1.0), (1,): (-1.0, -1.0), (2,): (-1.0, -0.5), (3,): (-3.0, 0.0),
             (0, 1): (-0.5, 0.0), (1, 2): (-0.25, 0.0), (2, 0): (-0.5, 0.0)}  # fmt: skip
    write(tmp_path / "m", pieces, grams)
    model = read(tmp_path / "m")
    assert model.phones("ab") == ("AE1", "B")
    (tmp_path / "m").write_bytes(b"nothing")
    with pytest.raises(AssetError, match="train_letter_to_sound"):
        read(tmp_path / "m")
