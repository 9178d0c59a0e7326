"""Every engine of the registry: what it does, how it is chosen, and what it still needs here."""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from aigc import registry
from aigc.config import Settings
from aigc.models.catalogue import serving
from aigc.models.places import here

State = Literal["ready", "needs a model", "missing"]
INSTALL: Final = "pip install 'aigc-workbench[{}]'"
_FETCHED: Final = "aigc models fetch {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an engine of a capability is chosen: an option of a command."""

    command: str
    option: str

    def __str__(self) -> str:
        return f"aigc {self.command} --{self.option}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What an engine needs that may not be here.

    Attributes
    ----------
    packages : tuple of str
        Modules that its extra brings.
    model : str
        What stands behind its colon; empty where it takes none.
    server : bool
        It is the model of a server, whose address a variable tells.
    variables : tuple of str
        Any of them names a model, or a server.
    program, file : str
        A program, or a file of a package: ``package/data/file``.
    remedy : str
        What to do where something else than a package lacks.
    """

    packages: tuple[str, ...] = ()
    extra: str = "models"
    model: str = ""
    server: bool = False
    variables: tuple[str, ...] = ()
    program: str = ""
    file: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine as it stands here.

    Attributes
    ----------
    default : bool
        Whether it is taken where none is named.
    lacking, remedy : str
        What is not here, and what brings it; empty where it is ready.
    models : tuple of str
        References of known models for it that are on this machine.
    """

    capability: str
    name: str
    purpose: str
    default: bool
    state: State
    lacking: str = ""
    remedy: str = ""
    models: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it works as it is."""
        return self.state == "ready"


DEFAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "extractive",
        "prompts": "extractive",
        "copy": "extractive",
        "speech": "house",
        "singing": "house",
        "music": "synth",
        "accompaniment": "synth",
        "lyrics": "bundled",
        "hearing": "embedded",
        "landmarks": "file",
        "image": "motion_graphics",
    }
)
"""What is taken where none is named; a capability that is not here is left out then."""
WAYS: Final[Mapping[str, tuple[Way, ...]]] = MappingProxyType(
    {
        "text": (Way(command="video", option="writer"),),
        "copy": (Way(command="copy", option="engine"),),
        "translation": (Way(command="video", option="translator"),),
        "speech": (Way(command="video", option="speech"), Way(command="speak", option="speech")),
        "singing": (Way(command="sing", option="singer"),),
        "music": (Way(command="video", option="beds"),),
        "accompaniment": (Way(command="sing", option="band"),),
        "lyrics": (Way(command="lyrics", option="engine"),),
        "recognition": (
            Way(command="transcribe", option="engine"),
            Way(command="video", option="hearer"),
        ),
        "filler": (Way(command="avatar", option="filler"),),
        "stylist": (Way(command="avatar", option="restyle-model"),),
        "image": (Way(command="video", option="scenes"),),
        "pictures": (Way(command="video", option="images"),),
        "matching": (Way(command="video", option="matcher"),),
        "clips": (Way(command="video", option="clips"),),
        "portrait": (Way(command="portrait", option="driver"),),
        "moderation": (Way(command="video", option="moderator"),),
    }
)
_TORCH: Final = ("torch", "transformers")
_LOCAL: Final = Needs(packages=_TORCH, model="FOLDER or owner/name")
_SERVER: Final = Needs(
    packages=("openai", "tenacity"), model="MODEL", server=True,
    variables=("OPENAI_BASE_URL", "OPENAI_API_KEY"), remedy="export OPENAI_BASE_URL=http://localhost:11434/v1",
)  # fmt: skip
_HOUSE: Final = Needs(file="aigc.voice/data/house.safetensors", remedy="aigc voices build FOLDER")
_BY_NAME: Final[Mapping[str, Needs]] = MappingProxyType(
    {
        "openai": _SERVER,
        "transformers": _LOCAL,
        "seq2seq": _LOCAL,
        "causal": _LOCAL,
        "whisper": _LOCAL,
        "clip": _LOCAL,
        "classifier": _LOCAL,
        "diffusers": Needs(packages=(*_TORCH, "diffusers"), model="FOLDER or owner/name"),
    }
)
_OWN: Final[Mapping[tuple[str, str], Needs]] = MappingProxyType(
    {
        ("speech", "house"): _HOUSE,
        ("singing", "house"): _HOUSE,
        ("speech", "transformers"): Needs(
            packages=_TORCH, model="FOLDER", variables=("AIGC_VOICES",)
        ),
        ("speech", "onnx"): Needs(
            packages=("onnxruntime",), extra="voices", model="VOICE.onnx",
            variables=("AIGC_ONNX_VOICES",),
        ),
        ("speech", "sherpa"): Needs(
            packages=("onnxruntime", "onnx"), extra="models,voices", model="FOLDER or owner/name",
            variables=("AIGC_SHERPA_VOICES",),
        ),
        ("singing", "diffsinger"): Needs(
            packages=("onnxruntime",), extra="voices", model="a bank", variables=("AIGC_VOICES",),
            remedy="put a bank into the folder that AIGC_VOICES names",
        ),
        ("singing", "utau"): Needs(
            model="a bank", variables=("AIGC_VOICES",),
            remedy="put a bank into the folder that AIGC_VOICES names",
        ),
        ("accompaniment", "fluidsynth"): Needs(
            program="fluidsynth",
            remedy="install fluidsynth and a soundfont with apt, brew or conda",
        ),
        ("hearing", "embedded"): Needs(
            file="aigc.hearing/data/hearing.safetensors", remedy="install the package anew"
        ),
        ("landmarks", "mediapipe"): Needs(
            model="an interpreter with mediapipe", variables=("AIGC_MEDIAPIPE_PYTHON",),
            remedy="see docs/avatars.md",
        ),
        ("lyrics", "causal"): Needs(
            packages=_TORCH, model="FOLDER or owner/name",
            remedy="aigc lyrics --engine causal --model FOLDER",
        ),
        ("filler", "transformers"): Needs(
            packages=_TORCH, model="FOLDER or owner/name", variables=("AIGC_FILLER_MODEL",)
        ),
        ("stylist", "diffusers"): Needs(
            packages=(*_TORCH, "diffusers"), model="FOLDER", variables=("AIGC_STYLIST_MODEL",),
            remedy="aigc avatar --restyle-model FOLDER",
        ),
        ("portrait", "onnx"): Needs(
            packages=("onnxruntime",), extra="voices", model="NETWORK.onnx",
            remedy="see docs/portraits.md",
        ),
        ("portrait", "subprocess"): Needs(model="CONTRACT.toml", remedy="see docs/portraits.md"),
    }
)  # fmt: skip


def engines(capability: str = "") -> tuple[Engine, ...]:
    """Return every engine, or those of one capability, with those that other packages add.

    Nothing heavy is imported.

    Raises
    ------
    UnknownEngine
        There is no such capability.
    """
    asked = (capability,) if capability else tuple(registry.BUILT_IN)
    return tuple(
        _engine(one, name, target) for one in asked for name, target in registry.names(one).items()
    )


def needs_of(capability: str, name: str) -> Needs:
    """Return what an engine of ours needs; nothing for one that is embedded, or of others."""
    ours = name in registry.BUILT_IN.get(capability, {})
    return _OWN.get((capability, name), _BY_NAME.get(name, Needs())) if ours else Needs()


def options_of(capability: str, name: str) -> tuple[type[Settings], ...]:
    """Return the sets of options that stand behind an engine's question mark; none for many.

    Raises
    ------
    EngineUnavailable
        When a package is missing that the engine's module needs.
    """
    made: Any = registry.get(capability, name)
    held = list(vars(made).values()) if hasattr(made, "__dict__") else []
    return tuple(type(one) for one in held if isinstance(one, Settings))


@cache
def purpose(target: str) -> str:
    """Return the first sentence of an engine's docstring, read without importing it."""
    module, _, name = target.partition(":")
    try:
        found = find_spec(module)
    except (ImportError, ValueError):
        found = None
    if found is None or not found.origin or not found.origin.endswith(".py"):
        return target
    tree = ast.parse(Path(found.origin).read_text(encoding="utf-8"))
    kinds = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name]
    doc = (ast.get_docstring(kinds[0]) if kinds else None) or ast.get_docstring(tree) or target
    return " ".join(doc.split("\n\n")[0].replace("`", "").split())


def _engine(capability: str, name: str, target: str) -> Engine:
    needs, known = needs_of(capability, name), serving(capability, name)
    at_hand = here(known)
    state, lacking, remedy = _lacking(needs, target)
    if state == "needs a model" and at_hand:
        state = "ready"
    if state == "needs a model" and not remedy:
        free = [one for one in known if one.terms.commercial == "yes"] or list(known)
        remedy = _FETCHED.format(free[0].repository) if free else f"name one: {name}:{needs.model}"
    done = state == "ready"
    return Engine(
        capability=capability, name=name, purpose=purpose(target),
        default=DEFAULTS.get(capability) == name, state=state,
        lacking="" if done else lacking, remedy="" if done else remedy,
        models=tuple(one.reference for one in known if one.repository in at_hand),
    )  # fmt: skip


def _lacking(needs: Needs, target: str) -> tuple[State, str, str]:
    """Return how an engine stands, what it lacks, and what brings it."""
    packages = needs.packages or (target.partition(":")[0].partition(".")[0],)
    if gone := [one for one in packages if find_spec(one) is None]:
        return "missing", f"the package {gone[0]}", INSTALL.format(needs.extra)
    if needs.program and shutil.which(needs.program) is None:
        return "missing", f"the program {needs.program}", needs.remedy
    if needs.file and not _packaged(needs.file).is_file():
        return "missing", f"its weights, {needs.file.rpartition('/')[2]}", needs.remedy
    if needs.model and not any(os.environ.get(one) for one in needs.variables):
        return "needs a model", _what(needs), needs.remedy
    return "ready", "", ""


def _what(needs: Needs) -> str:
    if needs.server:
        return "the address of a server"
    return f"a model ({needs.model})" if needs.model[0].isupper() else needs.model


def _packaged(file: str) -> Path:
    package, _, inside = file.partition("/")
    spec = find_spec(package)
    roots = (spec.submodule_search_locations if spec else None) or [""]
    return Path(roots[0], inside)
