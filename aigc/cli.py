"""The command line: `aigc video`, `lyrics`, `speak`, `sing`, `voices`, `studio` and lists."""

from __future__ import annotations

import errno
import inspect
import logging
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.exceptions import TyperException

from aigc.commands import (
    avatar,
    batch,
    copy,
    lyrics,
    models,
    portrait,
    review,
    schedule,
    sing,
    speak,
    studio,
    transcribe,
    trust,
    verify,
    voices,
)
from aigc.commands.flags import file_option, options
from aigc.console import Console, signs
from aigc.errors import (
    AigcError,
    AssetError,
    Cancelled,
    ConfigError,
    InputError,
    UnknownEngine,
)

BAD_INPUT, FAILED, BUG, STOPPED = 2, 1, 70, 130
"""Exit codes: what was given is wrong, it could not be done, our own fault, the user stopped it."""
DEBUG = "--debug"
PANELS = {
    "Clip": ("seconds", "aspect", "lang", "preset", "seed"),
    "Look": (
        "theme", "captions", "palette", "brand", "material", "look", "reference", "presenter",
        "presenter_place",
    ),
    "Sound": ("voice", "rate", "emotion", "lexicon", "recording", "script", "music"),
    "Engines": (
        "writer", "speech", "beds", "scenes", "images", "clips", "prompts", "translator",
        "hearer", "matcher", "moderator", "fallback",
    ),
}  # fmt: skip
"""Where `--help` shows the options of `aigc video`."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Make narrated videos from articles, lyrics under any form, speech and songs, offline.",
    epilog="Exit codes: 2 bad input, 1 could not be done, 70 internal error, 130 stopped.",
)
console = Console(stderr=True)


def _video(**arguments: Any) -> None:
    """Make a narrated clip of an article.

    SOURCE is a file (Markdown, HTML, TXT, DOCX, PDF), a folder or ZIP that holds one with its
    pictures, an https address, or the text itself.
    """
    from aigc.config import load
    from aigc.progress_bar import bar
    from aigc.store import Store, default_root
    from pipelines import article_to_video as pipeline

    source, out = arguments.pop("source"), arguments.pop("out")
    store = Store(arguments.pop("store") or default_root())
    config = load(pipeline.Config, file=arguments.pop("config"), arguments=arguments)
    try:
        with bar(console) as progress:
            clip = pipeline.run(source, out, config, store=store, progress=progress)
    except (KeyboardInterrupt, Cancelled):
        fail(
            f"{out} is as it was before; the finished steps are kept in {store.root}. "
            "Run the same command to go on from there.",
            STOPPED,
            title="stopped",
        )
    typer.echo(clip.video)


def _register_video() -> None:
    from pipelines.article_to_video import Config

    source = inspect.Parameter(
        "source",
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        annotation=Annotated[
            str,
            typer.Argument(help="File, folder, ZIP, https address, or text.", metavar="SOURCE"),
        ],
    )
    fixed = [
        source,
        file_option("out", Path("out"), "Folder for the results. [dim]Default: out.[/]", "FOLDER"),
        file_option("config", None, "Options from a JSON, TOML or YAML file."),
        file_option("store", None, "Folder where finished steps are kept.", "FOLDER"),
    ]
    _video.__signature__ = inspect.Signature([*fixed, *options(Config, PANELS)])  # type: ignore[attr-defined]
    app.command("video")(_video)


@app.command()
def engines(
    capability: Annotated[
        str, typer.Option(help="Only those for this, such as pictures.", metavar="NAME")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every engine: what it does, whether it is ready here, and what brings what it lacks."""
    from aigc.listings import engine_json, engine_table

    if as_json:
        typer.echo(engine_json(capability))
    else:
        Console().print(engine_table(capability))


@app.command()
def themes() -> None:
    """List the visual themes with their colours."""
    from aigc.listings import theme_table

    Console().print(theme_table())


def main() -> None:
    """Run the command line; every failure is one line on standard error."""
    log, notes = logging.getLogger("aigc"), _Notes()
    before = log.level
    log.addHandler(notes)
    log.setLevel(logging.INFO)
    try:
        _run()
    finally:
        log.removeHandler(notes)
        log.setLevel(before)


class _Notes(logging.Handler):
    """Shows above the bars what is told while work goes on."""

    def emit(self, record: logging.LogRecord) -> None:
        colour = "yellow" if record.levelno >= logging.WARNING else "dim"
        told = escape(signs(record.getMessage()))
        console.print(f"[{colour}]{told}[/]", highlight=False, soft_wrap=True)


def _run() -> None:
    given = [a for a in sys.argv[1:] if a != DEBUG]
    try:
        _register_video()
        lyrics.register(app, console)
        for command in (
            speak,
            sing,
            voices,
            avatar,
            batch,
            copy,
            models,
            portrait,
            review,
            schedule,
            studio,
            transcribe,
            trust,
            verify,
        ):
            command.register(app, console)
        code = app(args=given, prog_name="aigc", standalone_mode=False)
        if code == STOPPED:
            # typer returns this for a Ctrl-C and says nothing
            raise KeyboardInterrupt
        sys.exit(code or 0)
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        fail(
            "The finished steps are kept: run the same command to go on.", STOPPED, title="stopped"
        )
    except typer.Exit as exc:
        sys.exit(exc.exit_code)
    except TyperException as exc:
        fail(f"{exc.format_message()} Try: aigc --help", BAD_INPUT)
    except (InputError, ConfigError, AssetError, UnknownEngine) as exc:
        fail(str(exc), BAD_INPUT)
    except AigcError as exc:
        fail(str(exc), FAILED)
    except Exception as exc:
        if DEBUG in sys.argv:
            raise
        fail(*_unforeseen(exc))


def _unforeseen(exc: Exception) -> tuple[str, int]:
    """Return the line and the exit code for what no room turned into an error of ours."""
    if isinstance(exc, OSError) and exc.errno in (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EACCES,
        errno.EROFS,
    ):
        where = exc.filename or "a file"
        return f"Cannot write {where}: {exc.strerror}. Free space or choose another folder.", FAILED
    if isinstance(exc, OSError) and exc.errno == errno.ENAMETOOLONG:
        return f"{str(exc.filename)[:40]!r}... is too long for the name of a file.", BAD_INPUT
    what = " ".join(f"{type(exc).__name__}: {exc}".split())[:300]
    return (
        f"internal error: {what} (run again with {DEBUG} for the trace; please report)",
        BUG,
    )


def fail(message: str, code: int, *, title: str = "error") -> None:
    """Print one line, control characters in it escaped, and leave with ``code``."""
    colour = "yellow" if title == "stopped" else "bold red"
    told = escape(signs(message).replace("\n", "\\n"))
    console.print(f"[{colour}]{title}[/] {told}", highlight=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
