"""Words against their melody: tones, stress, vowels."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.ranking.singability import contour
from aigc.types.template import Cell, Template, TemplateLine

Pitches = int | tuple[int, ...]


def melody(
    pitches: list[Pitches],
    beats: list[float] | None = None,
    marks: str = "",
    stress: str = "",
    language: str = "zh",
) -> Template:
    signs = {"/": "strong", "u": "weak"}
    cells = tuple(
        Cell(
            pitches=(p,) if isinstance(p, int) else p,
            beats=Fraction(beats[k]) if beats else Fraction(1),
            mark=marks[k : k + 1].strip(),
            stress=signs.get(stress[k : k + 1], ""),
        )
        for k, p in enumerate(pitches)
    )
    book = "english" if language == "en" else "thirteen"
    return Template(lines=(TemplateLine(cells=cells),), language=language, book=book)


def places(template: Template, text: str) -> list[int]:
    return [misfit.cell for misfit in contour(template, [text]).misfits]


@pytest.mark.parametrize(
    ("text", "pitches", "wrong", "heard"),
    [
        ("知己", [60, 67], 1, "ji1"),
        ("归来", [60, 67], 0, "gui3"),
        ("月光", [72, 67], 1, "guang3"),
        ("你家", [67, 64], 1, "jia3"),
        ("光明", [60, 67], 0, "guang3"),
    ],
)
def test_a_melody_against_the_tones_makes_another_word(
    text: str, pitches: list[Pitches], wrong: int, heard: str
):
    found = contour(melody(pitches), [text])
    assert [misfit.cell for misfit in found.misfits] == [wrong]
    reason = found.misfits[0].reason
    assert reason.startswith(f"1:{wrong + 1} {text[wrong]} (")
    assert reason.endswith(f"is heard like {heard}.")
    assert found.score < 0.5


@pytest.mark.parametrize(
    ("text", "pitches"),
    [
        ("知己", [67, 60]),
        ("归来", [67, 64]),
        ("月光", [67, 72]),
        ("你家", [60, 67]),
        ("天空", [67, 67]),
        ("世界", [67, 67]),
        ("老鼠", [64, 60]),
        ("明月", [67, 62]),
        ("明月", [62, 67]),
    ],
)
def test_a_melody_along_the_tones_is_right(text: str, pitches: list[Pitches]):
    found = contour(melody(pitches), [text])
    assert found.misfits == ()
    assert found.score >= 0.9


def test_standing_still_is_between_right_and_wrong():
    right, still, wrong = (contour(melody([67, p]), ["知己"]).score for p in (60, 67, 74))
    assert right > still > wrong


def test_two_third_tones_rise():
    assert contour(melody([64, 60]), ["老鼠"]).contour == 1.0
    assert contour(melody([60, 64]), ["老鼠"]).contour < 0.5


def test_tones_are_read_in_context():
    assert places(melody([67, 65]), "长大") == [0]
    assert places(melody([67, 65]), "长城") == []


def test_a_cell_is_named_once():
    found = contour(melody([67, 72, 69]), ["月几时"])
    assert [misfit.cell for misfit in found.misfits] == [1]


def test_a_mark_parts_what_is_compared():
    assert places(melody([60, 67]), "知己") == [1]
    found = contour(melody([60, 67], marks="，"), ["知，己"])
    assert (found.contour, found.score) == (None, 1.0)


def test_a_melisma_follows_its_tone():
    assert places(melody([(64, 60), 60]), "明天")[:1] == [0]
    assert contour(melody([(64, 60), 67]), ["明天"]).misfits[0].reason.endswith("like ming4.")
    assert contour(melody([(60, 64), 67]), ["明天"]).misfits == ()
    assert contour(melody([(60, 64)]), ["大"]).misfits[0].reason.endswith("like da2.")
    assert contour(melody([(60, 65, 60)]), ["大"]).misfits == ()
    ornament = contour(melody([(60, 62)]), ["大"])
    assert ornament.misfits == ()
    assert ornament.score == 0.75


def test_neutral_tones_are_never_misheard():
    found = contour(melody([60, 67]), ["天了"])
    assert [misfit.cell for misfit in found.misfits] == [0]
    assert contour(melody([67, 60]), ["天了"]).misfits == ()


def test_unknown_characters_and_cells_without_pitch_are_left_out():
    assert contour(melody([(), ()]), ["知己"]).contour is None
    assert contour(melody([60, 67]), ["□己"]).contour is None


def test_long_notes_want_open_vowels():
    beats = [1, 1, 3]
    scores = [
        contour(melody([67, 67, 67], beats), [t]).vowels for t in ("花开大", "花开多", "花开立")
    ]
    assert scores == [1.0, 0.5, 0.0]
    assert contour(melody([67, 67, 67]), ["花开大"]).vowels is None
    assert contour(melody([67, 67, 67], beats), ["花开知"]).vowels == 0.0


def test_the_score_weighs_both():
    found = contour(melody([67, 60], [1, 2]), ["知己"])
    assert (found.contour, found.vowels) == (1.0, 0.0)
    assert found.score == pytest.approx(0.8)


def test_english_stress_on_strong_cells():
    right = melody([60] * 4, stress="u/u/", language="en")
    assert contour(right, ["Above the sea"]).score == 1.0
    wrong = melody([60] * 4, stress="/u/u", language="en")
    found = contour(wrong, ["Above the sea"])
    assert found.score == 0.0
    assert [misfit.cell for misfit in found.misfits] == [0, 1]
    assert found.misfits[1].reason == "1:2 in 'above' the stressed syllable stands on a weak beat."


def test_a_word_is_judged_by_the_reading_that_was_sung():
    form = melody([60] * 4, stress="u/u/", language="en")
    assert contour(form, ["I will present"]).score == 1.0


def test_a_secondary_stress_may_be_weak():
    found = contour(melody([60] * 4, stress="u/u/", language="en"), ["Tomorrow night"])
    assert found.misfits == ()
    assert found.score == pytest.approx((1 + 1 + 0.5) / 3)


def test_english_stress_on_long_notes():
    assert contour(melody([60] * 2, [1, 1], language="en"), ["Water"]).score == 1.0
    found = contour(melody([60] * 2, [0.5, 1.5], language="en"), ["Water"])
    assert found.contour == pytest.approx((1 / 3 + 1) / 2)
    assert found.misfits[0].reason.endswith("held longer than the stressed.")
    assert contour(melody([60] * 3, language="en"), ["The red sea"]).contour is None


def test_english_vowels_on_long_notes():
    assert contour(melody([60], [2], language="en"), ["Star"]).vowels == 1.0
    assert contour(melody([60], [2], language="en"), ["Sea"]).vowels == 0.0


def test_other_forms_are_refused():
    with pytest.raises(InputError, match="has 2 lines and the template 1"):
        contour(melody([60]), ["山", "水"])
    with pytest.raises(InputError, match="not in the form"):
        contour(melody([60, 60]), ["山"])


TEXT = st.text(
    st.sampled_from("山水明月你好不了的一知己归来长大银行音乐快得着"), min_size=1, max_size=12
)


@given(TEXT, st.data())
def test_figures_stay_in_range(text: str, data: st.DataObject):
    pitch = st.integers(40, 90)
    pitches = data.draw(
        st.lists(st.lists(pitch, min_size=1, max_size=3), min_size=len(text), max_size=len(text))
    )
    found = contour(melody([tuple(p) for p in pitches]), [text])
    assert 0 <= found.score <= 1
    assert all(0 <= misfit.cell < len(text) for misfit in found.misfits)


@given(TEXT, st.data(), st.integers(-12, 12))
def test_the_key_does_not_matter(text: str, data: st.DataObject, by: int):
    pitches = data.draw(st.lists(st.integers(50, 80), min_size=len(text), max_size=len(text)))
    first = contour(melody(list(pitches)), [text])
    assert contour(melody([p + by for p in pitches]), [text]) == first
