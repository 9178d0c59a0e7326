"""Whether a model that lies here is whole, of the kind that is expected, and fits this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc.errors import InputError
from aigc.models.catalogue import Entry, find, repository_of
from aigc.models.headers import Weights, weights_in
from aigc.models.licence import licence_in, licence_of
from aigc.models.places import bytes_in, folder_of, gigabytes
from aigc.models.whole import PIPELINES, missing, read_json
from aigc.progress import Progress, silent

if TYPE_CHECKING:
    from aigc.device.place import Device

ROOM: Final = 1.2
"""A running model takes about so much more than its weights."""
PICKLES: Final = (".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle")
"""Endings of files that can run a program when they are loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Whether a model fits a device.

    Attributes
    ----------
    needs_bytes : int
        What it takes there.
    published : bool
        Whether somebody told so; else it is reckoned from the weights.
    """

    device: Device
    needs_bytes: int
    published: bool

    @property
    def fits(self) -> bool:
        """Whether the device has so much memory."""
        return self.needs_bytes <= self.device.memory_bytes

    def __str__(self) -> str:
        about = "" if self.published else "about "
        verb = "fits" if self.fits else "is too big for"
        return f"{verb} {self.device}: it needs {about}{gigabytes(self.needs_bytes)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found.

    Attributes
    ----------
    kind : str
        Class of a pipeline, model type of a transformers model, or ``onnx``; empty for neither.
    problems : tuple of str
        What is wrong, a sentence each; none for a model that is whole.
    """

    reference: str
    folder: Path
    kind: str
    licence: str
    disk_bytes: int
    weights: Weights
    problems: tuple[str, ...]
    fits: tuple[Fit, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with the files."""
        return not self.problems


def check(reference: str, *, cache: Path | None = None, progress: Progress = silent) -> Checked:
    """Look at the files of a model; nothing of it is loaded.

    Raises
    ------
    InputError
        It does not lie here.
    """
    entry = find(reference)
    revision = entry.revision if entry else "main"
    folder = folder_of(reference, revision=revision, cache=cache)
    if folder is None:
        raise InputError(
            f"The model {reference!r} is not on this machine. Fetch it with: aigc models fetch "
            f"{repository_of(reference)}"
        )
    files = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.is_file())
    weights, problems = _read(files, folder, progress)
    kind = kind_of(folder)
    problems += [*missing(folder), *_wrong(folder, files, kind, entry)]
    return Checked(
        reference=reference, folder=folder, kind=kind, weights=weights, problems=tuple(problems),
        licence=licence_in(folder) if entry is None else licence_of(reference, cache=cache),
        disk_bytes=folder.stat().st_size if folder.is_file() else bytes_in(folder),
    )  # fmt: skip


def fitted(checked: Checked, devices: Sequence[Device]) -> Checked:
    """Return what was found, and whether it fits each device.

    Where nobody published what a model needs, it is reckoned: its weights, in two bytes a number
    on a GPU and in four on a CPU, and a fifth more.
    """
    fits = (
        fit(checked.weights.at(4 if one.kind == "cpu" else 2), one, find(checked.reference))
        for one in devices
    )
    return replace(checked, fits=tuple(fits))


def fit(weights_bytes: int, device: Device, entry: Entry | None) -> Fit:
    """Return whether weights of that size fit a device, or what is published of their model."""
    told = (entry.cpu_gb if device.kind == "cpu" else entry.gpu_gb) if entry else None
    needs = int(told * 1e9) if told else int(weights_bytes * ROOM)
    return Fit(device=device, needs_bytes=needs, published=told is not None)


def kind_of(folder: Path) -> str:
    """Return what a folder holds; empty where nothing tells it."""
    for name in PIPELINES:
        told = read_json(folder / name).get("_class_name")
        if isinstance(told, str):
            return told
        if (folder / name).is_file():
            return "ModularPipeline"
    if told := read_json(folder / "config.json").get("model_type"):
        return str(told)
    onnx = folder.suffix == ".onnx" if folder.is_file() else any(folder.rglob("*.onnx"))
    return "onnx" if onnx else ""


def _read(files: Sequence[Path], folder: Path, progress: Progress) -> tuple[Weights, list[str]]:
    """Return the sizes of all weights, and which files are damaged."""
    weights, problems = Weights(), []
    mine = [one for one in files if one.suffix in (".safetensors", ".onnx", ".gguf")]
    for n, path in enumerate(mine):
        progress("check", n, len(mine))
        name = path.relative_to(folder) if path != folder else path.name
        try:
            found = weights_in(path) if path.suffix == ".safetensors" else _packed(path)
            weights += Weights() if _unused(path, folder) else found
        except (OSError, ValueError) as exc:
            problems.append(f"{name} is damaged: {exc}.")
    progress("check", len(mine), len(mine))
    return weights, problems


def _packed(path: Path) -> Weights:
    """Return the size of a file whose weights are taken as they are stored."""
    size = path.stat().st_size
    if size < 16:
        raise ValueError(f"it has {size} bytes")
    with path.open("rb") as file:
        if path.suffix == ".gguf" and file.read(4) != b"GGUF":
            raise ValueError("it does not begin as a GGUF file")
    return Weights(size, size // 4, size) if path.suffix == ".onnx" else Weights(stored=size)


def _unused(path: Path, folder: Path) -> bool:
    """Tell whether a file is no part of the model, but another form of it that lies beside."""
    if path.parent == folder and (folder / PIPELINES[0]).is_file():
        return True
    plain, dot, _variant = path.stem.partition(".")
    return bool(dot) and path.with_name(f"{plain}{path.suffix}").is_file()


def _wrong(folder: Path, files: Sequence[Path], kind: str, entry: Entry | None) -> Iterator[str]:
    endings = {one.suffix.lower() for one in files}
    if not endings & {".safetensors", ".onnx", ".gguf"}:
        pickles = sorted(one.name for one in files if one.suffix.lower() in PICKLES)
        yield (
            f"It holds pickles alone ({', '.join(pickles[:3])}), which can run a program when they "
            "are read: they are not read here. Convert it to safetensors."
            if pickles
            else "It holds no weights as safetensors."
        )
    if not kind and not folder.is_file():
        yield f"Nothing tells what it is: there is no {PIPELINES[0]} and no config.json."
    if entry is not None and kind and kind != entry.kind:
        yield f"It is a {kind}, not a {entry.kind} as {entry.repository} is."
