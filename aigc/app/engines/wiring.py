"""What happens on the page of engines."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

import gradio as gr

from aigc.app import views as shared
from aigc.app.engines import views
from aigc.app.engines.page import ALL, HEADS, Parts, capabilities
from aigc.app.engines.words import say
from aigc.app.visiting import (
    QUIET,
    Desk,
    Page,
    first_tongue,
    visitor,
    wire_language,
    wire_stops,
)
from aigc.app.words import Tongue
from aigc.device.shelf import Shelf, shelves
from aigc.models.catalogue import entries, serving
from aigc.models.places import here
from aigc.store import Store


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = Desk(store=store, parts=parts)
    lists = [parts.devices, parts.engines, parts.models]
    everything = [*parts.top, parts.clear, parts.capability, *lists]

    def now(request: gr.Request, chosen: str = "") -> Tongue:
        return desk.tongues.get(visitor(request)) or first_tongue(request, chosen)

    def on_ready(request: gr.Request, capability: str, chosen: str) -> Page:
        return {
            parts.devices: memory(now(request, chosen)),
            **on_choice(request, capability, chosen),
        }

    def on_choice(request: gr.Request, capability: str, chosen: str = "") -> Page:
        return listed(parts, capability, now(request, chosen))

    def on_clear(request: gr.Request) -> Page:
        count, tongue = sum(one.clear() for one in at_hand()), now(request)
        told = say("put.away" if count else "put.none", tongue, n=count)
        return {parts.devices: memory(tongue), parts.dock: shared.told(told, "", tongue)}

    def on_tick(request: gr.Request) -> str:
        return memory(now(request))

    wire_language(desk, page, [parts.capability], everything, speaking(parts))
    wire_stops(desk, page)
    page.load(on_ready, [parts.capability, parts.tongue], lists, **QUIET)
    parts.capability.change(on_choice, parts.capability, [parts.engines, parts.models], **QUIET)
    parts.clear.click(on_clear, None, [parts.devices, parts.dock], **QUIET)
    parts.clock.tick(on_tick, None, parts.devices, **QUIET)


def speaking(parts: Parts) -> Any:
    """Return what speaks the whole page in a language; it does not wait for torch to come up."""

    def spoken(_session: Any, tongue: Tongue, _told: Any, capability: str) -> Page:
        return {
            **parts.topped("engines", views.head, HEADS, tongue),
            parts.clear: gr.update(
                value=say("clear", tongue), visible=find_spec("torch") is not None
            ),
            parts.capability: gr.update(choices=capabilities(tongue)),
            parts.devices: memory(tongue) if "torch" in sys.modules else "",
            **listed(parts, capability, tongue),
        }

    return spoken


def listed(parts: Parts, capability: str, tongue: Tongue) -> Page:
    """Return the engines and models of a capability."""
    found = entries() if capability == ALL else serving(capability)
    places = tuple(one.device for one in at_hand()) if "torch" in sys.modules else ()
    return {
        parts.engines: views.engines("" if capability == ALL else capability, tongue),
        parts.models: views.models(found, here(found), places, tongue),
    }


def memory(tongue: Tongue) -> str:
    """Return the devices and what lies in their memory."""
    there = at_hand()
    return views.devices(there, tongue) if there else views.without_torch(tongue)


def at_hand() -> tuple[Shelf, ...]:
    """Return the shelf of every device; none where torch is not installed."""
    return shelves() if find_spec("torch") else ()
