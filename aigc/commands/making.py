"""What the commands share that make files of something: their flags, their options, their store."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from aigc.commands.flags import Panels, file_option, options
from aigc.config import Settings
from aigc.store import Store

S = TypeVar("S", bound=Settings)


def add(
    main: typer.Typer,
    act: Callable[..., None],
    model: type[Settings],
    panels: Panels,
    *,
    source: inspect.Parameter,
    out: inspect.Parameter,
    also: tuple[inspect.Parameter, ...] = (),
) -> None:
    """Add a command with the name and the text of ``act``, and a flag for every field of a model.

    ``act`` is given the parameters ``source`` and ``out``, and as one mapping all the rest: the
    arguments ``also``, and what `settled` understands.
    """

    def run(**arguments: Any) -> None:
        first, place = (arguments.pop(one.name) for one in (source, out))
        act(first, place, arguments)

    fixed = [
        source,
        *also,
        out,
        file_option("config", None, "Options from a JSON, TOML or YAML file."),
        file_option("store", None, "Folder where finished steps are kept.", "FOLDER"),
    ]
    run.__signature__ = inspect.Signature([*fixed, *options(model, panels)])  # type: ignore[attr-defined]
    run.__doc__ = act.__doc__
    main.command(act.__name__)(run)


def argument(name: str, kind: Any, text: str, metavar: str, **given: Any) -> inspect.Parameter:
    """Return what stands on the command line without a flag; ``given`` may name its default."""
    annotation = Annotated[kind, typer.Argument(help=text, metavar=metavar)]
    return inspect.Parameter(
        name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=annotation, **given
    )


def settled(model: type[S], arguments: dict[str, Any]) -> tuple[S, Store]:
    """Return the options and the store that flags ask for.

    Raises
    ------
    ConfigError
        When a value is not possible.
    """
    from aigc.config import load
    from aigc.store import default_root

    rest = dict(arguments)
    store = Store(rest.pop("store") or default_root())
    file: Path | None = rest.pop("config")
    return load(model, file=file, arguments=rest), store
