from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.music.chords.sheet import chords_of
from aigc.music.writer.form import form_of
from aigc.music.writer.moods import MOODS
from aigc.music.writer.rhythm import METRES
from aigc.music.writer.tones import FREE, agreement, directions
from aigc.music.writer.words import Line, LyricSyllable, accents
from aigc.music.writer.write import write_melody
from aigc.types.reading import Reading
from aigc.types.score import Score
from tests.unit.music.tunes import ENGLISH, MANDARIN, VERSE, en, zh

ALL_MOODS = sorted(MOODS)


def by_line(score: Score, lines: Sequence[Line]) -> list[tuple[Line, list[int]]]:
    at, found = 0, []
    for line in filter(None, lines):
        found.append((line, [n.pitch for n in score.notes[at : at + len(line)]]))
        at += len(line)
    assert at == len(score.notes)
    return found


def test_tones_ask_for_directions() -> None:
    line = zh("妈妈 骑 马", "ma1 ma5 qi2 ma3")
    assert directions(line) == (frozenset({-1}), frozenset({0, 1}), frozenset({-1}))
    assert agreement([(line, (67, 65, 65, 62))]) == (3, 3)
    assert agreement([(line, (65, 67, 65, 67))]) == (0, 3)
    assert set(directions(ENGLISH[0])) == {FREE}


@pytest.mark.parametrize("mood", ALL_MOODS)
def test_mandarin_melodies_follow_their_tones(mood: str) -> None:
    kept = asked = 0
    for seed in range(10):
        k, a = agreement(by_line(write_melody(MANDARIN, mood=mood, seed=seed), MANDARIN))
        kept, asked = kept + k, asked + a
    assert asked > 1_000
    assert kept / asked >= 0.95


@pytest.mark.parametrize("mood", ALL_MOODS)
def test_melodies_are_singable(mood: str) -> None:
    steps, leaps, count = 0, 0, 0
    for seed in range(6):
        for lines in (MANDARIN, ENGLISH):
            score = write_melody(lines, mood=mood, seed=seed, low=57, high=74)
            pitches = [n.pitch for n in score.notes]
            assert min(pitches) >= 57 and max(pitches) <= 74
            for _, line in by_line(score, lines):
                moves = [abs(b - a) for a, b in pairwise(line)]
                steps += sum(m <= 2 for m in moves)
                leaps += sum(m > 5 for m in moves)
                count += len(moves)
                assert 6 not in moves
    assert steps / count > 0.65
    assert leaps / count < 0.05


@pytest.mark.parametrize("metre", METRES)
def test_stress_falls_on_beats(metre: tuple[int, int]) -> None:
    stressed, on_beat, weak, down = 0, 0, 0, 0
    for seed in range(6):
        score = write_melody(ENGLISH, metre=metre, seed=seed)
        wanted = [a for line in ENGLISH for a in accents(line)]
        for accent, note in zip(wanted, score.notes, strict=True):
            weight = score.weight(note.start)
            stressed += accent == 2
            on_beat += accent == 2 and weight >= 1
            weak += accent == 0
            down += accent == 0 and weight == 3
    assert on_beat / stressed >= (0.7 if metre == (6, 8) else 0.95)
    assert down / weak <= 0.15


@pytest.mark.parametrize("mood", ALL_MOODS)
def test_words_breaths_bars_and_chords_are_all_there(mood: str) -> None:
    score = write_melody(MANDARIN, mood=mood)
    lines = [line for line in MANDARIN if line]
    assert "".join(n.lyrics[0].text for n in score.notes) == "".join(
        s.text for x in lines for s in x
    )
    assert all(b.start >= a.end for a, b in pairwise(score.notes))
    ends = [n for n in score.notes if n.breath]
    assert [n.lyrics[0].line_end for n in score.notes].count(True) == len(ends) == len(lines)
    followers = {n.start for n in score.notes}
    assert all(n.end not in followers for n in ends)
    assert 8 <= len(score.bars) <= 80
    assert score.bars[-1].start + score.bars[-1].length >= score.end
    assert score.keys[0].mode == MOODS[mood].mode
    assert chords_of(score)[0].start == 0
    tonic = chords_of(score)[-1].chord
    assert tonic is not None
    assert score.notes[-1].pitch % 12 == tonic.root
    assert all(n.duration >= 1 for n in ends)


def test_stanzas_and_lines_share_their_tunes() -> None:
    forms = form_of(MANDARIN)
    assert "".join(v.tune for v in forms) == "aabaABACaabaABAC"
    assert [v.chorus for v in forms[::4]] == [False, True, False, True]
    score = write_melody(MANDARIN, seed=4)
    rows = by_line(score, MANDARIN)
    assert rows[0][1] == rows[8][1]
    assert rows[4][1] == rows[12][1]
    verse = sum(sum(p) for _, p in rows[:4]) / sum(len(p) for _, p in rows[:4])
    chorus = sum(sum(p) for _, p in rows[4:8]) / sum(len(p) for _, p in rows[4:8])
    assert chorus > verse
    ten = zh("一 二 三 四", "yi1 er4 san1 si4")
    assert "".join(v.tune for v in form_of([ten] * 3 + [VERSE[0]])) == "abac"
    rhymed = [
        zh("花 开", "hua1 kai1"),
        zh("人 来", "ren2 lai2"),
        zh("风 起", "feng1 qi3"),
        zh("山 外", "shan1 wai4"),
    ]
    assert "".join(v.tune for v in form_of(rhymed)) == "aaba"


def test_a_motif_comes_again_in_english() -> None:
    score = write_melody(ENGLISH, seed=0)
    rows = [p for _, p in by_line(score, ENGLISH)]
    moves = [[(b > a) - (b < a) for a, b in pairwise(row)] for row in rows]
    alike = sum(a == b for a, b in zip(moves[0], moves[2], strict=False))
    assert alike >= 0.6 * min(len(moves[0]), len(moves[2]))


def test_seeds_and_moods_write_other_melodies() -> None:
    assert write_melody(ENGLISH, seed=1) == write_melody(ENGLISH, seed=1)
    made = {tuple(n.pitch for n in write_melody(ENGLISH, seed=s).notes) for s in range(8)}
    assert len(made) == 8
    tempos = {write_melody(ENGLISH, mood=m).tempos[0].bpm for m in ALL_MOODS}
    assert len(tempos) == len(ALL_MOODS)


syllables = st.builds(
    lambda tone, end: LyricSyllable(
        reading=Reading(language="zh", sounds=f"ma{tone}"), text="妈", word_end=end
    ),
    st.integers(1, 5), st.booleans(),
)  # fmt: skip


@given(
    st.lists(st.lists(syllables, max_size=40), min_size=1, max_size=12).filter(any),
    st.sampled_from(ALL_MOODS), st.sampled_from([None, *METRES]), st.integers(36, 70),
    st.integers(9, 24), st.integers(0, 99),
)  # fmt: skip
@settings(max_examples=60)
def test_any_lyric_gets_a_note_a_syllable(
    lines: list[list[LyricSyllable]],
    mood: str,
    metre: tuple[int, int] | None,
    low: int,
    width: int,
    seed: int,
) -> None:
    score = write_melody(lines, mood=mood, metre=metre, low=low, high=low + width, seed=seed)
    assert len(score.notes) == sum(map(len, lines))
    assert all(b.start >= a.end for a, b in pairwise(score.notes))
    assert all(n.duration > 0 and low <= n.pitch <= low + width for n in score.notes)


def test_impossible_wishes_are_refused() -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"mood": "brigt"}, "bright"), ({"low": 60, "high": 64}, "60 to 64"), ({"bpm": 10}, "10"),
        ({"metre": (5, 4)}, "5/4"),
    ]  # fmt: skip
    for change, hint in wrong:
        with pytest.raises(InputError, match=hint):
            write_melody(ENGLISH, **change)  # type: ignore[arg-type]
    for lines in ([], [[]]):
        with pytest.raises(InputError, match="no syllable"):
            write_melody(lines)
    with pytest.raises(InputError, match="61 syllables"):
        write_melody([zh("啊 " * 61, "a1 " * 61)])


def test_english_small_words_are_weak() -> None:
    line = en("I=AY1|am=AE1 M|gol=G OW1 L;den=D AH0 N|can=K AE1 N")
    assert accents(line) == (0, 0, 2, 0, 0)
    assert replace(line[0], text="Fly").text == "Fly"
