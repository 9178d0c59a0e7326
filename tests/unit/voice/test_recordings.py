"""Recordings that cannot make a voice are refused before hours are spent on them."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from aigc.audio import encode_wav
from aigc.errors import AssetError, InputError, TrustError
from aigc.types.audio import Audio
from aigc.voice.record import house_record
from aigc.voice.training import recordings
from aigc.voice.training.recordings import Recording, samples
from aigc.voice.training.sets import SPEAKERS, by_speaker, check_record, keep_to

from .recordings_made import HELD_OUT, LEARNED, made, rows, write_list

SAID: dict[str, tuple[tuple[str, ...], ...]] = {}


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the archives that a process of the training keeps open."""
    opened: list[zipfile.ZipFile | tarfile.TarFile] = []
    keep = recordings.kept_open

    def noted(path: Path) -> zipfile.ZipFile | tarfile.TarFile:
        opened.append(keep(path))
        return opened[-1]

    monkeypatch.setattr(recordings, "kept_open", noted)
    yield
    keep.cache_clear()
    for one in opened:
        one.close()


def test_every_set_is_found_with_what_is_held_out(tmp_path: Path) -> None:
    sets = by_speaker(made(tmp_path / "r"), SAID)
    assert tuple(sets) == SPEAKERS
    for some in sets.values():
        held_out = sum(one.held_out for one in some)
        assert (len(some) - held_out, held_out) == (LEARNED, HELD_OUT)
    assert sets["yue"][0].pinyin == "yue4 liang5" and sets["kathleen"][0].language == "en"
    sound = samples(sets["kathleen"][3])
    assert sound.shape == (2400,) and 0.2 < np.abs(sound).max() < 0.4


def relisted(name: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]):
    def spoil(folder: Path) -> None:
        own = rows()[0 if name == "index.csv" else 1]
        write_list(folder / name, change(own))

    return spoil


def cut(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) * 2 // 3 + 100])

    return spoil


def without(column: str):
    return lambda table: [{k: v for k, v in row.items() if k != column} for row in table]


def pinyin(text: str):
    return lambda table: [*table[:-1], table[-1] | {"pinyin": text}]


FAULTS = {
    "no list": (lambda f: (f / "index.csv").unlink(), "index.csv.* is missing"),
    "no archive": (lambda f: (f / "audio-cmn.zip").unlink(), "audio-cmn.zip.* are missing"),
    "no tar": (lambda f: (f / "kathleen" / "opus.tar").unlink(), "opus.tar.* are missing"),
    "zip cut": (cut("audio-cmn.zip"), "audio-cmn.zip.* are damaged"),
    "tar cut": (cut("kathleen/opus.tar"), "opus.tar.* (are damaged|lacks)"),
    "other encoding": (
        lambda f: (f / "index.csv").write_bytes("file,text\n月亮".encode("utf-16")), "in UTF-8"
    ),
    "no column": (relisted("index.csv", without("pinyin")), "lacks the column pinyin"),
    "no text": (relisted("kathleen/index.csv", without("text")), "lacks the column text"),
    "not in the archive": (
        relisted("index.csv", lambda t: [*t, t[-1] | {"file": "hsk/cmn-none.mp3"}]),
        "lacks 1 of the recordings in index.csv, such as 'hsk/cmn-none.mp3'",
    ),
    "wrong pinyin": (relisted("index.csv", pinyin("yue4 linag5")), "'yue4 linag5' of .*linag"),
    "no pinyin": (relisted("index.csv", pinyin(" ")), "no pinyin for"),
    "too few": (relisted("kathleen/index.csv", lambda t: t[4:]), "too few: 18 to learn from and 3"),
    "none held out": (
        relisted("index.csv", lambda t: t[:-HELD_OUT]), r"yue\) are too few: 22 .* and 0 held out"
    ),
    "empty": (relisted("kathleen/index.csv", lambda t: t[:1]), "too few: 1 to learn from"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_used_is_one_clear_error(tmp_path: Path, name: str) -> None:
    spoil, told = FAULTS[name]
    folder = made(tmp_path / name)
    spoil(folder)
    with pytest.raises(AssetError, match=told):
        by_speaker(folder, SAID)


def recording(folder: Path, data: bytes, *, packed: bool) -> Recording:
    archive = folder / ("a.zip" if packed else "a.tar")
    (folder / "one.wav").write_bytes(data)
    if packed:
        with zipfile.ZipFile(archive, "w") as some:
            some.write(folder / "one.wav", "one.wav")
    else:
        with tarfile.open(archive, "w") as some:
            some.add(folder / "one.wav", "one.wav")
    return Recording(archive=archive, member="one.wav", speaker="yue", language="zh", text="月")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "cannot be read"), (b"RIFF and then nothing", "cannot be read"),
        (encode_wav(Audio(samples=np.zeros((1, 48_000), np.float32), sample_rate=48_000)),
         "is silent"),
        (encode_wav(Audio(samples=np.ones((1, 48), np.float32), sample_rate=48_000)),
         "shorter than 0.05 s"),
    ],
)  # fmt: skip
def test_a_recording_without_sound_is_named(tmp_path, data, told, packed) -> None:
    with pytest.raises(AssetError, match=f"'one.wav' .*{told}"):
        samples(recording(tmp_path, data, packed=packed))


def test_a_folder_of_steps_is_that_of_one_set_of_recordings(tmp_path: Path) -> None:
    sets = by_speaker(made(tmp_path / "r"), SAID)
    work = tmp_path / "work"
    keep_to(work, sets)
    keep_to(work, sets)
    with pytest.raises(InputError, match=r"other recordings.*--work"):
        keep_to(work, sets | {"yue": sets["yue"][1:]})


def test_a_record_must_tell_of_consent_and_of_every_speaker() -> None:
    whole = house_record()
    check_record(whole)
    silent = whole.speakers[0].model_copy(update={"consent": None})
    with pytest.raises(TrustError, match="consent"):
        check_record(whole.model_copy(update={"speakers": (silent, *whole.speakers[1:])}))
    with pytest.raises(TrustError, match=r"of 2 speakers\. Tell of 3"):
        check_record(whole.model_copy(update={"speakers": whole.speakers[1:]}))
