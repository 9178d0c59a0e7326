"""The command line: `aigc video`, `aigc studio`, `aigc engines`, `aigc themes`."""

from __future__ import annotations

import errno
import inspect
import sys
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from rich.console import Console
from rich.markup import escape
from typer.exceptions import TyperException

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
    "Look": ("theme", "captions", "palette", "brand", "material"),
    "Sound": ("voice", "rate", "music"),
    "Engines": ("writer", "speech", "beds", "scenes"),
}
"""Where `--help` shows each option; any other stands under Clip."""
WIDEST_CHOICE = 24

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Make narrated videos from articles, offline.",
    epilog="Exit codes: 2 bad input, 1 could not be done, 70 internal error, 130 stopped.",
)
console = Console(stderr=True)


def options(model: type[BaseModel]) -> list[inspect.Parameter]:
    """Return one keyword parameter per field of ``model``, as typer reads them."""
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[_taken(field) | None, _flag(name, field)],
        )
        for name, field in model.model_fields.items()
    ]


def _taken(field: FieldInfo) -> Any:
    """Return the type that the command line reads for a field; its value is checked later."""
    annotation = field.annotation
    if get_origin(annotation) is tuple:
        return list[Path]
    return Path if type(None) in get_args(annotation) else annotation


def _flag(name: str, field: FieldInfo) -> Any:
    """Return the option with its choices and default in the help."""
    extra = field.json_schema_extra
    known = list(extra.get("choices", ())) if isinstance(extra, dict) else []  # type: ignore[arg-type]
    choices = [str(c) for c in get_args(field.annotation) if isinstance(c, str)] or known
    brief = "|".join(map(str, choices))
    text = escape(field.description or "")
    if choices and len(brief) > WIDEST_CHOICE:
        text += f" [cyan]{escape(', '.join(map(str, choices)))}[/]."
        brief = name.upper()
    if field.default not in (None, "", ()):
        text += f" [dim]Default: {escape(str(field.default))}.[/]"
    return typer.Option(
        f"--{name.replace('_', '-')}",
        help=text,
        metavar=brief or _metavar(field),
        rich_help_panel=next((p for p, names in PANELS.items() if name in names), "Clip"),
    )


def _metavar(field: FieldInfo) -> str:
    taken = _taken(field)
    return {int: "N", float: "N", str: "NAME"}.get(taken, "FILE")


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

    def file_option(name: str, default: Path | None, text: str, metavar: str) -> inspect.Parameter:
        flag = typer.Option(
            f"--{name}", help=text, metavar=metavar, show_default=False, rich_help_panel="Files"
        )
        kind = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(
            name, kind, default=default, annotation=Annotated[Path | None, flag]
        )

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
        file_option("config", None, "Options from a JSON, TOML or YAML file.", "FILE"),
        file_option("store", None, "Folder where finished steps are kept.", "FOLDER"),
    ]
    _video.__signature__ = inspect.Signature([*fixed, *options(Config)])  # type: ignore[attr-defined]
    app.command("video")(_video)


@app.command()
def engines() -> None:
    """List every engine, by capability."""
    from aigc.listings import engine_table

    Console().print(engine_table())


@app.command()
def themes() -> None:
    """List the visual themes with their colours."""
    from aigc.listings import theme_table

    Console().print(theme_table())


@app.command()
def studio(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
) -> None:
    """Open the studio in the browser."""
    try:
        from aigc.app.studio import launch
    except ModuleNotFoundError as exc:
        raise InputError(
            f"The studio needs {exc.name}: pip install 'aigc-workbench[studio]'."
        ) from exc
    launch(host=host, port=port)


def main() -> None:
    """Run the command line; every failure is one line on standard error."""
    given = [a for a in sys.argv[1:] if a != DEBUG]
    try:
        _register_video()
        app(args=given, prog_name="aigc", standalone_mode=False)
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
    what = " ".join(f"{type(exc).__name__}: {exc}".split())[:300]
    return (
        f"internal error: {what} (run again with {DEBUG} for the trace; please report)",
        BUG,
    )


def fail(message: str, code: int, *, title: str = "error") -> None:
    """Print one line and leave with ``code``."""
    colour = "yellow" if title == "stopped" else "bold red"
    console.print(f"[{colour}]{title}[/] {escape(message)}", highlight=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
