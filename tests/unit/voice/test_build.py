"""Recordings become a voice in steps, each done once; analysis is made up here."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from aigc.errors import Cancelled, JobError, TrustError
from aigc.speech.house import HouseSpeech
from aigc.voice import package
from aigc.voice.record import house_record
from aigc.voice.training import align, build, pack, recogniser, tones
from aigc.voice.training.analysis import LEVEL, Analysed, cleaned
from aigc.voice.training.recordings import Recording, samples
from aigc.voice.training.sets import by_speaker

from .recordings_made import HELD_OUT, LEARNED, analysed, made

SAID = {
    "the": (("DH", "AH0"),), "moon": (("M", "UW1", "N"),), "is": (("IH1", "Z"),),
    "up": (("AH1", "P"),),
}  # fmt: skip


@contextmanager
def by_itself(some: Sequence[Recording], jobs: int) -> Iterator[Iterator[Analysed]]:
    del jobs
    yield map(pack._analysed, some)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_by_processes", by_itself)
    monkeypatch.setattr(pack, "_analysed", analysed)
    monkeypatch.setattr(align, "PASSES", 3)
    monkeypatch.setattr(recogniser, "STEPS", 2)
    monkeypatch.setattr(tones, "STEPS", 2)
    monkeypatch.setattr(build, "_SHOWN_VOCODER", 1)
    monkeypatch.setattr(build, "_SHOWN_ACOUSTIC", 2)


def built(tmp_path: Path, out: Path, **more: object) -> list[str]:
    said: list[str] = []
    given = {"record": house_record(), "folder": tmp_path / "r", "work": tmp_path / "w"} | more
    build.build(
        out=out, pronunciations=SAID, is_weak=lambda word: word == "the",
        hours=build.Hours().times(1e-9), say=said.append, **given,
    )  # fmt: skip
    return said


def fail(*_: object) -> None:
    raise AssertionError("it was done already")


@pytest.mark.usefixtures("quick")
def test_a_voice_is_built_once_and_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "r")
    said = built(tmp_path, tmp_path / "a.safetensors")
    trained = [line.removeprefix("training ") for line in said if line.startswith("training")]
    assert trained == [
        "vocoder", "acoustic_plain", "acoustic_energy", "durations", "melody_plain",
        "melody_energy",
    ]  # fmt: skip
    voice = package.load(tmp_path / "a.safetensors")
    assert voice.record == house_record() and all(150 < hz < 260 for hz in voice.pitch_hz)
    heard = HouseSpeech(tmp_path / "a.safetensors").speak("月亮。", voice="", language="zh")
    assert np.isfinite(heard.audio.samples).all() and heard.audio.samples.std() > 1e-4

    monkeypatch.setattr(pack, "_analysed", fail)
    monkeypatch.setattr(build.Trainer, "run", fail)
    built(tmp_path, tmp_path / "b.safetensors")
    first, second = ((tmp_path / f"{n}.safetensors").read_bytes() for n in "ab")
    assert first == second
    assert not list(tmp_path.rglob("*.part*"))


@pytest.mark.usefixtures("quick")
def test_a_stop_in_training_says_where_and_leaves_no_voice(tmp_path, monkeypatch) -> None:
    made(tmp_path / "r")
    monkeypatch.setattr(build.Trainer, "run", lambda self, say: self.save())
    with pytest.raises(Cancelled, match="during vocoder"):
        built(tmp_path, tmp_path / "a.safetensors")
    assert (tmp_path / "w" / "vocoder.pt").is_file()
    assert not (tmp_path / "a.safetensors").exists()


def test_without_consent_nothing_is_begun(tmp_path: Path) -> None:
    made(tmp_path / "r")
    whole = house_record()
    silent = whole.speakers[2].model_copy(update={"consent": None})
    record = whole.model_copy(update={"speakers": (*whole.speakers[:2], silent)})
    with pytest.raises(TrustError, match="'consent' of the speaker 'kathleen'"):
        built(tmp_path, tmp_path / "a.safetensors", record=record)
    assert {path.name for path in tmp_path.iterdir()} == {"r"}


def counted(calls: list[str], stop_at: int) -> Callable[[Recording], Analysed]:
    def analyse(one: Recording) -> Analysed:
        if len(calls) == stop_at:
            raise KeyboardInterrupt
        calls.append(one.member)
        return analysed(one)

    return analyse


@pytest.mark.usefixtures("quick")
def test_a_stopped_analysis_goes_on_after_its_last_part(tmp_path, monkeypatch) -> None:
    some = by_speaker(made(tmp_path / "r"), SAID)["kathleen"]
    calls: list[str] = []
    monkeypatch.setattr(pack, "AT_ONCE", 10)
    monkeypatch.setattr(pack, "_analysed", counted(calls, 17))
    with pytest.raises(KeyboardInterrupt):
        pack.prepare(some, tmp_path / "p")
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["part-00000.npz"]

    monkeypatch.setattr(pack, "_analysed", counted(calls, 1000))
    whole = pack.prepare(some, tmp_path / "p")
    assert len(calls) == 17 + (LEARNED + HELD_OUT - 10)
    assert not list((tmp_path / "p").glob("part-*"))
    short = [one.member for one in some if one.member.endswith("a0000.opus")]
    assert [one.member for one in whole.recordings] == [
        one.member for one in some if one.member not in short
    ]
    last = len(whole) - 1
    expected = analysed(whole.recordings[last])
    assert whole.frames(last).f0_hz == pytest.approx(expected.frames.f0_hz)
    assert whole.samples(last) == pytest.approx(expected.samples, abs=1e-4)


def test_a_recording_without_edges_is_kept_whole_at_its_level(tmp_path: Path) -> None:
    tone = samples(by_speaker(made(tmp_path / "r"), SAID)["yue"][0])
    kept = cleaned(tone)
    assert len(kept) == len(tone) == 2400
    assert np.sqrt(np.mean(kept**2)) == pytest.approx(LEVEL, rel=0.1)


def test_processes_find_what_one_finds_and_one_that_is_ended_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pack, "_analysed", analysed)
    some = by_speaker(made(tmp_path / "r"), SAID)["yue"][:3]
    with pack._by_processes(some, 2) as found:
        for one, other in zip(map(analysed, some), found, strict=True):
            assert (one.samples == other.samples).all()
            assert (one.frames.envelope == other.frames.envelope).all()
    with pytest.raises(JobError, match="fewer --jobs"), pack._by_processes(some * 200, 1) as found:
        next(found)
        for process in multiprocessing.active_children():
            os.kill(process.pid, signal.SIGKILL)
        list(found)
