"""The page of engines as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from aigc.app import views as shared
from aigc.app.engines.words import LACKING, named, purpose, say
from aigc.app.phrasebook import translated
from aigc.app.words import Tongue, lasting
from aigc.device.place import Device
from aigc.device.shelf import Held, Shelf
from aigc.models.catalogue import Entry
from aigc.models.engines import Engine
from aigc.models.engines import engines as at_hand

GIB = 2**30
COMMANDS = ("aigc ", "pip ", "export ")
INSTALL = "pip install 'aigc-workbench[models]'"


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above a part of the page."""
    return shared.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def copied(text: str, tongue: Tongue) -> str:
    """Return a line to copy with its button."""
    told = f'data-copy="{escape(text)}" data-done="{say("copied", tongue)}"'
    button = f'<button type="button" {told}>{say("copy", tongue)}</button>'
    return f'<span class="copied"><code>{escape(text)}</code>{button}</span>'


def without_torch(tongue: Tongue) -> str:
    """Return what stands in place of the devices where no model can run."""
    how = copied(INSTALL, tongue)
    return f'<section class="device"><p>{say("no.torch", tongue)}</p>{how}</section>'


def devices(shelves: Sequence[Shelf], tongue: Tongue) -> str:
    """Return every device with its memory and the models in it."""
    return "".join(_device(one, tongue) for one in shelves)


def _device(shelf: Shelf, tongue: Tongue) -> str:
    whole = max(shelf.device.memory_bytes, 1)
    used, budget = shelf.used_bytes, shelf.budget_bytes
    said = say("budget", tongue, budget=_gib(budget), used=_gib(used))
    held = "".join(_held(one, whole, tongue) for one in shelf.held())
    return (
        f'<section class="device"><h3>{escape(shelf.device.torch_name)}'
        f"<small>{escape(shelf.device.name)} · {_gib(whole)}</small></h3>"
        f'<div class="bar"><i style="width:{100 * budget / whole:.1f}%"></i>'
        f'<b style="width:{100 * min(used / whole, 1):.1f}%"></b></div><p>{said}</p>'
        f"<ul>{held or '<li>' + say('held.none', tongue) + '</li>'}</ul></section>"
    )


def _held(one: Held, whole: int, tongue: Tongue) -> str:
    idle = say("held.idle", tongue, time=lasting(one.idle_s, tongue))
    state = say("held.use", tongue) if one.lent else idle
    return f"<li><b>{escape(one.label)}</b><span>{_gib(one.size_bytes)} · {state}</span></li>"


def models(
    entries: Iterable[Entry], here: frozenset[str], devices: Sequence[Device], tongue: Tongue
) -> str:
    """Return the models of the catalogue; ``here`` are the repositories that lie here already."""
    rows = "".join(_model(one, one.repository in here, devices, tongue) for one in entries)
    return f'<div class="models">{rows}</div>' if rows else f"<p>{say('none', tongue)}</p>"


def _model(entry: Entry, here: bool, devices: Sequence[Device], tongue: Tongue) -> str:
    purpose = entry.chinese if tongue == "zh" else entry.english
    tags = "".join(
        f'<span class="tag {kind}">{text}</span>' for kind, text in _tags(entry, devices, tongue)
    )
    command = entry.reference if here else f"aigc models fetch {entry.repository}"
    label = say("choose" if here else "fetch", tongue)
    there = f'<span class="tag good">{say("here", tongue)}</span>' if here else ""
    return (
        f"<article><h4>{escape(entry.repository)}{there}</h4><p>{escape(purpose)}</p>"
        f"<div>{tags}</div><div><small>{label}</small>{copied(command, tongue)}</div></article>"
    )


def _tags(entry: Entry, devices: Sequence[Device], tongue: Tongue) -> Iterable[tuple[str, str]]:
    commercial = entry.terms.commercial
    title = f"{escape(entry.terms.title)} · {say(f'licence.{commercial}', tongue)}"
    yield {"yes": "good", "no": "bad"}.get(commercial, "warn"), title
    if entry.gated == "yes":
        yield "warn", say("gated", tongue)
    for key, size in (
        ("gpu", entry.gpu_gb),
        ("cpu", entry.cpu_gb),
        ("download", entry.download_gb),
    ):
        if size is not None:
            yield "", say(key, tongue, size=f"{size:g}")
    if _too_large(entry, devices):
        yield "bad", say("large", tongue)


def _too_large(entry: Entry, devices: Sequence[Device]) -> bool:
    """Tell whether every figure that is known of a model is above what any device has."""
    needs = {"cuda": entry.gpu_gb, "cpu": entry.cpu_gb}
    known = [(needs.get(one.kind), one.memory_bytes) for one in devices]
    fits = [need * 1e9 <= size for need, size in known if need is not None]
    return bool(fits) and not any(fits)


def _gib(count: int) -> str:
    return f"{count / GIB:.1f} GiB"


def engines(capability: str, tongue: Tongue) -> str:
    """Return the engines of a capability, or of all where none is named, but for those of tests."""
    rooms: dict[str, list[Engine]] = {}
    for one in at_hand(capability):
        if one.name != "fake":
            rooms.setdefault(one.capability, []).append(one)
    return f'<div class="rooms">{"".join(_room(*pair, tongue) for pair in rooms.items())}</div>'


def _room(capability: str, rows: Sequence[Engine], tongue: Tongue) -> str:
    listed = "".join(_engine(one, tongue) for one in rows)
    return f"<section><h3>{named(capability, tongue)}</h3><ul>{listed}</ul></section>"


def _engine(one: Engine, tongue: Tongue) -> str:
    kind, state = ("good", "ready") if one.ready else ("warn", "needs")
    tags = [f'<span class="tag {kind}">{say(state, tongue)}{_lacking(one, tongue)}</span>']
    if one.default:
        tags.append(f'<span class="tag">{say("default", tongue)}</span>')
    how = _remedy(one.remedy, tongue)
    how += "".join(copied(known, tongue) for known in one.models)
    return (
        f"<li><div><b>{escape(one.name)}</b>{''.join(tags)}</div>"
        f"{escape(purpose(one.capability, one.name, one.purpose, tongue))}{how}</li>"
    )


def _lacking(one: Engine, tongue: Tongue) -> str:
    if one.ready:
        return ""
    short = one.lacking.partition(" (")[0]
    return f" {escape(translated(short, LACKING) if tongue == 'zh' else short)}"


def _remedy(text: str, tongue: Tongue) -> str:
    """Return what brings an engine what it lacks: a command to copy, or a sentence."""
    if text.startswith(COMMANDS):
        return copied(text, tongue)
    told = translated(text, LACKING) if tongue == "zh" else text
    return f"<p>{escape(told)}</p>" if told else ""
