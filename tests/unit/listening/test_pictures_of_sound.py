"""Pictures of sound show what is there, fit their sheet and can be saved."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sound_samples import LINE, RATE, TIMING, hertz, pitch_of, sung, voice

from aigc.errors import InputError, JobError
from aigc.image.type.coverage import missing_in
from aigc.listening.drawing import Box, Pixels, Stroke, Words
from aigc.listening.look import ASKED, HEARD, LEFT_PX, NOTE, WIDTH_PX, ramp
from aigc.listening.mouth import mouth_picture
from aigc.listening.piano_roll import piano_roll
from aigc.listening.players import side_by_side
from aigc.listening.rows import rows_of
from aigc.listening.setting import style_of, width_px
from aigc.listening.spectrogram import spectrogram
from aigc.listening.spectrum import frequency_at, height_of, spectrum
from aigc.listening.words import word_table
from aigc.timings.lip_sync import lip_sync
from aigc.types.audio import Audio
from aigc.types.score import Bar, ChordSymbol, Note, Score
from aigc.types.vocal import VocalLine
from aigc.voice.phones import SYMBOLS

SVG = "{http://www.w3.org/2000/svg}"
PITCH = np.where(np.arange(400) % 100 < 80, 220.0, 0.0)
SOUND = voice(PITCH)


def texts(drawing):
    return [m.text for m in drawing.marks if isinstance(m, Words)]


def strokes(drawing, colour):
    return [m for m in drawing.marks if isinstance(m, Stroke) and m.colour == colour]


def inside(drawing):
    """Tell whether every mark lies on the sheet."""
    for mark in drawing.marks:
        match mark:
            case Box() | Pixels():
                corners = ((mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height))
            case Stroke():
                corners = mark.points
            case Words():
                corners = ((mark.x, mark.y),)
        for x, y in corners:
            assert -0.01 <= x <= drawing.width_px + 0.01, mark
            assert -0.01 <= y <= drawing.height_px + 0.01, mark
    return True


def test_a_tone_is_brightest_at_its_own_frequency():
    for hz in (300.0, 1000.0, 5000.0):
        times = np.arange(RATE) / RATE
        tone = Audio(
            samples=(0.3 * np.sin(2 * np.pi * hz * times))[None].astype(np.float32),
            sample_rate=RATE,
        )
        shares = spectrum(tone, 0.2, 0.8, 50, 240)
        assert shares.shape == (240, 50) and shares.max() == 1 and shares.min() >= 0
        row = 240 - float(height_of(hz)) * 240
        assert abs(int(shares[:, 25].argmax()) + 0.5 - row) < 2


def test_silence_is_dark_and_what_is_outside_counts_as_silence():
    still = Audio(samples=np.zeros((1, RATE), np.float32), sample_rate=RATE)
    assert spectrum(still, 0, 1, 20, 30).max() < 0.2
    edge = spectrum(voice(np.full(100, 200.0)), -0.3, 0.5, 80, 60)
    assert edge[:, :20].max() < 0.3 < edge[:, 60].max()


@given(st.floats(0, 1))
def test_heights_and_frequencies_are_each_others_reverse(height):
    back = height_of(frequency_at(np.array([height])))
    assert back[0] == pytest.approx(height, abs=1e-9)


def test_the_ramp_goes_from_dark_to_light():
    light = ramp(np.linspace(0, 1, 50, dtype=np.float32)).astype(int).sum(axis=1)
    assert (np.diff(light) >= 0).all() and light[-1] == 3 * 255 and light[0] < 120


@given(
    st.floats(0.2, 400),
    st.lists(st.floats(0, 400), max_size=30),
    st.lists(st.floats(0, 400), max_size=30),
    st.floats(0.5, 20),
)
def test_rows_cover_the_clock_once_and_none_is_too_long(duration, rests, begins, longest):
    rows = rows_of(1.0, 1 + duration, longest, rests_s=rests, begins_s=begins)
    assert rows[0].begin_s == 1 and rows[-1].end_s == 1 + duration
    for a, b in pairwise(rows):
        assert a.end_s == b.begin_s
    for row in rows:
        assert 0 < row.end_s - row.begin_s <= longest * 1.03
        assert row.right <= WIDTH_PX


def test_a_row_ends_in_a_rest_rather_than_in_a_word():
    assert rows_of(0.0, 12.0, 8.0, rests_s=[5.2], begins_s=[6.0])[0].end_s == 5.2
    assert rows_of(0.0, 12.0, 8.0, begins_s=[6.3])[0].end_s == 6.3
    assert rows_of(0.0, 12.0, 8.0)[0].end_s == 6.0


def test_a_spectrogram_shows_words_sounds_and_pitch():
    drawing = spectrogram(SOUND, timing=TIMING, f0_hz=PITCH)
    assert {"鸡", "<&>", "tɕ", "i", "ʂ", "u"} <= set(texts(drawing))
    assert "sil" not in texts(drawing)
    assert len(strokes(drawing, ASKED)) == 4
    (picture,) = (m for m in drawing.marks if isinstance(m, Pixels))
    assert picture.x == LEFT_PX and picture.rgb.dtype == np.uint8
    assert inside(drawing)


def test_a_word_stands_where_it_is_heard():
    drawing = spectrogram(SOUND, timing=TIMING)
    (plate,) = (m for m in drawing.marks if isinstance(m, Box) and m.fill == NOTE and m.x < 300)
    scale = (WIDTH_PX - LEFT_PX - 24) / 2
    assert plate.x == pytest.approx(LEFT_PX + 0.2 * scale)
    assert plate.width == pytest.approx(0.8 * scale, abs=2)


def test_a_long_recording_takes_rows():
    one = spectrogram(SOUND, timing=TIMING, f0_hz=PITCH)
    many = spectrogram(SOUND, timing=TIMING, f0_hz=PITCH, row_s=0.5)
    assert sum(isinstance(m, Pixels) for m in many.marks) >= 4
    assert many.height_px > 3.5 * one.height_px and inside(many)


def test_a_recording_without_words_or_pitch_is_a_picture_too():
    assert spectrogram(SOUND).height_px < spectrogram(SOUND, timing=TIMING).height_px
    assert inside(spectrogram(SOUND, f0_hz=np.zeros(400)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"audio": Audio(samples=np.zeros((1, 0), np.float32), sample_rate=RATE)}, "empty"),
        ({"audio": Audio(samples=np.full((1, 9), np.nan, np.float32), sample_rate=RATE)}, "no num"),
        ({"f0_hz": np.array([np.nan])}, "pitch"),
        ({"f0_hz": np.zeros((2, 2))}, "pitch"),
        ({"f0_hz": np.array([-1.0])}, "pitch"),
        ({"row_s": 0.0}, "0.5 to 60"),
        ({"row_s": float("nan")}, "0.5 to 60"),
    ],
)
def test_what_cannot_be_drawn_is_told(change, told):
    given = {"audio": SOUND} | change
    with pytest.raises(InputError, match=told):
        spectrogram(given.pop("audio"), **given)


def test_a_piano_roll_puts_notes_on_their_keys():
    drawing = piano_roll(LINE)
    plates = [m for m in drawing.marks if isinstance(m, Box) and m.fill == NOTE]
    assert len(plates) == 3
    first, second, third = plates
    assert second.y == pytest.approx(first.y - 2 * first.height)
    assert third.y == pytest.approx(first.y - 7 * first.height)
    assert {"轻", "high", "C4", "G4"} <= set(texts(drawing)) and "-" not in texts(drawing)
    assert strokes(drawing, ASKED) == strokes(drawing, HEARD) == []
    assert inside(drawing)


def test_the_pitch_that_was_asked_runs_through_the_notes_and_a_sharp_one_above():
    drawing = piano_roll(LINE, singing=sung(), heard_hz=pitch_of(LINE, cents=100))
    assert {"asked", "heard", "tɕʰ", "i", "a"} <= set(texts(drawing)) and "br" not in texts(drawing)
    plates = [m for m in drawing.marks if isinstance(m, Box) and m.fill == NOTE]
    asked = [m for m in strokes(drawing, ASKED) if len(m.points) > 9]
    heard = [m for m in strokes(drawing, HEARD) if len(m.points) > 9]
    last, key = plates[-1], plates[-1].height
    assert asked[-1].points[0][1] == pytest.approx(last.y + key / 2, abs=0.1)
    assert heard[-1].points[0][1] == pytest.approx(last.y - key / 2, abs=0.1)
    assert inside(drawing)


def test_bars_and_chords_of_a_score_lie_on_the_line_s_clock():
    score = Score(
        notes=(Note(pitch=60, start=Fraction(0), duration=Fraction(1)),),
        bars=(Bar(start=Fraction(0)), Bar(start=Fraction(4))),
        chords=(ChordSymbol(start=Fraction(4), symbol="Am7"),),
    )
    drawing = piano_roll(LINE, score=score)
    (chord,) = (m for m in drawing.marks if isinstance(m, Words) and m.text == "Am7")
    scale = (WIDTH_PX - LEFT_PX - 24) / 3.5
    assert chord.x == pytest.approx(LEFT_PX + 2.5 * scale + 3)


def test_what_a_band_plays_alone_is_left_out():
    notes = tuple(replace(n, time=n.time.shifted(Fraction(20))) for n in LINE.notes)
    late = VocalLine(notes=notes, duration=Fraction(60))
    assert piano_roll(late).height_px == piano_roll(LINE).height_px
    assert "3.0" in texts(piano_roll(LINE)) and "23.0" in texts(piano_roll(late))
    assert "60.0" not in texts(piano_roll(late)) and "0.0 s" not in texts(piano_roll(late))


def test_a_pitch_off_the_keys_stays_on_the_sheet():
    assert inside(piano_roll(LINE, heard_hz=np.full(700, hertz(110)), row_s=1.0))


def test_a_roll_without_notes_is_refused():
    with pytest.raises(InputError, match="no note"):
        piano_roll(VocalLine(notes=(), duration=Fraction(1)))


def test_a_mouth_shows_visemes_over_sounds():
    mouth = lip_sync(TIMING)
    drawing = mouth_picture(mouth, row_s=1.0)
    assert {"CH", "ih", "ou", "tɕ", "jawOpen", "mouthPucker"} <= set(texts(drawing))
    assert inside(drawing)


def test_words_have_their_sounds_and_pitch():
    rows = word_table(TIMING, f0_hz=PITCH).words
    assert [r.word.text for r in rows] == ["鸡", "<&>"]
    assert [p.text for p in rows[0].phonemes] == ["tɕ", "i"]
    assert rows[0].pitch_hz == 220
    html = word_table(TIMING)._repr_html_()
    assert "&lt;&amp;&gt;" in html and "800 ms" in html and "Hz" not in html


def test_recordings_stand_side_by_side_with_their_pitch():
    glide = voice(np.geomspace(200, 400, 200))
    first, second = side_by_side({"<one>": SOUND, "two": glide}, pitch=True).recordings
    assert first.pitch_hz == pytest.approx(220, rel=0.003) and first.range_semitones < 0.5
    assert second.range_semitones == pytest.approx(10.8, abs=0.5)
    html = side_by_side({"<one>": SOUND})._repr_html_()
    assert html.count("<audio") == 1 and "&lt;one&gt;" in html and "semitones" not in html
    with pytest.raises(InputError, match="at least one"):
        side_by_side({})


def test_the_svg_is_whole_xml_with_its_picture_in_it():
    drawing = spectrogram(SOUND, timing=TIMING, f0_hz=PITCH)
    root = ElementTree.fromstring(drawing.svg)
    assert root.find(f"{SVG}title").text == "Spectrogram of 2.0 seconds"
    assert [t.text for t in root.iter(f"{SVG}text")].count("<&>") == 1
    assert root.find(f"{SVG}image").get("href").startswith("data:image/png;base64,")
    assert drawing.svg in drawing._repr_html_()


def test_the_png_has_the_colours_of_its_marks(tmp_path):
    drawing = piano_roll(LINE, singing=sung())
    image = Image.open(io.BytesIO(drawing.png(2.0))).convert("RGB")
    assert image.size == (2160, round(2 * drawing.height_px))
    plate = next(m for m in drawing.marks if isinstance(m, Box) and m.fill == NOTE)
    spot = (round(2 * (plate.x + plate.width * 0.8)), round(2 * (plate.y + 3)))
    assert image.getpixel(spot) == tuple(int(NOTE[i : i + 2], 16) for i in (1, 3, 5))


def test_every_sound_of_the_house_voices_can_be_written():
    chain = style_of(12.0).chain(False)
    assert missing_in("".join(SYMBOLS), chain) == ()
    assert width_px("tʂʰ", 12.0) > width_px("tʂ", 12.0) > width_px("t", 12.0) > 0


def test_saving_goes_by_the_ending_and_leaves_nothing_half_done(tmp_path):
    drawing = spectrogram(SOUND, timing=TIMING)
    assert drawing.save(tmp_path / "new" / "a.svg").read_text(encoding="utf-8") == drawing.svg
    with Image.open(drawing.save(tmp_path / "a.PNG")) as image:
        assert image.format == "PNG"
    with pytest.raises(InputError, match="png"):
        drawing.save(tmp_path / "a.pgn")
    (tmp_path / "b.png").mkdir()
    with pytest.raises(JobError):
        drawing.save(tmp_path / "b.png")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.PNG", "b.png", "new"]


def test_equal_sounds_make_equal_pictures():
    first = piano_roll(LINE, singing=sung(), heard_hz=pitch_of(LINE))
    assert first.svg == piano_roll(LINE, singing=sung(), heard_hz=pitch_of(LINE)).svg
    moved = replace(LINE, notes=(replace(LINE.notes[0], pitch=61), *LINE.notes[1:]))
    assert first.svg != piano_roll(moved, singing=sung(), heard_hz=pitch_of(LINE)).svg


def test_importing_the_pictures_is_cheap():
    heavy = "import sys, aigc.listening.drawing, aigc.listening.pitch; "
    code = heavy + "assert not {'skia', 'scipy', 'PIL', 'uharfbuzz'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
