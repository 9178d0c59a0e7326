from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from aigc.errors import Cancelled, ConfigError, EngineFailed, InputError, JobError
from aigc.planes import new_planes
from aigc.progress import cancellable, silent
from aigc.store import Store, digest
from aigc.types.audio import Audio
from aigc.types.frame import Mark, Patch, Planes
from aigc.types.time import TimeRange
from aigc.video import encode, render
from aigc.video.compose import Composer
from aigc.video.presets import Preset
from aigc.video.probe import probe
from aigc.video.render import RenderReport, plan_pieces, render_clip, still

WIDTH, HEIGHT, FPS = 64, 96, Fraction(30)
TINY = Preset(name="tiny", x264="veryfast", crf=12, threads=1)


@dataclass
class Grey:
    """A shot whose level rises by one per frame from ``level``."""

    level: int
    duration: Fraction = Fraction(1)
    drawn: list[Fraction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._out = new_planes(WIDTH, HEIGHT)

    @property
    def fingerprint(self) -> str:
        return digest(("grey", self.level))

    def planes(self, time: Fraction) -> Planes:
        self.drawn.append(time)
        self._out[:HEIGHT] = self.level + round(time * FPS)
        return self._out


@dataclass
class Label:
    """White squares, each in its own time range."""

    ranges: tuple[TimeRange, ...]

    @property
    def fingerprint(self) -> str:
        return digest(self.ranges)

    def window(self, range_: TimeRange) -> str:
        inside = [r for r in self.ranges if r.start < range_.end and range_.start < r.end]
        return digest(tuple((r.start - range_.start, r.duration) for r in inside))

    def patches(self, time: Fraction) -> Sequence[Patch]:
        square = np.full((16, 16, 4), 255, np.uint8)
        shown = any(r.contains(time) for r in self.ranges)
        return (Patch(x_px=8, y_px=8, rgba=square, key="square"),) if shown else ()


def span(start: object, duration: object) -> TimeRange:
    return TimeRange(start=Fraction(str(start)), duration=Fraction(str(duration)))


def tone(seconds: float, rate: int = 48_000, channels: int = 2) -> Audio:
    t = np.arange(round(seconds * rate)) / rate
    wave = (0.5 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    return Audio(samples=np.stack([wave] * channels), sample_rate=rate)


def clip(levels: Sequence[int], seconds: str = "1") -> list[tuple[Grey, TimeRange]]:
    length = Fraction(seconds)
    return [
        (Grey(level, length), TimeRange(start=n * length, duration=length))
        for n, level in enumerate(levels)
    ]


def make(tmp_path: Path, shots: object, **changes: object) -> RenderReport:
    options: dict[str, object] = {
        "overlays": (),
        "audio": tone(2),
        "width_px": WIDTH,
        "height_px": HEIGHT,
        "fps": FPS,
        "preset": TINY,
        "store": Store(tmp_path / "store"),
        "out": tmp_path / "out.mp4",
        "metadata": {},
        "encoder": "libx264",
    }
    options.update(changes)
    return render_clip(shots, options.pop("overlays"), options.pop("audio"), **options)  # type: ignore[arg-type]


def decoded(path: Path) -> tuple[list[np.ndarray], list[Fraction]]:
    frames, times = [], []
    with av.open(str(path)) as source:
        for frame in source.decode(video=0):
            frames.append(frame.to_ndarray())
            times.append(frame.pts * frame.time_base)
    return frames, times


def files(folder: Path) -> set[Path]:
    return {p for p in folder.rglob("*") if p.is_file()}


def boxes(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        found.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4], "big")
    return found


def test_frames_times_tags_and_sound(tmp_path: Path) -> None:
    meta = {"title": "题目", "AIGC": '{"Label": "1"}'}
    report = make(tmp_path, clip([40, 120]), metadata=meta)
    info = probe(report.path)
    assert (info.frames, info.fps, info.width_px, info.height_px) == (60, FPS, WIDTH, HEIGHT)
    assert (report.frames, report.segments, report.reused, report.duration) == (60, 2, 0, 2)
    assert info.video_codec == "h264"
    assert info.colour == (1, 1, 1, 1)
    assert (info.audio_codec, info.sample_rate, info.channels) == ("aac", 48_000, 2)
    assert abs(info.audio_duration - 2) < Fraction(1, 20)
    assert dict(info.metadata).items() >= meta.items()
    frames, times = decoded(report.path)
    assert times == [Fraction(n, 30) for n in range(60)]
    levels = [frame[:HEIGHT].mean() for frame in frames]
    assert levels == pytest.approx([*range(40, 70), *range(120, 150)], abs=1.5)


def test_index_first_and_packets_in_order(tmp_path: Path) -> None:
    report = make(tmp_path, clip([40, 90, 140], "0.3"))
    order = boxes(report.path.read_bytes())
    assert order.index(b"moov") < order.index(b"mdat")
    with av.open(str(report.path)) as source:
        packets = [p for p in source.demux(video=0) if p.size]
        assert source.streams.video[0].pix_fmt == "yuv420p"
    dts = [p.dts for p in packets]
    assert dts == sorted(set(dts))
    assert all(p.pts >= p.dts for p in packets)
    assert sum(p.is_keyframe for p in packets) == 3


@pytest.mark.parametrize("lengths", [(1, 1, 1), (2, 1, 5), (1, 30, 2)])
def test_very_short_shots_join(tmp_path: Path, lengths: tuple[int, ...]) -> None:
    shots, now = [], Fraction(0)
    for n, frames in enumerate(lengths):
        length = frames / FPS
        shots.append((Grey(40 + 60 * n, length), TimeRange(start=now, duration=length)))
        now += length
    report = make(tmp_path, shots)
    frames, times = decoded(report.path)
    assert times == [Fraction(n, 30) for n in range(sum(lengths))]
    assert probe(report.path).frames == sum(lengths)
    assert frames[-1][:HEIGHT].mean() == pytest.approx(160 + lengths[-1] - 1, abs=1.5)


def test_sound_keeps_its_length_and_place(tmp_path: Path) -> None:
    click = np.zeros((1, 44_100 * 2), np.float32)
    click[0, 44_100] = 1
    sound = Audio(samples=click, sample_rate=44_100)
    report = make(tmp_path, clip([40, 120]), audio=sound)
    with av.open(str(report.path)) as source:
        start = None
        parts = []
        for frame in source.decode(audio=0):
            start = frame.pts if start is None else start
            parts.append(frame.to_ndarray())
    wave = np.concatenate(parts, axis=1)
    assert start == 0
    assert abs(wave.shape[1] - 96_000) < 1024
    assert abs(int(np.abs(wave[0]).argmax()) - 48_000) < 48


@pytest.mark.parametrize("seconds", [0, 0.5, 3])
def test_sound_is_cut_or_padded(tmp_path: Path, seconds: float) -> None:
    report = make(tmp_path, clip([40, 120]), audio=tone(seconds))
    assert abs(probe(report.path).audio_duration - 2) < Fraction(1, 20)


def test_one_edited_shot_is_the_only_one_drawn_again(tmp_path: Path) -> None:
    make(tmp_path, clip([40, 80, 120]))
    before = files(tmp_path / "store")
    first, _ = decoded(tmp_path / "out.mp4")
    shots = clip([40, 150, 120])
    report = make(tmp_path, shots)
    assert report.reused == 2
    assert len(files(tmp_path / "store") - before) == 1
    assert [len(shot.drawn) for shot, _ in shots] == [0, 30, 0]
    second, _ = decoded(tmp_path / "out.mp4")
    same = [np.array_equal(a, b) for a, b in zip(first, second, strict=True)]
    assert same == [True] * 30 + [False] * 30 + [True] * 30


def test_an_overlay_costs_only_the_shots_below_it(tmp_path: Path) -> None:
    make(tmp_path, clip([40, 80, 120]), overlays=(Label((span(0, 1),)),))
    report = make(tmp_path, clip([40, 80, 120]), overlays=(Label((span(0, 1), span("1.5", 1))),))
    assert report.reused == 1
    frames, _ = decoded(report.path)
    inside = [frame[12:20, 12:20].mean() > 220 for frame in frames]
    assert inside == [n < 30 or 45 <= n < 75 for n in range(90)]


def test_a_scene_that_moves_in_time_is_not_drawn_again(tmp_path: Path) -> None:
    make(tmp_path, clip([40, 80]))
    report = make(tmp_path, clip([80, 40]))
    assert report.reused == 2


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one = make(tmp_path / "a", clip([40, 80], "0.3")).path.read_bytes()
    two = make(tmp_path / "b", clip([40, 80], "0.3")).path.read_bytes()
    assert one == two


def test_cancelling_leaves_finished_segments_only(tmp_path: Path) -> None:
    shots = clip([40, 80, 120])
    stop = cancellable(silent, lambda: len(shots[1][0].drawn) > 5)
    with pytest.raises(Cancelled):
        make(tmp_path, shots, progress=stop)
    assert len(files(tmp_path)) == 1
    assert make(tmp_path, clip([40, 80, 120])).reused == 1


def test_a_broken_shot_leaves_the_old_file(tmp_path: Path) -> None:
    make(tmp_path, clip([40]))
    old = (tmp_path / "out.mp4").read_bytes()

    class Broken(Grey):
        def planes(self, time: Fraction) -> Planes:
            raise EngineFailed("no picture")

    with pytest.raises(EngineFailed, match="no picture"):
        make(tmp_path, [(Broken(50), span(0, 1))])
    assert (tmp_path / "out.mp4").read_bytes() == old


def test_progress_never_falls_and_ends_whole(tmp_path: Path) -> None:
    seen: list[tuple[str, float, float]] = []
    make(tmp_path, clip([40, 80]), progress=lambda *report: seen.append(report))
    drawn = [done for step, done, _ in seen if step == "render"]
    assert drawn == sorted(drawn)
    assert seen[-1] == ("join", 2, 2)
    assert {step: done / total for step, done, total in seen} == {
        "render": 1,
        "sound": 1,
        "join": 1,
    }


def test_long_shots_are_cut_into_pieces() -> None:
    pieces = plan_pieces([(Grey(40), span(0, 25)), (Grey(50), span(25, "0.5"))], FPS)
    assert [piece.count for piece in pieces] == [250, 250, 250, 15]
    assert [piece.first for piece in pieces] == [0, 250, 500, 750]
    times = [now for piece in pieces for _, now in piece.times(FPS)]
    assert times == [Fraction(n, 30) for n in range(765)]


@pytest.mark.parametrize(
    ("changes", "error", "match"),
    [
        ({"width_px": 63}, ConfigError, "64|62"),
        ({"height_px": 8}, ConfigError, "at least"),
        ({"fps": Fraction(0)}, ConfigError, "above zero"),
        ({"width_px": 128}, EngineFailed, "size of the clip"),
        ({"audio": tone(1, channels=3)}, InputError, "3 channels"),
    ],
)
def test_what_cannot_be_encoded_is_named(
    tmp_path: Path, changes: dict[str, object], error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        make(tmp_path, clip([40]), **changes)
    assert not (tmp_path / "out.mp4").exists()


def test_gaps_overlaps_and_nothing_are_refused(tmp_path: Path) -> None:
    for ranges in ([span(1, 1)], [span(0, 1), span(2, 1)], [span(0, 2), span(1, 1)]):
        with pytest.raises(InputError, match="without a gap"):
            make(tmp_path, [(Grey(40), range_) for range_ in ranges])
    with pytest.raises(InputError, match="nothing to render"):
        make(tmp_path, [])


def test_preview_is_small(tmp_path: Path) -> None:
    half = Preset(name="p", x264="ultrafast", crf=28, scale=Fraction(1, 2), fps_divisor=2)
    info = probe(make(tmp_path, clip([40, 120]), preset=half).path)
    assert (info.width_px, info.height_px, info.fps, info.frames) == (32, 48, 15, 30)


def test_a_card_that_breaks_midway_falls_back_to_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = encode.encode_frames, []

    def flaky(frames: object, video: encode.VideoFormat, path: Path, *, mark: Mark | None) -> int:
        tried.append(video.encoder)
        if video.encoder == "h264_nvenc" and len(tried) == 2:
            path.write_bytes(b"half")
            raise encode.EncoderFailed("out of sessions")
        cpu = encode.VideoFormat(width_px=WIDTH, height_px=HEIGHT, fps=FPS, preset=TINY)
        return real(frames, cpu, path)  # type: ignore[arg-type]

    monkeypatch.setattr(render, "encode_frames", flaky)
    report = make(tmp_path, clip([40, 80]), encoder="h264_nvenc")
    assert report.encoder == "libx264"
    assert tried == ["h264_nvenc", "h264_nvenc", "libx264", "libx264"]
    assert probe(report.path).frames == 60


def test_without_a_card_the_cpu_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "nvenc_works", lambda: False)
    assert encode.choose_encoder("auto") == "libx264"
    monkeypatch.setattr(encode, "nvenc_works", lambda: True)
    assert encode.choose_encoder("auto") == "h264_nvenc"


def test_a_full_disk_is_named_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(frames: object, video: object, path: Path, *, mark: object) -> int:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(render, "encode_frames", full)
    with pytest.raises(JobError, match="full"):
        make(tmp_path, clip([40]))
    assert files(tmp_path) == set()


def test_still_shows_shot_and_overlay() -> None:
    label = Label((span(5, 1),))
    data = still(Grey(106), (label,), Fraction(0), start=Fraction(5))
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture[16, 16].tolist() == [255, 255, 255]
    assert abs(int(picture[60, 40, 1]) - round((106 - 16) * 255 / 219)) <= 1


def test_overlays_leave_the_shots_own_frame_as_it_was() -> None:
    class Still(Grey):
        def planes(self, time: Fraction) -> Planes:
            return self._out

    shot = Still(level=90)
    shot._out[:HEIGHT] = 90
    own = shot._out.copy()
    overlay = Label(ranges=(TimeRange(start=Fraction(0), duration=Fraction(1)),))
    composer = Composer((overlay, overlay), WIDTH, HEIGHT)
    covered = composer.frame(shot, Fraction(0), Fraction(0))
    assert not np.array_equal(covered, own)
    bare = composer.frame(shot, Fraction(1), Fraction(2))
    assert np.array_equal(bare, own)


def test_a_mark_is_on_every_frame_and_keeps_segments_apart(tmp_path: Path) -> None:
    levels = np.zeros((HEIGHT, WIDTH), np.int8)
    levels[:, WIDTH // 2 :] = 20
    plain = make(tmp_path, clip([40, 120]))
    mark = Mark(levels=levels, key="a")
    marked = make(tmp_path, clip([40, 120]), mark=mark, out=tmp_path / "marked.mp4")
    again = make(tmp_path, clip([40, 120]), mark=mark, out=tmp_path / "again.mp4")
    assert (marked.reused, again.reused) == (0, 2)
    assert again.path.read_bytes() == marked.path.read_bytes()
    for before, after in zip(*(decoded(one.path)[0] for one in (plain, marked)), strict=True):
        raised = after[:HEIGHT].astype(int) - before[:HEIGHT]
        assert abs(raised[:, : WIDTH // 2 - 8].mean()) < 1
        assert raised[:, WIDTH // 2 + 8 :].mean() == pytest.approx(20, abs=1)
    wrong = Mark(levels=levels[:, 2:], key="b")
    with pytest.raises(InputError, match="does not fit"):
        make(tmp_path, clip([40]), mark=wrong, out=tmp_path / "wrong.mp4")
    assert not (tmp_path / "wrong.mp4").exists()
