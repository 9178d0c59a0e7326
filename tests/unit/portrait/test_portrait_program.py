"""Programs of one's own: called as the contract says, followed, bounded and ended whole."""

from __future__ import annotations

import tempfile
import time
from fractions import Fraction

import av
import numpy as np
import psutil
import pytest

from aigc.consent import Consent
from aigc.errors import Cancelled, ConfigError, EngineFailed, EngineUnavailable
from aigc.notices import noticing
from aigc.portrait.contract import read_contract
from aigc.portrait.engine import Box, animate
from aigc.portrait.result import film_frames
from aigc.portrait.subprocess_driver import SubprocessPortrait
from aigc.progress import silent
from tests.tiny.portrait import contract, drawn_face, voice

FACE = Box(x=40, y=34, width=120, height=172)
AGREED = Consent(subject="a drawing", statement="It is ours.")
PORTRAIT = drawn_face()
FPS = Fraction(10)
GOOD = "'{portrait}', '{audio}', '{out}'"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def frames(path, *, fps=FPS, seed=90, progress=silent, face=FACE, **options):
    driver = SubprocessPortrait(str(path), **options)
    made = animate(
        driver, PORTRAIT, voice(0.6), consent=AGREED, fps=fps, face=face, seed=seed,
        progress=progress,
    )  # fmt: skip
    return np.stack(list(made))


def test_a_film_is_brought_to_the_portrait(tmp_path, temporary):
    found = frames(contract(tmp_path, result="film"))
    assert found.shape == (6, *PORTRAIT.shape)
    assert np.abs(found.astype(int) - PORTRAIT).mean() < 8
    assert list(temporary.iterdir()) == []


def test_a_container_that_rounds_its_times_loses_no_frame(tmp_path):
    """Matroska counts milliseconds, so that at 30 a second every third frame is a little late."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w", format="matroska") as target:
        stream = target.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for n in range(9):
            picture = np.full((64, 64, 3), 20 * n + 30, np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        target.mux(stream.encode(None))
    found = [f.mean() for f in film_frames(path, 9, fps=Fraction(30), size=(64, 64))]
    assert (np.diff(found) > 10).all()


def test_another_rate_keeps_its_time(tmp_path):
    """Ten frames a second of the program's are shown three times each at thirty."""
    path = contract(tmp_path, "slow", extra="fps = 10")
    found = frames(path, fps=Fraction(30))
    assert len(found) == 18
    assert (found[0] == found[2]).all() and (found[0] != found[3]).any()
    assert (frames(path, fps=FPS) == found[::3]).all()


def test_a_square_is_given_and_laid_back(tmp_path):
    found = frames(contract(tmp_path, extra='crop = "square"\nmargin = 0\nsize_px = 64'))
    assert found.shape == (6, *PORTRAIT.shape)
    assert (found[:, :30] == PORTRAIT[:30]).all()
    assert (found[:, 130:170, 80:120] != PORTRAIT[130:170, 80:120]).any()
    with noticing() as told:
        frames(tmp_path / "driver.toml", face=None)
    assert "--face" in told[0]


WRONG = {
    "fail": "code 3: no weights at ckpt.pth",
    "nothing": "made no frames",
    "short": "0.20 s of frames where the sound lasts 0.60",
    "wide": 'crop = "square"',
}


@pytest.mark.parametrize("how", WRONG)
def test_what_a_program_does_wrong_is_told(tmp_path, temporary, how, monkeypatch):
    monkeypatch.setattr("aigc.portrait.result.MISSING_S", Fraction(1, 10))
    with pytest.raises(EngineFailed, match=WRONG[how]):
        frames(contract(tmp_path / "own", how))
    assert list(temporary.iterdir()) == []


def test_a_missing_or_damaged_film_is_told(tmp_path):
    with pytest.raises(EngineFailed, match="made no film"):
        frames(contract(tmp_path, "nothing", result="film"))
    path = tmp_path / "driver.toml"
    command = ["sh", "-c", 'echo "$0 $1" > /dev/null; echo nonsense > "$2"']
    places = ["{portrait}", "{audio}", "{out}"]
    path.write_text(f'command = {[*command, *places]!r}\nresult = "film"\n'.replace("\\'", "'"))
    with pytest.raises(EngineFailed, match="film cannot be used"):
        frames(path)


def ended(folder, seconds=3.0):
    """Tell whether every process that runs in a folder ends in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(_place(process) == str(folder) for process in psutil.process_iter()):
            return True
        time.sleep(0.05)
    return False


def _place(process):
    try:
        return process.cwd()
    except psutil.Error:
        return ""


def test_stopping_ends_the_program_and_all_it_started(tmp_path, temporary):
    path = contract(tmp_path / "own", "sleep")

    def stop(step, done, total):
        if (tmp_path / "own" / "started").exists():
            assert not ended(tmp_path / "own", 0.1)
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        frames(path, progress=stop)
    assert ended(tmp_path / "own") and list(temporary.iterdir()) == []


def test_a_program_that_takes_too_long_is_ended(tmp_path, temporary):
    begun = time.monotonic()
    with pytest.raises(EngineFailed, match="more than 1 s"):
        frames(contract(tmp_path / "own", "sleep"), timeout_s="1")
    assert time.monotonic() - begun < 10
    assert ended(tmp_path / "own") and list(temporary.iterdir()) == []


def test_a_program_that_floods_its_outputs_is_heard_to_its_end(tmp_path, temporary):
    path, flood = tmp_path / "driver.toml", "yes 0123456789 | head -n 800000"
    path.write_text(
        f"command = ['sh', '-c', '{flood}; {flood} >&2; echo no room >&2; exit 5', {GOOD}]"
    )
    with pytest.raises(EngineFailed, match="code 5: no room"):
        frames(path)
    assert list(temporary.iterdir()) == []


def test_folders_may_have_any_name(tmp_path, monkeypatch):
    place = tmp_path / "我的 'portraits' & more"
    (place / "for a while").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place / "for a while"))
    assert len(frames(contract(place / "a program"))) == 6


def test_only_named_variables_are_handed_on(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    path = contract(
        tmp_path, extra='environment = ["CUDA_VISIBLE_DEVICES"]\nvariables = { STYLE = "calm" }'
    )
    given = read_contract(path).surroundings()
    assert "SECRET_TOKEN" not in given and "PATH" in given
    assert given["PYTHONUNBUFFERED"] == "1"
    assert given["CUDA_VISIBLE_DEVICES"] == "1" and given["STYLE"] == "calm"


def test_no_shell_reads_the_arguments(tmp_path):
    path = tmp_path / "driver.toml"
    path.write_text(
        "command = ['sh', '-c', 'exit 7', '{portrait}', '{audio}', '{out}; touch pwned']\n"
    )
    with pytest.raises(EngineFailed, match="code 7: it said nothing"):
        frames(path)
    assert not list(tmp_path.glob("*pwned*"))


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (f"command = ['no-such-program', {GOOD}]", EngineUnavailable, "no-such-program"),
        (f"command = ['sh', {GOOD}]\nfolder = 'gone'", EngineUnavailable, "'gone'"),
        (f"command = ['sh', {GOOD}, '{{voice}}']", ConfigError, r"there is no \{voice\}"),
        ("command = ['sh', '{portrait}']", ConfigError, r"lacks \{audio\}, \{out\}"),
        ("command = 'sh {portrait} {audio} {out}'", ConfigError, "command"),
        (f"command = ['sh', {GOOD}]\nshell = true", ConfigError, "shell"),
        (f"command = ['sh', {GOOD}]\nresult = 'gif'", ConfigError, "result"),
        ("", ConfigError, "command"),
    ],
)
def test_a_contract_that_is_wrong_is_told(tmp_path, text, error, said):
    path = tmp_path / "driver.toml"
    path.write_text(text)
    with pytest.raises(error, match=said):
        frames(path)


def test_the_fingerprint_follows_the_contract(tmp_path):
    first = SubprocessPortrait(str(contract(tmp_path))).fingerprint
    assert SubprocessPortrait(str(tmp_path / "driver.toml"), timeout_s="9").fingerprint == first
    contract(tmp_path, extra='version = "weights of May"')
    second = SubprocessPortrait(str(tmp_path / "driver.toml")).fingerprint
    with (tmp_path / "program.py").open("a") as program:
        program.write("# other weights")
    third = SubprocessPortrait(str(tmp_path / "driver.toml")).fingerprint
    assert len({first, second, third}) == 3


def test_a_program_that_leaves_others_behind_is_not_waited_for(tmp_path, temporary):
    """What it started in the background holds its output open, and is ended with it."""
    path = tmp_path / "driver.toml"
    path.write_text(f"command = ['sh', '-c', 'sleep 61 & exit 4', {GOOD}]\n")
    begun = time.monotonic()
    with pytest.raises(EngineFailed, match="code 4"):
        frames(path)
    assert time.monotonic() - begun < 5
    assert ended(tmp_path, 1.0)
