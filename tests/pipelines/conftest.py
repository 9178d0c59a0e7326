from __future__ import annotations

import sys

import pytest
import typer
from rich.console import Console

from aigc import cli
from pipelines.article_to_video import Config

FAKES = {"writer": "fake", "speech": "fake", "beds": "fake", "scenes": "fake", "preset": "preview"}


@pytest.fixture
def quick() -> Config:
    """A configuration whose engines are all fakes."""
    return Config(seconds=6, **FAKES)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Call the command line; the exit status and what it wrote come back."""

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


@pytest.fixture(scope="session")
def egl() -> bool:
    """Whether this machine can draw characters."""
    from aigc.avatar.render.context import open_context
    from aigc.errors import EngineUnavailable

    try:
        open_context().release()
    except EngineUnavailable:
        return False
    return True
