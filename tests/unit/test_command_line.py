"""The command line's manners: exit codes, one-line errors, help that fits, tables, Ctrl-C."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from rich.console import Console

from aigc import cli, listings, registry
from aigc.errors import Cancelled, ConfigError, EngineFailed, InputError, UnknownEngine
from aigc.image.theme.themes import THEMES
from aigc.models.engines import purpose
from aigc.notices import notice, tell
from pipelines.article_to_video import Config

FAKES = [f for n in ("writer", "speech", "beds", "scenes") for f in (f"--{n}", "fake")]
FAST = ["--seconds", "6", "--preset", "preview", *FAKES]


def shown(table):
    console = Console(width=100, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    with console.file:
        console.print(table)
        return console.export_text()


def run(monkeypatch, capsys, *arguments, fails=None):
    """Run the command line here; ``fails`` is what the pipeline raises."""

    def stand_in(*args, **kwargs):
        raise fails

    if fails is not None:
        monkeypatch.setattr("pipelines.article_to_video.run", stand_in)
    monkeypatch.setattr(sys, "argv", ["aigc", *map(str, arguments)])
    monkeypatch.setattr(cli, "app", fresh_app())
    monkeypatch.setattr(cli, "console", Console(stderr=True))
    with pytest.raises(SystemExit) as left:
        cli.main()
        raise SystemExit(0)
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def fresh_app():
    import typer

    app = typer.Typer(rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.command()(cli.themes)
    return app


FAILURES = [
    (InputError("It is empty."), 2),
    (ConfigError("rate cannot be 9."), 2),
    (UnknownEngine("No engine."), 2),
    (EngineFailed("It broke."), 1),
    (OSError(28, "No space left on device", "x.mp4"), 1),
    (OSError(errno.ENAMETOOLONG, "File name too long", "x" * 300), 2),
    (ZeroDivisionError("boom\nand more"), 70),
]


@pytest.mark.parametrize(("exc", "code"), FAILURES, ids=lambda v: str(getattr(v, "args", v))[:20])
def test_every_failure_is_one_line_and_has_its_code(monkeypatch, capsys, exc, code):
    left, out, err = run(monkeypatch, capsys, "video", "text", fails=exc)
    assert left == code
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_a_bug_says_how_to_see_more(monkeypatch, capsys):
    _, _, err = run(monkeypatch, capsys, "video", "text", fails=KeyError("[red]colour"))
    assert err.startswith("error internal error: KeyError: '[red]colour'")
    assert "run again with --debug" in err
    monkeypatch.setattr(sys, "argv", ["aigc", "video", "text", "--debug"])
    with pytest.raises(KeyError):
        cli.main()


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), Cancelled("Stopped.")])
def test_a_stop_says_what_is_kept(monkeypatch, capsys, tmp_path, stop):
    kept = tmp_path / "s"
    left, _, err = run(monkeypatch, capsys, "video", "text", "--store", kept, fails=stop)
    assert left == 130
    assert err.startswith("stopped")
    assert str(kept) in err


@pytest.mark.parametrize("flags", [["--colour", "red"], ["--seconds", "many"], []])
def test_a_wrong_command_is_bad_input(monkeypatch, capsys, flags):
    source = ["text"] if flags else []
    left, _, err = run(monkeypatch, capsys, "video", *source, *flags)
    assert left == 2
    assert "Try: aigc --help" in err


def test_help_fits_in_100_columns_and_names_everything(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERMINAL_WIDTH", "100")
    done = subprocess.run(
        [sys.executable, "-m", "aigc.cli", "video", "--help"], capture_output=True, text=True
    )
    text = done.stdout
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    for name, field in Config.model_fields.items():
        assert f"--{name.replace('_', '-')}" in text
        if isinstance(field.default, str) and field.default:
            assert re.search(rf"Default:[\s│]*{re.escape(field.default)}\.", text), name


def test_engines_say_what_they_do_without_being_imported():
    code = (
        "import sys; from aigc.listings import engine_table; engine_table();"
        "print([m for m in ('torch', 'transformers', 'diffusers', 'gradio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    text = shown(listings.engine_table())
    for capability, table in registry.BUILT_IN.items():
        assert capability in text
        for name in table:
            assert name in text
    assert "house ★" in text
    assert "fake ★" not in text
    assert "espeak-ng" in purpose(registry.BUILT_IN["speech"]["espeak"])
    assert purpose("no.such:Engine") == "no.such:Engine"


def test_themes_show_names_and_colours():
    text = shown(listings.theme_table())
    for name, theme in THEMES.items():
        assert name in text
        assert theme.title_zh in text
    styles = {str(s.style) for s in listings.swatches(THEMES["newsroom"]).spans}
    assert THEMES["newsroom"].grounds[0].accent.lower() in {s.lower() for s in styles}


def test_a_folder_and_a_zip_are_sources(monkeypatch, capsys, examples, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "a"), "zip", examples, "en")
    for n, source in enumerate((examples / "en", archive)):
        out = tmp_path / f"out{n}"
        given = ["video", source, "--out", out, "--store", tmp_path / "s", *FAST]
        left, printed, err = run(monkeypatch, capsys, *given)
        assert left == 0, err
        assert printed.strip() == str(out / "video.mp4")
    assert (tmp_path / "out0" / "video.mp4").read_bytes() == (out / "video.mp4").read_bytes()


def interrupted(examples, out, kept):
    """Return a run that was interrupted while it wrote, and what it said."""
    given = ["video", examples / "en", "--out", out, "--store", kept, "--seconds", "60", *FAKES]
    work = subprocess.Popen(
        [sys.executable, "-m", "aigc.cli", *map(str, given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # what runs in the background of a shell would inherit that the signal is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    end = time.monotonic() + 100
    while time.monotonic() < end and work.poll() is None and not list(out.glob(".part-*")):
        time.sleep(0.01)
    work.send_signal(signal.SIGINT)
    return work, work.communicate(timeout=240)[1]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_leaves_nothing_half_written(examples, tmp_path):
    # on a busy machine the clip may be done before the signal is sent
    for attempt in range(6):
        out, kept = tmp_path / f"out{attempt}", tmp_path / f"s{attempt}"
        work, err = interrupted(examples, out, kept)
        if work.returncode:
            break
    assert work.returncode == 130, err
    assert "Traceback" not in err
    assert str(kept) in err.replace("\n", "")
    assert not out.exists()
    assert not list(kept.glob("bundle-*"))
    assert not list((kept / "parts").glob("*"))


def test_what_is_told_meanwhile_is_seen_once(monkeypatch, capsys):
    def work(*args, **kwargs):
        notice("The disk is slow [today].")
        tell("It runs on the CPU.")
        raise InputError("no")

    monkeypatch.setattr("pipelines.article_to_video.run", work)
    code, _, err = run(monkeypatch, capsys, "video", "x")
    assert code == 2
    assert err.count("The disk is slow [today].") == 1
    assert err.count("It runs on the CPU.") == 1


def test_ctrl_c_while_it_is_loaded_shows_no_trace():
    stopped = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'aigc.cli':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from aigc.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", stopped], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "")
