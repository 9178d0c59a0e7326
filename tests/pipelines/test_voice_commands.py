"""`aigc speak`, `aigc sing` and `aigc voices` on the command line, with the fake engines."""

from __future__ import annotations

import pytest

from tests.unit.voice.tiny_voice import saved

FAKES = ("--singer", "fake", "--band", "fake")


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


@pytest.mark.parametrize("command", ["speak", "sing"])
def test_ctrl_c_is_told_and_leaves_nothing(run, tmp_path, monkeypatch, examples, command):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    module = {"speak": "speech", "sing": "song"}[command]
    monkeypatch.setattr(f"pipelines.{module}.run", interrupted)
    source = examples.parent / "tests" / "fixtures" / "scores" / "moon.musicxml"
    code, _, err = run(command, source, "--out", tmp_path / "out.wav")
    assert code == 130 and err.startswith("stopped") and "run the same command" in err
    assert not (tmp_path / "out.wav").exists()


def test_a_voice_in_a_file_speaks_and_sings(run, tmp_path, examples):
    file = saved(tmp_path)
    out = tmp_path / "a.wav"
    assert run("speak", "月亮。", "--voice", f"{file}#chen", "--out", out)[0] == 0
    assert run("speak", "月亮。", "--voice", file, "--out", out)[0] == 0
    score = examples.parent / "tests" / "fixtures" / "scores" / "moon.musicxml"
    assert run("sing", score, "--voice", f"{file}#yue", "--out", tmp_path / "s")[0] == 0
    assert (tmp_path / "s" / "song.wav").stat().st_size > 48_000


@pytest.mark.parametrize("command", ["speak", "sing"])
def test_a_voice_file_that_cannot_be_used_is_one_line(run, tmp_path, examples, command):
    file = saved(tmp_path)
    score = examples.parent / "tests" / "fixtures" / "scores" / "moon.musicxml"
    source, out = ("月亮。" if command == "speak" else score), tmp_path / "out.wav"
    (tmp_path / "cut.safetensors").write_bytes(file.read_bytes()[:2000])
    (tmp_path / "text.safetensors").write_text("a voice")
    for name, told in (("none", "No such file"), ("cut", "cannot be read"),
                       ("text", "cannot be read"), ("tiny", "no voice 'nobody'")):  # fmt: skip
        voice = f"{tmp_path / name}.safetensors#nobody"
        code, _, err = run(command, source, "--voice", voice, "--out", out)
        assert code == 2 and told in err and "Traceback" not in err, err
        assert not out.exists()


def test_a_guest_by_its_path_is_looked_for_by_its_engine(run, tmp_path):
    (tmp_path / "empty").mkdir()
    out = tmp_path / "a.wav"
    code, _, err = run("speak", "Hello.", "--speech", "transformers", "--voice",
                       tmp_path / "empty", "--out", out)  # fmt: skip
    assert code == 2 and "empty has no weights" in err and not out.exists()
    code, _, err = run("speak", "Hello.", "--speech", "fake", "--voice", tmp_path, "--out", out)
    assert code == 2 and "fake has no voice" in err and not out.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--hours", "0"), "hours"), (("--hours", "nan"), "hours"), (("--hours", "many"), "hours"),
        (("--jobs", "0"), "jobs"), (("--out", "voice.wav"), "ends in .safetensors"),
        (("--out", "file/own.safetensors"), "Nothing can be written"),
        (("--work", "file"), "Nothing can be written"), (("--record", "none.json"), "none.json"),
    ],
)  # fmt: skip
def test_wrong_wishes_for_a_build_are_one_line(run, tmp_path, monkeypatch, more, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    code, _, err = run("voices", "build", tmp_path, *more)
    assert code == 2 and told in err and "Traceback" not in err, err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_voices_are_listed_and_building_needs_recordings(run, tmp_path):
    code, said, _ = run("voices")
    assert code == 0 and "espeak" in said and "female" in said
    code, _, err = run("voices", "build", tmp_path / "none", "--work", tmp_path / "w")
    assert code in (1, 2) and ("missing" in err or "pyworld" in err)
