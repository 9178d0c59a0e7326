"""The command line: `aigc video`, `aigc studio`, `aigc engines`, `aigc themes`."""

from __future__ import annotations

import errno
import inspect
import sys
from pathlib import Path
from typing import Annotated, Any, get_origin

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from typer.exceptions import TyperException

from aigc.errors import AigcError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Make narrated videos from articles, offline.",
)
console = Console(stderr=True)


def options(model: type[BaseModel]) -> list[inspect.Parameter]:
    """Return one keyword parameter per field of ``model``, as typer reads them."""
    found = []
    for name, field in model.model_fields.items():
        flag = typer.Option(f"--{name.replace('_', '-')}", help=field.description)
        annotation = field.annotation
        if get_origin(annotation) is not None and type(None) in getattr(annotation, "__args__", ()):
            annotation = Path
        found.append(
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[annotation | None, flag],  # type: ignore[operator]
            )
        )
    return found


def _video(**arguments: Any) -> None:
    """Make a narrated clip of an article: a file, an https address, or the text itself."""
    from aigc.config import load
    from aigc.progress_bar import bar
    from aigc.store import Store, default_root
    from pipelines import article_to_video as pipeline

    source, out = arguments.pop("source"), arguments.pop("out")
    store = Store(arguments.pop("store") or default_root())
    config = load(pipeline.Config, file=arguments.pop("config"), arguments=arguments)
    with bar(console) as progress:
        clip = pipeline.run(source, out, config, store=store, progress=progress)
    typer.echo(clip.video)


def _register_video() -> None:
    from pipelines.article_to_video import Config

    fixed = [
        inspect.Parameter(
            "source",
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            annotation=Annotated[str, typer.Argument(help="File, https URL, or the text itself.")],
        ),
        inspect.Parameter(
            "out",
            inspect.Parameter.KEYWORD_ONLY,
            default=Path("out"),
            annotation=Annotated[Path, typer.Option("--out", help="Folder for the results.")],
        ),
        inspect.Parameter(
            "config",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                Path | None,
                typer.Option("--config", help="Options from a JSON, TOML or YAML file."),
            ],
        ),
        inspect.Parameter(
            "store",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                Path | None, typer.Option("--store", help="Folder where finished steps are kept.")
            ],
        ),
    ]
    _video.__signature__ = inspect.Signature([*fixed, *options(Config)])  # type: ignore[attr-defined]
    app.command("video")(_video)


@app.command()
def engines() -> None:
    """List every engine, by capability."""
    from aigc import registry

    table = Table("capability", "engine", "from", box=None)
    for capability in registry.BUILT_IN:
        for name, target in registry.names(capability).items():
            table.add_row(capability, name, target.partition(":")[0])
    Console().print(table)


@app.command()
def themes() -> None:
    """List the visual themes."""
    from aigc.image.theme.themes import THEMES

    table = Table("theme", "name", "captions", box=None)
    for key, theme in THEMES.items():
        table.add_row(key, f"{theme.title} · {theme.title_zh}", theme.caption)
    Console().print(table)


@app.command()
def studio(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
) -> None:
    """Open the studio in the browser."""
    from aigc.app.studio import launch

    launch(host=host, port=port)


def main() -> None:
    """Run the command line; every expected failure is one line on standard error."""
    try:
        _register_video()
        app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        fail("Stopped. The finished steps are kept: run the same command to go on.", 130)
    except typer.Exit as exc:
        sys.exit(exc.exit_code)
    except TyperException as exc:
        fail(f"{exc.format_message()} Try: aigc --help", 2)
    except AigcError as exc:
        fail(str(exc), 1)
    except OSError as exc:
        if exc.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        where = exc.filename or "a file"
        fail(f"Cannot write {where}: {exc.strerror}. Free space or choose another folder.", 1)


def fail(message: str, code: int) -> None:
    """Print one line and leave with ``code``."""
    console.print(f"[bold red]error[/] {message}", highlight=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
