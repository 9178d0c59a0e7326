"""What a notebook takes: the names in its cell tagged ``parameters``, with their defaults."""

from __future__ import annotations

import ast
import json
import math
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aigc.errors import EngineUnavailable, InputError, did_you_mean

TAG: Final = "parameters"
_TRUE, _FALSE = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


def read(path: Path) -> Any:
    """Return the notebook in a file, as nbformat knows it.

    Raises
    ------
    InputError
        It is no notebook, or one of another language than Python.
    EngineUnavailable
        The packages for notebooks are not here.
    """
    try:
        import nbformat

        reads: Any = nbformat.reads
    except ImportError as exc:
        raise EngineUnavailable(
            "Notebooks need papermill: pip install 'aigc-workbench[batch]'."
        ) from exc
    try:
        with warnings.catch_warnings():
            # Cells of old notebooks have no ids; they are given some.
            warnings.simplefilter("ignore")
            found: Any = reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(found)
    except OSError as exc:
        raise InputError(f"{path.name} cannot be read: {exc.strerror or exc}.") from exc
    except (ValueError, KeyError, AttributeError, nbformat.ValidationError) as exc:
        raise InputError(f"{path.name} is no notebook. Save it anew from Jupyter.") from exc
    language = _language(found)
    if language != "python":
        raise InputError(f"{path.name} is written in {language}. Give a notebook in Python.")
    return found


def _language(notebook: Any) -> str:
    kernel = notebook.metadata.get("kernelspec", {}).get("language", "")
    info = notebook.metadata.get("language_info", {}).get("name", "")
    return str(kernel or info or "python").lower()


def defaults(notebook: Any) -> dict[str, Any]:
    """Return the names that the parameters' cell sets; ``...`` where the value is no literal."""
    cell = next((c for c in notebook.cells if TAG in c.metadata.get("tags", ())), None)
    if cell is None or cell.cell_type != "code":
        return {}
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return {}
    return {name: value for statement in body for name, value in _set_by(statement)}


def _set_by(statement: ast.stmt) -> Iterator[tuple[str, Any]]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.AnnAssign):
        targets.append(statement.target)
    elif isinstance(statement, ast.Assign):
        targets += statement.targets
    else:
        return
    value = statement.value
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, _literal(value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, part in zip(target.elts, value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, _literal(part)


def _literal(value: ast.expr | None) -> Any:
    try:
        return ... if value is None else ast.literal_eval(value)
    except (ValueError, TypeError):
        return ...


def problems(known: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each name that a notebook does not take, or whose value is of the wrong kind."""
    for name, value in given.items():
        if name not in known:
            hint = did_you_mean(name, known) if known else "It has no cell tagged parameters."
            yield name, f"is no parameter of the notebook. {hint}"
        else:
            try:
                fitted(value, known[name])
            except InputError as exc:
                yield name, str(exc)


def fitted(value: Any, default: Any) -> Any:
    """Return a cell's value as the kind of value that stands in the notebook.

    Raises
    ------
    InputError
        It cannot be one.

    >>> fitted("3", 1), fitted("yes", False), fitted('["a"]', [])
    (3, True, ['a'])
    """
    try:
        found = _fitted(value, default)
    except (ValueError, TypeError, OverflowError) as exc:
        raise InputError(f"must be {_SPOKEN[type(default)]}, as in the notebook.") from exc
    if isinstance(found, float) and not math.isfinite(found):
        raise InputError("must be a finite number.")
    return found


def _fitted(value: Any, default: Any) -> Any:
    if isinstance(default, bool):
        return _switch(value)
    if isinstance(default, int):
        if isinstance(value, bool) or not float(value).is_integer():
            raise ValueError
        return int(value) if isinstance(value, str) and value.isdigit() else int(float(value))
    if isinstance(default, float):
        return float(value)
    if isinstance(default, str):
        return value if isinstance(value, str) else str(value)
    if isinstance(default, list | tuple | dict):
        found = json.loads(value) if isinstance(value, str) else value
        if isinstance(found, dict) != isinstance(default, dict):
            raise ValueError
        return found
    return value


def _switch(value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in (*_TRUE, *_FALSE):
        raise ValueError
    return text in _TRUE


_SPOKEN: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: 'a list, such as ["a", "b"]',
    tuple: 'a list, such as ["a", "b"]',
    dict: 'a mapping, such as {"a": 1}',
}
