"""The options of all rows: a form made from a pipeline's settings, and tables to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from importlib.util import find_spec
from typing import Any, Final, get_origin

from pydantic.fields import FieldInfo

from aigc.app import form, parts
from aigc.app.batch.actions import most_workers, offered
from aigc.app.batch.briefs import TEXTS
from aigc.app.batch.examples import place
from aigc.app.batch.words import PIPELINES, called, say
from aigc.app.choosing import engine_field
from aigc.app.form import Names
from aigc.app.options import LOOKS
from aigc.app.words import Tongue, named
from aigc.batch.kinds import kind_of
from aigc.batch.manifest.planning import Order, path_options

FIRST: Final[Mapping[str, Sequence[str]]] = {
    "video": ("seconds", "aspect", "theme", "lang", "music", "preset"),
    "speech": ("voice", "rate", "emotion", "language"),
    "song": ("voice", "language", "accompaniment", "mood", "tempo"),
    "lyrics": ("template", "theme", "rhyme", "language", "count"),
    "copy": ("platform", "lang", "count", "engine"),
    "transcript": ("engine", "language"),
    "avatar": ("character", "framing", "voice", "emotion"),
    "portrait": ("voice", "language", "preset"),
}
"""Options that are asked for at once; the others of a pipeline stand behind a fold."""
ENGINES: Final[Mapping[str, Mapping[str, str]]] = {
    "video": {**parts.ENGINES, "hearer": "recognition"},
    "speech": {"speech": "speech"},
    "song": {"singer": "singing"},
    "lyrics": {"engine": "lyrics"},
    "copy": {"engine": "copy"},
    "transcript": {"engine": "recognition"},
    "avatar": {"speech": "speech"},
    "portrait": {"driver": "portrait", "speech": "speech"},
}
"""Options that choose engines, and the capability of each."""
KINDS: Final = ("csv", "xlsx")
MOST_FIRST: Final = 5
_TEXTS: Final[Mapping[Tongue, tuple[str, str]]] = {
    "zh": (
        "今年五月，临河县的第一千家咖啡馆开张，开业当天卖出 486 杯咖啡。店主说，价格低不等于"
        "不赚钱。",
        "江边的老码头改成了公园。周末傍晚，跑步和钓鱼的人各占一边，互不打扰。",
    ),
    "en": (
        "The harbour opened again this spring. On the first morning forty boats went out, and the "
        "fish market sold everything before nine.",
        "A school in the hills now makes its own power. Thirty panels on the roof run the lights, "
        "the kitchen and the library.",
    ),
}


def sheet(pipeline: str, tongue: Tongue) -> str:
    """Return the form: what is made, the options of all rows, how many at a time, a button."""
    choices = [(named(PIPELINES, one, tongue), one) for one in offered()]
    fields, names = _fields(pipeline), called(pipeline)
    first = [one for one in FIRST.get(pipeline, tuple(fields)[:MOST_FIRST]) if one in fields]
    engines = [one for one in ENGINES.get(pipeline, {}) if one in fields and one not in first]
    rest = [one for one in fields if one not in (*first, *engines)]

    def drawn(some: Sequence[str], hints: bool) -> str:
        return "".join(_field(one, fields[one], names, tongue, hints=hints) for one in some)

    texts = " data-texts" if pipeline in TEXTS else ""
    return (
        f'<form class="rows" data-pipeline="{pipeline}"{texts}>'
        f"{_labelled(say('pipeline', tongue), _select('pipeline', choices, pipeline))}"
        f'<div role="group" aria-labelledby="for-all"><p id="for-all">{say("for.all", tongue)}'
        f"<small>{say('for.all.how', tongue)}</small></p>"
        f'<div class="fields">{drawn(first, False)}</div>'
        f"{_folded(say('more', tongue), drawn(rest, True))}"
        f"{_folded(say('who', tongue), drawn(engines, True))}</div>{_workers(tongue)}"
        f'<button type="button" class="main" data-do="check">{say("check", tongue)}</button></form>'
    )


def _fields(pipeline: str) -> dict[str, FieldInfo]:
    """Return the options of a pipeline that a visitor may set: none that names a file."""
    config = kind_of(pipeline).config
    engines = ENGINES.get(pipeline, {})
    return {
        name: engine_field(field, engines[name]) if engines.get(name) else field
        for name, field in config.model_fields.items()
        if name not in path_options(config)
    }


def _field(name: str, field: FieldInfo, names: Names, tongue: Tongue, *, hints: bool) -> str:
    # A look of paintings has the name of a theme.
    names = LOOKS if name == "look" else names
    told = form.spoken(name, field, tongue, hints=hints, called=names)
    hint = f"<small>{escape(told['info'])}</small>" if told.get("info") else ""
    return _labelled(escape(str(told["label"])), _input(name, field, told, tongue) + hint)


def _input(name: str, field: FieldInfo, told: Mapping[str, Any], tongue: Tongue) -> str:
    choices = [(str(text), str(value)) for text, value in told.get("choices", ())]
    default = field.default
    if form.is_free(field):
        return _free(name, choices, str(default or ""))
    if choices:
        return _select(name, choices, "auto" if default is None else str(default), option=True)
    at = f'data-option="{name}" name="{name}"'
    if field.annotation is bool:
        on = " checked" if default else ""
        return f'<input type="checkbox" {at}{on}>'
    if field.annotation in (int, float):
        low, high = form.bounds(field)
        step = "1" if field.annotation is int else "any"
        least = "" if low is None else f' min="{low:g}"'
        most = "" if high is None else f' max="{high:g}"'
        return f'<input type="number" {at} value="{default}" step="{step}"{least}{most}>'
    shown = ", ".join(default) if isinstance(default, tuple) else str(default or "")
    empty = "" if shown else f' placeholder="{say("own", tongue)}"'
    return f'<input type="text" {at} value="{escape(shown)}"{empty}>'


def _select(
    name: str, choices: Sequence[tuple[str, str]], value: str, *, option: bool = False
) -> str:
    each = "".join(_choice(text, one, chosen=one == value) for text, one in choices)
    mark = f'data-option="{name}"' if option else f'data-{name}="{escape(value)}"'
    return f'<select name="{name}" {mark}>{each}</select>'


def _free(name: str, choices: Sequence[tuple[str, str]], value: str) -> str:
    each = "".join(_choice(text, one) for text, one in choices)
    return (
        f'<input type="text" name="{name}" data-option="{name}" value="{escape(value)}" '
        f'list="known-{name}"><datalist id="known-{name}">{each}</datalist>'
    )


def _choice(text: str, value: str, *, chosen: bool = False) -> str:
    mark = " selected" if chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(text)}</option>'


def _labelled(label: str, field: str) -> str:
    return f"<label><span>{label}</span>{field}</label>"


def _folded(title: str, fields: str) -> str:
    if not fields:
        return ""
    return f'<details><summary>{title}</summary><div class="fields">{fields}</div></details>'


def _workers(tongue: Tongue) -> str:
    most = most_workers()
    choices = [(say("workers.auto", tongue, count=most), "0")]
    choices += [(str(n), str(n)) for n in range(1, most + 1)]
    return _labelled(say("workers", tongue), _select("workers", choices, "0"))


def columns(pipeline: str, tongue: Tongue) -> str:
    """Return how a table is written: buttons for one to fill in, and every column explained."""
    buttons = "".join(
        f'<button type="button" data-template="{kind}">{kind.upper()}</button>' for kind in kinds()
    )
    example = ""
    if place():
        button = '<button type="button" data-example>ZIP</button>'
        example = f"<p>{say('example', tongue)}{button}</p>"
    rows = "".join(
        f"<div><dt><code>{escape(name)}</code></dt><dd>{escape(hint)}</dd></div>"
        for name, hint in _explained(pipeline, tongue)
    )
    return (
        f'<section class="aside columns"><p>{say("template", tongue)}{buttons}</p>{example}'
        f"<details><summary>{say('columns', tongue)}</summary><p>{say('columns.how', tongue)}</p>"
        f"<dl>{rows}</dl></details></section>"
    )


def _explained(pipeline: str, tongue: Tongue) -> list[tuple[str, str]]:
    config = kind_of(pipeline).config.model_fields
    ordered = [(name, say(f"order.{name}", tongue)) for name in Order.model_fields]
    own = [(name, form.hint_of(field, tongue) or "") for name, field in config.items()]
    return [("source", say("source", tongue)), *own, *ordered]


def kinds() -> tuple[str, ...]:
    """Return the kinds of tables to fill in: workbooks only where they can be written."""
    return KINDS if find_spec("openpyxl") else KINDS[:1]


def template(pipeline: str, kind: str, tongue: Tongue) -> bytes:
    """Return a table to fill in, with the columns of a pipeline and two rows that can be run.

    ``kind`` is one of `KINDS`.
    """
    fields = kind_of(pipeline).config.model_fields
    own = [name for name in FIRST.get(pipeline, tuple(fields)[:MOST_FIRST]) if name in fields]
    heads = ["name", "source", *own, *(["seed"] if "seed" in fields and "seed" not in own else [])]
    rows = [
        [f"demo-{n}", text, *(_plain(fields[name].default) for name in heads[2:-1]), n]
        for n, text in enumerate(_TEXTS[tongue], 1)
    ]
    if kind == "csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([heads, *rows])
        # Spreadsheet programs take CSV for UTF-8 only with its mark.
        return out.getvalue().encode("utf-8-sig")
    return _workbook(heads, rows, fields, dict(_explained(pipeline, tongue)))


def _plain(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, tuple) else value


def _workbook(
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    fields: Mapping[str, FieldInfo],
    hints: Mapping[str, str],
) -> bytes:
    """Return a workbook whose heads explain themselves and whose cells offer their choices."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    page = book.active
    assert page is not None
    for line in (heads, *rows):
        page.append(list(line))
    page.freeze_panes = "A2"
    for n, name in enumerate(heads, 1):
        letter = get_column_letter(n)
        cell = page[f"{letter}1"]
        cell.font = Font(bold=True)
        cell.comment = Comment(hints.get(name, ""), "AIGC", width=260, height=90)
        page.column_dimensions[letter].width = 60 if name == "source" else max(12, len(name) + 4)
        choices = ",".join(form.choices_of(fields[name])) if name in fields else ""
        if choices and len(choices) < 250 and get_origin(fields[name].annotation) is not tuple:
            free = form.is_free(fields[name])
            offer = DataValidation(type="list", formula1=f'"{choices}"', showErrorMessage=not free)
            page.add_data_validation(offer)
            offer.add(f"{letter}2:{letter}5000")
    for number in range(2, len(rows) + 2):
        page[f"B{number}"].alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
