"""Every sung note of the fixtures is a cell: compared with cells written out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from aigc.errors import InputError
from aigc.lyrics.forms.melody import template_of_score
from aigc.scores.reader import read_score
from aigc.types.score import Bar, Note, Score, Syllable
from aigc.types.template import Template

FIXTURES = Path(__file__).parents[2] / "fixtures" / "scores"

C, D, E, F, G, A, B, C5, D5 = 60, 62, 64, 65, 67, 69, 71, 72, 74
THIRD = Fraction(1, 3)
TWINKLE = [
    [(C, 1), (C, 1), (G, 1), (G, 1), (A, 1), (A, 1), (G, 2)],
    [(F, 1), (F, 1), (E, 1), (E, 1), (D, 1), (D, 1), (C, 2)],
]
GRACE = ((B, A, G), 1)
HALF = Fraction(1, 2)
SHEEP = [(C, 1), (D, 1), (E, 2)]

CELLS = {
    "twinkle.musicxml": TWINKLE,
    "twinkle.mxl": TWINKLE,
    "twinkle.kar": TWINKLE,
    "moon.musicxml": [
        [(E, 1), ((G, A), 1), (C5, 1), (A, 2), (G, 2)],
        [(G, 1), ((E, D), 1), (C, 1), (D, 3), ((E, G), 3)],
    ],
    "moon_gb18030.mid": [
        [(60, 1), (61, 1), (62, 1), (63, 1), (64, 1)],
        [(64, 1), (63, 1), (62, 1), (61, 1), (60, 1)],
    ],
    "voltas.musicxml": [
        [(C, 2), (D, 2), (E, 1), (F, 1), (G, 3)],
        [(C, 2), (D, 2), (E, 1), (F, 1), (C, 3)],
    ],
    "da_capo.musicxml": [
        [(C, 1), (E, 1), (G, 2), (E, 2), (C, 2)],
        [(D, 1), (F, 1), (A, 2)],
        [(D, 1), (F, 1), (A, 2)],
        [(F, 1), (D, 2)],
        [(C, 1), (E, 1), (G, 2), (E, 2), (C, 2)],
    ],
    "segno_coda.musicxml": [[(C, 4), (D, 4), (E, 4), (F, 4)], [(D, 4), (E, 4), (B, 4)]],
    "pickup.musicxml": [
        [(D, 1), (G, 2), GRACE, (B, 2)],
        [(A, 1), (G, 2), (E, 1), (D, 2)],
        [(D, 1), (G, 2), GRACE, (B, 2), (A, 1), (D5, 2)],
    ],
    "hymn.musicxml": [[(G, 1), (A, 1), (B, 1), (C5, 1)], [(B, 1), (A, 1), (G, 2)]],
    "ornaments.musicxml": [[((58, 62), 2), (60, 1), (58, 4)]],
    "timewise.musicxml": [[(C, 1), (D, 1), (E, 2)]],
    "wordless.musicxml": [
        [(G, HALF), (A, HALF), (B, HALF), (C5, HALF), (B, HALF), (A, HALF)],
        [(G, HALF), ((E, D), 1), (E, HALF), (G, 1)],
        [(A, HALF), (A, HALF), (G, HALF)],
        [(E, HALF), (D, HALF), (E, HALF), (C, Fraction(3, 4))],
    ],
    "three_times.musicxml": [SHEEP, SHEEP, SHEEP, [(G, 1), (F, 1), (E, 2)]],
    "hook.musicxml": [
        [(G, 1), (G, 1), (E, 1)],
        [(A, 1), (A, 1), (G, 1)],
        [(G, 1), (G, 1), (E, 1)],
        [(D, 1), (D, 1), (C, 1)],
    ],
    "plain.mid": [[(G, 1), (A, 1), (B, 1), (C5, 1), (B, 2)], [(A, 1), (G, 1), (E, 2)]],
    "melisma.mid": [[(G, 1), ((B, A, G), 1), (B, 2)], [(A, 1), (G, 2)]],
    "running.mid": [[(E, 1), (F, 1), (F, 1), (D, Fraction(3, 2))]],
    "lines.mid": [[(60 + k % 5, 1) for k in range(8)]],
}


def made(name: str, **options: object) -> Template:
    language = "zh" if "moon" in name else "en"
    return template_of_score(read_score(FIXTURES / name), **{"language": language, **options})


def melody(template: Template) -> list[list[tuple[tuple[int, ...], Fraction]]]:
    return [[(cell.pitches, cell.beats) for cell in line.cells] for line in template.lines]


def test_every_fixture_is_compared():
    assert {path.name for path in FIXTURES.iterdir()} == set(CELLS)


@pytest.mark.parametrize("name", sorted(CELLS))
def test_one_cell_a_sung_note(name: str):
    wanted = [[(p if isinstance(p, tuple) else (p,), b) for p, b in line] for line in CELLS[name]]
    assert melody(made(name)) == wanted


def marks(template: Template) -> list[str]:
    return ["".join(cell.mark or "." for cell in line.cells) for line in template.lines]


def test_marks_are_those_of_the_language():
    assert marks(made("moon.musicxml")) == ["....，", "....。"]
    english = marks(made("moon.musicxml", language="en"))
    assert english == ["....,", "....."]
    assert made("moon.musicxml", language="en").lines[1].cells[-1].mark == "."


def test_commas_within_a_line_are_pauses():
    assert marks(made("twinkle.musicxml")) == [".,.,..,", "......."]
    assert marks(made("hymn.musicxml", verse=3))[0] == "..,."


def test_rests_are_told_and_make_pauses():
    line = made("wordless.musicxml").lines[3]
    assert [cell.rest for cell in line.cells] == [0, 0, Fraction(3, 4), 0]
    assert [cell.mark for cell in line.cells] == ["", "", ",", ""]
    assert made("moon.musicxml").lines[0].cells[-1].rest == 1


def test_lines_know_when_they_are_sung():
    assert [line.start for line in made("plain.mid").lines] == [0, Fraction(24, 5)]
    assert [line.start for line in made("pickup.musicxml").lines] == [0, 6, 12]


def test_verses_follow_their_own_marks():
    assert marks(made("hymn.musicxml", verse=1)) == marks(made("hymn.musicxml", verse=2))
    assert marks(made("hymn.musicxml", verse=1)) != marks(made("hymn.musicxml", verse=3))


def rhymes(template: Template) -> list[str]:
    return [line.cells[-1].rhyme for line in template.lines]


def test_pairs_rhyme_unless_a_scheme_is_given():
    assert rhymes(made("twinkle.musicxml")) == ["a", "a"]
    assert rhymes(made("pickup.musicxml")) == ["a", "a", ""]
    assert rhymes(made("pickup.musicxml", rhyme="axa")) == ["a", "x", "a"]
    assert rhymes(made("twinkle.musicxml", rhyme="--")) == ["", ""]
    inner = [cell.rhyme for line in made("twinkle.musicxml").lines for cell in line.cells[:-1]]
    assert set(inner) == {""}


def test_a_line_with_the_same_words_repeats_the_first():
    template = made("hook.musicxml")
    assert [line.repeats for line in template.lines] == [None, None, 0, None]
    assert rhymes(template) == ["a", "a", "a", "a"]
    assert rhymes(made("hook.musicxml", rhyme="abcb")) == ["a", "b", "a", "b"]
    assert all(line.repeats is None for line in made("da_capo.musicxml").lines)


def test_a_repeat_begins_a_stanza_when_there_are_lines_before():
    assert [line.stanza for line in made("da_capo.musicxml").lines] == [0, 0, 1, 1, 2]


def test_strong_beats_ask_for_stress():
    template = made("pickup.musicxml", stress=True)
    assert [cell.stress for cell in template.lines[0].cells] == ["", "strong", "", "strong"]
    wordless = made("wordless.musicxml", stress=True)
    first = [cell.stress for cell in wordless.lines[0].cells]
    assert first == ["strong", "weak", "weak", "", "weak", "weak"]
    assert all(c.stress == "" for _, _, c in made("twinkle.musicxml").places())


def test_no_words_survive():
    text = repr(made("moon.musicxml"))
    assert not any(
        character in text for character in "明月几时有把酒问青天".replace("水调歌头", "")
    )


def test_names_and_books():
    assert made("moon.musicxml").name == "水调歌头"
    assert made("moon.musicxml").book == "thirteen"
    assert made("moon.musicxml", book="cilin").book == "cilin"
    assert made("twinkle.musicxml").book == "english"


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("wordless.musicxml", {"verse": 2}, "has no words, so it has no verse 2"),
        ("hymn.musicxml", {"verse": 4}, "no verse 4. Choose one of 1, 2, 3"),
        ("twinkle.musicxml", {"rhyme": "abc"}, "abc"),
        ("moon.musicxml", {"book": "english"}, "does not fit the language zh"),
    ],
)
def test_what_cannot_be_met_is_told_at_once(name: str, options: dict[str, object], words: str):
    score = read_score(FIXTURES / name)
    language = "zh" if "moon" in name else "en"
    with pytest.raises(InputError, match=words):
        template_of_score(score, **{"language": language, **options})


def test_a_score_without_notes_is_refused():
    with pytest.raises(InputError, match="no notes"):
        template_of_score(Score(notes=()), language="zh")


def sung(*texts: str, beats: int = 1) -> Score:
    notes = tuple(
        Note(
            pitch=60 + i % 7,
            start=Fraction(i * beats),
            duration=Fraction(beats),
            lyrics=(Syllable(text=text),) if text else (),
        )
        for i, text in enumerate(texts)
    )
    bars = tuple(Bar(start=Fraction(4 * k), measure=k) for k in range(len(texts) // 4 + 1))
    return Score(notes=notes, bars=bars)


def test_long_lines_are_parted():
    template = template_of_score(sung(*["la"] * 70), language="en")
    assert max(map(len, template.lines)) <= 24
    assert len(template) == 70


def test_no_line_ends_within_a_word():
    parts = [Syllable(text="la", syllabic="begin"), Syllable(text="la.", syllabic="end")]
    notes = tuple(
        Note(pitch=60, start=Fraction(3 * i), duration=Fraction(1), lyrics=(parts[i % 2],))
        for i in range(12)
    )
    template = template_of_score(Score(notes=notes), language="en")
    assert [len(line) for line in template.lines] == [2] * 6
    assert all(line.cells[0].mark == "" for line in template.lines)


def test_too_many_lines_are_refused():
    with pytest.raises(InputError, match="lines"):
        template_of_score(sung(*["la", "la", "la."] * 201), language="en")


def test_an_instrument_between_the_verses_is_not_sung():
    score = sung("one", "two", "three.", "", "", "four", "five", "six.")
    gap = Score(notes=(*score.notes[:3], *score.notes[4:]), bars=score.bars)
    assert [len(line) for line in template_of_score(gap, language="en").lines] == [3, 3]
    assert [len(c.pitches) for _, _, c in template_of_score(gap, language="en").places()] == [1] * 6
    assert template_of_score(score, language="en").lines[0].cells[-1].pitches == (62, 63, 64)


def verses(*lines: str, beats: int = 4, strophic: bool = True, time: int = 1) -> Score:
    """One quarter note a word: ``_`` has none, ``~`` at its end an extender, ``-`` a hyphen."""
    rows = [line.split() for line in lines]
    notes = tuple(
        Note(
            pitch=60 + k % 7,
            start=Fraction(k),
            duration=Fraction(1),
            time=time,
            lyrics=tuple(
                Syllable(
                    text=word.strip("~-"),
                    verse=verse,
                    extends=word.endswith("~"),
                    syllabic="begin" if word.endswith("-") else "single",
                )
                for verse, word in enumerate(words, 1)
                if word != "_"
            ),
        )
        for k, words in enumerate(zip(*rows, strict=True))
        if set(words) != {"|"}
    )
    bars = tuple(
        Bar(start=Fraction(k), beats=beats, measure=k) for k in range(0, len(rows[0]), beats)
    )
    return Score(notes=notes, bars=bars, strophic=strophic)


def lengths(score: Score, verse: int) -> list[int]:
    template = template_of_score(score, language="zh", verse=verse)
    return [len(cell.pitches) for _, _, cell in template.places()]


HELD = {
    "a hole where verse 2 has words": ("天 _ 黑 了", "明 月 出 了", [2, 1, 1], [1] * 4),
    "a hole where verse 1 has words": ("明 月 出 了", "天 _ 黑 了", [1] * 4, [2, 1, 1]),
    "a hole of two": ("明 月 出 了", "天 _ _ 了", [1] * 4, [3, 1]),
    "an extender at the end of a line": ("明 月 出 了", "天 黑 了~ _", [1] * 4, [1, 1, 2]),
    "only later words at the end": ("天 黑 了 _", "明 月 出 了", [1, 1, 2], [1] * 4),
    "a word across": ("明 月 出 了", "A- _ _ men", [1] * 4, [3, 1]),
    "an end printed once": ("明 月 出 啊", "天 黑 了， _", [1] * 4, [1] * 4),
    "a word printed once after a mark": ("明 月 啊 了", "天 黑， _ 了", [1] * 4, [1] * 4),
    "a pickup printed once": ("啊 天 黑 了", "_ 明 月 出", [1] * 4, [1] * 4),
    "after a rest": ("天 | 黑 了", "明 | _ 了", [1] * 3, [1] * 3),
}


@pytest.mark.parametrize("case", HELD)
@pytest.mark.parametrize("beats", [4, 2])
def test_a_syllable_is_held_where_other_verses_go_on(case: str, beats: int):
    first, second, *wanted = HELD[case]
    score = verses(first, second, beats=beats)
    assert [lengths(score, 1), lengths(score, 2)] == wanted


def test_the_second_time_holds_its_own_syllables():
    score = verses("明 月 出 了", "天 _ 黑 了", strophic=False, time=2)
    assert lengths(score, 1) == [2, 1, 1]


@pytest.mark.parametrize("end", ["黑", "黑~", "黑-"])
def test_a_chorus_printed_once_is_sung_by_all_verses(end: str):
    score = verses("明 月 出 啦 啦 啦 啦 啦 啦 月", f"天 {end} _ _ _ _ _ _ _ 天")
    assert lengths(score, 1) == lengths(score, 2) == [1] * 10
    ending = verses("明 月 出 了 _ _ _ _ 天", "天 黑 了 吗 啦 啦 啦 啦 _")
    assert lengths(ending, 1) == lengths(ending, 2) == [1] * 9
