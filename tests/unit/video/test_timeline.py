from __future__ import annotations

from fractions import Fraction

import numpy as np
import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.caption import Caption
from aigc.types.narration import Narration, Word
from aigc.types.scene import Headline, Scene, Storyboard
from aigc.types.time import TimeRange
from aigc.types.timeline import Clip, Gap, Timeline, Track, Transition
from aigc.video.timeline.build import build_timeline
from aigc.video.timeline.otio import from_otio, to_otio
from aigc.video.timeline.subtitles import ass_escape, from_srt, to_ass, to_srt


def span(start, end):
    return TimeRange(start=Fraction(start), duration=Fraction(end) - Fraction(start))


def caption(rows, start, end, language="zh"):
    """Caption with one word per row that lasts an even share."""
    words, at = [], 0
    share = (Fraction(end) - Fraction(start)) / len(rows)
    for n, row in enumerate(rows):
        time = TimeRange(start=Fraction(start) + n * share, duration=share)
        words.append(Word(text=row, span=Span(start=at, end=at + len(row)), time=time))
        at += len(row)
    return Caption(
        rows=tuple(rows), words=tuple(words), time=span(start, end), line=0, language=language
    )


def parts(ends=(3, 7, 10)):
    scenes, start = [], 0
    for n, end in enumerate(ends):
        scenes.append(
            Scene(
                kind="headline", content=Headline(title=f"{n}"), time=span(start, end), lines=(n,)
            )
        )
        start = end
    audio = Audio(samples=np.zeros((1, 9000), np.float32), sample_rate=1000)
    return Storyboard(scenes=tuple(scenes)), Narration(
        language="zh", voice="v", audio=audio, lines=()
    )


def built(**options):
    board, voice = parts()
    captions = (caption(["你好"], "1/3", 2), caption(["第二", "句话"], 2, 4))
    return build_timeline(board, voice, captions, fps=30, width_px=1080, height_px=1920, **options)


def test_tracks_scenes_and_gaps_fill_the_clip():
    t = built(music="bed", transition="slabs")
    assert [x.name for x in t.tracks] == ["video", "narration", "music", "captions"]
    assert t.duration == 10 and all(x.duration == 10 for x in t.tracks)
    placed = t.track("video").placed()
    assert [(r.start, c.media) for r, c in placed] == [
        (0, "scene:0"),
        (3, "scene:1"),
        (7, "scene:2"),
    ]
    changes = [i for i in t.track("video").items if isinstance(i, Transition)]
    assert len(changes) == 2 and all(
        c.in_offset == 0 and c.out_offset == Fraction(11, 30) for c in changes
    )
    assert [r.start for r, _ in t.track("captions").placed()] == [Fraction(1, 3), 2]


def test_cut_has_no_transition_and_no_music_no_track():
    t = built()
    assert not any(isinstance(i, Transition) for i in t.track("video").items)
    with pytest.raises(KeyError):
        t.track("music")


def test_otio_reads_back_equal_and_in_other_hands():
    import opentimelineio as otio

    t = built(music="abc", transition="iris")
    text = to_otio(t)
    assert from_otio(text) == t
    read = otio.adapters.read_from_string(text, "otio_json")
    assert read.duration().to_seconds() == pytest.approx(10)
    assert len(list(read.find_clips())) == 3 + 1 + 1 + 2


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"OTIO_SCHEMA": "Clip.2"}'])
def test_otio_refuses_other_text(text):
    with pytest.raises(InputError):
        from_otio(text)


def test_otio_of_another_tool_is_read():
    import opentimelineio as otio

    foreign = otio.schema.Timeline(name="cut")
    track = otio.schema.Track(name="V1", kind="Video")
    rate = 30000 / 1001
    track.append(
        otio.schema.Clip(
            name="a",
            source_range=otio.opentime.TimeRange(
                otio.opentime.RationalTime(0, rate), otio.opentime.RationalTime(30, rate)
            ),
        )
    )
    foreign.tracks.append(track)
    t = from_otio(foreign.to_json_string())
    assert t.fps == Fraction(30000, 1001)
    assert t.duration == Fraction(1001, 1000)


TIMES = st.fractions(min_value=0, max_value=1000, max_denominator=1000)
SHORT = st.fractions(min_value=Fraction(1, 100), max_value=60, max_denominator=1000)
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8
)
CLIPS = st.builds(
    lambda name, media, start, length, meta: Clip(
        name=name,
        media=media,
        source_range=TimeRange(start=start, duration=length),
        metadata=tuple(meta),
    ),
    NAMES,
    NAMES,
    TIMES,
    SHORT,
    st.lists(st.tuples(NAMES, NAMES), max_size=2),
)
ITEMS = st.lists(st.one_of(CLIPS, st.builds(lambda d: Gap(duration=d), SHORT)), max_size=5)
TRACKS = st.builds(
    lambda n, k, i: Track(name=n, kind=k, items=tuple(i)),
    NAMES,
    st.sampled_from(["video", "audio", "caption"]),
    ITEMS,
)


@settings(max_examples=40)
@given(
    NAMES,
    st.sampled_from([Fraction(24), Fraction(30), Fraction(30000, 1001)]),
    st.lists(TRACKS, max_size=3),
)
def test_any_timeline_survives_otio(name, fps, tracks):
    t = Timeline(name=name, fps=fps, width_px=8, height_px=6, tracks=tuple(tracks))
    assert from_otio(to_otio(t)) == t


def test_srt_is_what_players_expect():
    text = to_srt([caption(["你好", "世界"], "1/3", 2), caption(["再见"], 3661, 3662)])
    assert text == (
        "1\n00:00:00,333 --> 00:00:02,000\n你好\n世界\n\n2\n01:01:01,000 --> 01:01:02,000\n再见\n"
    )


ROW = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf", "Co")),
    min_size=1,
    max_size=12,
).map(lambda s: f"字{s}末")


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.lists(ROW, min_size=1, max_size=2), st.integers(1, 4000), st.integers(0, 500)),
        max_size=5,
    )
)
def test_srt_round_trip(cues):
    now, made = 0, []
    for rows, length, gap in cues:
        start = Fraction(now + gap, 1000)
        made.append(caption(rows, start, start + Fraction(length, 1000)))
        now += gap + length
    read = from_srt(to_srt(made), language="zh")
    assert [(c.rows, c.time) for c in read] == [(c.rows, c.time) for c in made]


@pytest.mark.parametrize("row", ["2024", "{\\i1}", "<b>x</b>", "C:\\New\\name", "a --> b", "{}"])
def test_srt_keeps_odd_rows(row):
    made = [caption(["前", row], 0, 1), caption([row], 1, 2)]
    assert [c.rows for c in from_srt(to_srt(made), language="zh")] == [c.rows for c in made]


def test_srt_refuses_other_text():
    with pytest.raises(InputError, match="No cue"):
        from_srt("WEBVTT of some kind", language="en")


def test_ass_karaoke_follows_the_words():
    c = caption(["你好", "世界"], 1, 3)
    read = pysubs2.SSAFile.from_string(
        to_ass([c], width_px=1080, height_px=1920, font="Noto Sans SC")
    )
    assert read.info["PlayResX"] == "1080"
    assert read.events[0].text == "{\\k100}你好{\\k100}\\N世界"
    assert (read.events[0].start, read.events[0].end) == (1000, 3000)
    assert read.styles["Default"].fontname == "Noto Sans SC"


def test_ass_waits_in_pauses_and_does_not_drift():
    words = [
        Word(text="ab"[n], span=Span(start=n, end=n + 1), time=span(s, e))
        for n, (s, e) in enumerate([("1/3", "2/3"), ("4/3", "5/3")])
    ]
    c = Caption(rows=("ab",), words=tuple(words), time=span("1/3", 2), line=0, language="en")
    text = (
        pysubs2.SSAFile.from_string(to_ass([c], width_px=9, height_px=9, font="x")).events[0].text
    )
    assert text == "{\\k34}a{\\k66}{\\k34}b"


@settings(max_examples=60)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf")),
        min_size=1,
        max_size=20,
    )
)
def test_ass_text_never_becomes_a_tag(text):
    escaped = ass_escape(text)
    assert escaped.replace("\\{", "{").replace("\\}", "}").replace("\\\u2060", "\\") == text
    read = pysubs2.SSAFile.from_string(
        to_ass([caption([f"a{text}b"], 0, 1)], width_px=9, height_px=9, font="x")
    )
    assert read.events[0].text == "{\\k100}" + ass_escape(f"a{text}b")
