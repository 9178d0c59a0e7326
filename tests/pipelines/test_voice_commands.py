"""`aigc speak`, `aigc sing` and `aigc voices` on the command line, with the fake engines."""

from __future__ import annotations

import sys

import pytest
import typer
from rich.console import Console

from aigc import cli

FAKES = ("--singer", "fake", "--band", "fake")


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    def call(*arguments):
        monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
        monkeypatch.setattr(sys, "argv", ["aigc", *map(str, arguments)])
        monkeypatch.setattr(cli, "console", Console(stderr=True, width=200))
        app = typer.Typer(pretty_exceptions_enable=False)
        app.command()(cli.themes)
        monkeypatch.setattr(cli, "app", app)
        with pytest.raises(SystemExit) as left:
            cli.main()
            raise SystemExit(0)
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return call


def test_a_text_is_spoken_into_a_file_with_its_times(run, tmp_path):
    out = tmp_path / "a.wav"
    code, said, _ = run(
        "speak", "你好，世界。", "--speech", "fake", "--emotion", "sad", "--rate", "1.2",
        "--timings", "--out", out,
    )  # fmt: skip
    assert code == 0
    assert out.stat().st_size > 44 and (tmp_path / "a.srt").read_text(encoding="utf-8")
    assert str(out) in said.replace("\n", "")


def test_a_lexicon_is_a_file_and_its_faults_are_one_line(run, tmp_path):
    lexicon = tmp_path / "own.txt"
    lexicon.write_text("艾灵 ai4 ling2\n", encoding="utf-8")
    more = ("--speech", "fake", "--lexicon", lexicon, "--out", tmp_path / "a.wav")
    assert run("speak", "艾灵", *more)[0] == 0
    (tmp_path / "a.wav").unlink()
    lexicon.write_text("艾灵 ai4 lign2\n", encoding="utf-8")
    code, _, err = run("speak", "艾灵", *more)
    assert code == 2 and "own.txt, line 1: 'lign2'" in err and not (tmp_path / "a.wav").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--voice", "nobody"), "nobody"),
        (("--emotion", "angry"), "emotion"),
        (("--rate", "9"), "rate"),
        (("--out", "song.mp3"), ".wav"),
        (("--speech", "fakes"), "Did you mean fake"),
    ],
)
def test_bad_wishes_are_one_line_and_leave_nothing(run, tmp_path, monkeypatch, more, told):
    monkeypatch.chdir(tmp_path)
    code, _, err = run("speak", "Hello.", "--speech", "fake", *more)
    assert code == 2 and told in err and "Traceback" not in err
    assert [p.name for p in tmp_path.iterdir() if p.name != "store"] == []


def test_a_score_is_sung_into_a_folder(run, tmp_path, examples):
    score = examples.parent / "tests" / "fixtures" / "scores" / "moon.musicxml"
    code, said, _ = run(
        "sing", score, *FAKES, "--accompaniment", "ballad", "--key", "2", "--out", tmp_path / "s"
    )
    assert code == 0
    made = {p.name for p in (tmp_path / "s").iterdir()}
    assert {"song.wav", "stems", "song.lab", "song.lrc", "visemes.json", "song.mid"} <= made
    assert "song.wav" in said


def test_words_that_do_not_fit_are_told_and_sung(run, tmp_path, examples):
    words = tmp_path / "w.txt"
    words.write_text("春风吹过山岗", encoding="utf-8")
    score = examples.parent / "tests" / "fixtures" / "scores" / "moon.musicxml"
    code, _, err = run("sing", score, *FAKES, "--lyrics", words, "--out", tmp_path / "s")
    assert code == 0 and "notes" in err


def test_nothing_to_sing_and_a_broken_score_are_one_line(run, tmp_path):
    code, _, err = run("sing", *FAKES, "--out", tmp_path / "s")
    assert code == 2 and "--lyrics" in err
    broken = tmp_path / "b.mid"
    broken.write_bytes(b"MThd\x00")
    code, _, err = run("sing", broken, *FAKES, "--out", tmp_path / "s")
    assert code == 2 and "b.mid" in err and "Traceback" not in err
    assert not (tmp_path / "s").exists()


def test_voices_are_listed_and_building_needs_recordings(run, tmp_path):
    code, said, _ = run("voices")
    assert code == 0 and "espeak" in said and "female" in said
    code, _, err = run("voices", "build", tmp_path / "none", "--work", tmp_path / "w")
    assert code in (1, 2) and ("missing" in err or "pyworld" in err)
