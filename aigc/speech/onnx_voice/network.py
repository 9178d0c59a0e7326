"""Networks of voices: looked through before they are run, and their chance put in from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.doors.onnx import check_onnx
from aigc.errors import AigcError, EngineFailed, EngineUnavailable, InputError, OutOfMemory

_OWN_DOMAINS: Final = frozenset(("", "ai.onnx", "com.microsoft"))
"""Whose operators ONNX Runtime brings itself; the last are those of networks made smaller."""
_NEEDED: Final = ("input", "input_lengths", "scales")
_SPEAKER: Final = "sid"
NOISE: Final = "aigc_noise"
_NOISE_SAMPLES: Final = 1 << 19
_CHANCE: Final = ("RandomNormalLike", "RandomUniformLike", "RandomNormal", "RandomUniform")
_USUAL: Final = {"mean": 0.0, "scale": 1.0, "low": 0.0, "high": 1.0, "dtype": 1}
"""What a node that draws at random draws where it tells nothing; others are left as they are."""
_APART: Final = 104_729
"""How far apart two nodes begin in the noise; prime, so that no two run along together."""
_LENGTHS: Final = "aigc_lengths"
_MOST_ROUNDED: Final = 4
_LONGEST_SAMPLES: Final = 200_000_000
_PROVIDERS: Final = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """How much chance is in the sound and in the lengths, and how long all is; 1 is as learned."""

    noise: float
    length: float
    noise_w: float


class Network:
    """A network that is ready to speak.

    Raises
    ------
    EngineUnavailable
        ONNX Runtime or onnx is not installed, or ONNX Runtime has not the device.
    InputError
        The file is damaged, asks for what no voice of Piper's format asks for, has operators of its
        own, or reads a file outside of its folder.
    """

    def __init__(self, path: Path, device: str = "cpu") -> None:
        self.path = path
        self._session = opened(path, device)
        self.inputs = {one.name for one in self._session.get_inputs()}
        known = {*_NEEDED, _SPEAKER, NOISE}
        wrong = sorted((self.inputs - known) | (set(_NEEDED) - self.inputs))
        if wrong:
            raise InputError(
                f"{path.name} is no voice of Piper's format: its inputs differ in "
                f"{', '.join(wrong)}. Voices of that format take {', '.join(_NEEDED)} and, with "
                f"several speakers, {_SPEAKER}."
            )

    def say(
        self, ids: tuple[int, ...], scales: Scales, *, speaker: int, seed: int
    ) -> tuple[Samples, NDArray[np.float64] | None]:
        """Return the sound of a row of signs, and the length of each in frames where it is known.

        Raises
        ------
        EngineFailed
            It broke, or gave no sound.
        """
        given: dict[str, Any] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([scales.noise, scales.length, scales.noise_w], np.float32),
        }
        if _SPEAKER in self.inputs:
            given[_SPEAKER] = np.array([speaker], np.int64)
        if NOISE in self.inputs:
            given[NOISE] = noise(seed)
        out = run(self._session, given, path=self.path)
        samples = sound_of(out[0], self.path)
        return samples, lengths_in(out[1:], len(ids))


def run(session: Any, given: Mapping[str, Any], *, path: Path) -> list[NDArray[Any]]:
    """Return what a network gives.

    Raises
    ------
    EngineFailed
        It broke.
    OutOfMemory
        It needs more memory than there is.
    """
    try:
        found: list[NDArray[Any]] = session.run(None, dict(given))
    except Exception as exc:  # ONNX Runtime raises kinds of its own
        if "allocate memory" in str(exc):
            raise OutOfMemory(
                f"There is not memory enough to speak with {path.name}: write shorter "
                "sentences, or take a smaller voice."
            ) from exc
        raise EngineFailed(
            f"The voice {path.name} broke: {str(exc).splitlines()[0][:200]}. Get it "
            "again, or take another."
        ) from exc
    return found


def sound_of(out: NDArray[Any], path: Path) -> Samples:
    """Return what a network gave as samples, shape (samples,).

    Raises
    ------
    EngineFailed
        It is no sound.
    """
    samples: Samples = np.asarray(out, np.float32).reshape(-1)
    if not 0 < len(samples) <= _LONGEST_SAMPLES or not np.isfinite(samples).all():
        raise EngineFailed(f"The voice {path.name} gave no sound: it is damaged.")
    return samples


def lengths_in(found: Sequence[NDArray[Any]], count: int) -> NDArray[np.float64] | None:
    """Return the lengths of so many numbers, shape (count,), where one of the results is that."""
    rows = (np.asarray(one, np.float64).reshape(-1) for one in found)
    return next((row for row in rows if len(row) == count and row.min() >= 0 < row.sum()), None)


def noise(seed: int) -> Samples:
    """Return what a network reads as its chance, shape (524288,)."""
    return np.random.default_rng(seed % 2**63).standard_normal(_NOISE_SAMPLES, np.float32)


def prepared(path: Path, rounds: str = "Ceil") -> bytes:
    """Return a network that takes its noise from outside, and tells the lengths of what it says.

    A node that draws at random goes on where the last run left it; so it is made to read the input
    ``aigc_noise``. Networks of this family make the lengths whole in a node of the kind ``rounds``
    and have few of them: their results are given out too.

    Raises
    ------
    EngineUnavailable, InputError
        As `Network` tells.
    """
    onnx = _onnx()
    check_onnx(path, InputError)
    try:
        model = onnx.load(str(path), load_external_data=False)
        _check(model, path)
        onnx.load_external_data_for_model(model, str(path.parent))
        _check_whole(model, path)
        _noise_from_outside(onnx, model.graph)
        _lengths_out(onnx, model.graph, rounds)
        whole: bytes = model.SerializeToString()
    except AigcError:
        raise
    except Exception as exc:  # protobuf raises almost anything on what is no network
        raise InputError(
            f"{path.name} is damaged or no ONNX network. Get the voice again."
        ) from exc
    return whole


def _check(model: Any, path: Path) -> None:
    graphs = list(_graphs(model.graph))
    domains = {node.domain for graph in graphs for node in graph.node}
    foreign = sorted((domains | {one.domain for one in model.opset_import}) - _OWN_DOMAINS)
    if foreign or model.functions:
        raise InputError(
            f"{path.name} has operators of its own ({', '.join(foreign) or 'functions'}), which "
            "only a program that comes with it could run: it is refused."
        )
    home = path.parent.resolve()
    for tensor in _tensors(graphs):
        for entry in tensor.external_data:
            place = (home / entry.value).resolve()
            if entry.key == "location" and not place.is_relative_to(home):
                raise InputError(
                    f"{path.name} reads {entry.value!r}, outside of its folder: it is refused."
                )


def _check_whole(model: Any, path: Path) -> None:
    """Raise `InputError` where weights still lie elsewhere: ONNX Runtime would look for them."""
    if any(tensor.data_location for tensor in _tensors(list(_graphs(model.graph)))):
        raise InputError(f"{path.name} has weights in a file that cannot be read: it is refused.")


def _graphs(graph: Any) -> Iterator[Any]:
    """Yield a graph and those within its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                if inner.node:
                    yield from _graphs(inner)


def _tensors(graphs: list[Any]) -> Iterator[Any]:
    for graph in graphs:
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield from (sparse.values, sparse.indices)
        for node in graph.node:
            for attribute in node.attribute:
                yield attribute.t
                yield from attribute.tensors


def _noise_from_outside(onnx: Any, graph: Any) -> None:
    kept: list[Any] = []
    count = 0
    for node in graph.node:
        told = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        usual = all(told.get(name, value) == value for name, value in _USUAL.items())
        if node.op_type not in _CHANCE or not usual:
            kept.append(node)
            continue
        even = "Uniform" in node.op_type
        like = node.input[0] if node.input else f"{NOISE}_{count}_like"
        if not node.input:
            empty = np.zeros(told["shape"], np.float32)
            graph.initializer.append(onnx.numpy_helper.from_array(empty, like))
        out = f"{NOISE}_{count}_normal" if even else node.output[0]
        kept += _slice(onnx, graph, like, out, count)
        kept += _even(onnx, graph, out, node.output[0]) if even else []
        count += 1
    if not count:
        return
    del graph.node[:]
    graph.node.extend(kept)
    kind = onnx.TensorProto.FLOAT
    graph.input.append(onnx.helper.make_tensor_value_info(NOISE, kind, [_NOISE_SAMPLES]))


def _slice(onnx: Any, graph: Any, like: str, out: str, number: int) -> list[Any]:
    """Return nodes that give as much noise as ``like`` is large, in its shape."""
    mark = f"{NOISE}_{number}"
    node, name = onnx.helper.make_node, f"{mark}_{{}}".format
    whole = {"zero": 0, "one": 1, "begin": number * _APART, "all": _NOISE_SAMPLES}
    graph.initializer.extend(
        onnx.helper.make_tensor(name(key), onnx.TensorProto.INT64, [], [value])
        for key, value in whole.items()
    )
    return [
        node("Size", [like], [name("count")]),
        node("Range", [name("zero"), name("count"), name("one")], [name("row")]),
        node("Add", [name("row"), name("begin")], [name("moved")]),
        node("Mod", [name("moved"), name("all")], [name("index")]),
        node("Gather", [NOISE, name("index")], [name("drawn")]),
        node("Shape", [like], [name("shape")]),
        node("Reshape", [name("drawn"), name("shape")], [out]),
    ]


def _even(onnx: Any, graph: Any, normal: str, out: str) -> list[Any]:
    """Return nodes that spread noise evenly from 0 to 1: its share of the bell below it."""
    node, name = onnx.helper.make_node, f"{normal}_{{}}".format
    graph.initializer.extend(
        onnx.helper.make_tensor(name(key), onnx.TensorProto.FLOAT, [], [value])
        for key, value in {"scale": 0.5**0.5, "one": 1.0, "half": 0.5}.items()
    )
    return [
        node("Mul", [normal, name("scale")], [name("scaled")]),
        node("Erf", [name("scaled")], [name("erf")]),
        node("Add", [name("erf"), name("one")], [name("above")]),
        node("Mul", [name("above"), name("half")], [out]),
    ]


def _lengths_out(onnx: Any, graph: Any, rounds: str) -> None:
    rounded = [node for node in graph.node if node.op_type == rounds]
    if len(graph.output) != 1 or len(rounded) > _MOST_ROUNDED:
        return
    for number, node in enumerate(rounded):
        name = f"{_LENGTHS}_{number}"
        graph.node.append(onnx.helper.make_node("Identity", [node.output[0]], [name]))
        graph.output.append(onnx.helper.make_empty_tensor_value_info(name))


def _onnx() -> Any:
    try:
        import onnx
    except ImportError as exc:
        raise EngineUnavailable(_needs("onnx")) from exc
    return onnx


def opened(path: Path, device: str, rounds: str = "Ceil") -> Any:
    """Return a session with a network as `prepared` makes it.

    Raises
    ------
    EngineUnavailable, InputError
        As `Network` tells.
    """
    whole = prepared(path, rounds)
    try:
        import onnxruntime
    except ImportError as exc:
        raise EngineUnavailable(_needs("onnxruntime")) from exc
    provider = _PROVIDERS[device]
    if provider not in onnxruntime.get_available_providers():
        raise EngineUnavailable(
            f"This ONNX Runtime cannot use {device}. Leave the option device out, or install "
            "onnxruntime-gpu in its place."
        )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(whole, options, providers=[provider])
    except Exception as exc:
        raise InputError(
            f"{path.name} cannot be run: {str(exc).splitlines()[0][:200]}. Get the voice again."
        ) from exc


def _needs(package: str) -> str:
    return (
        f"ONNX voices need {package}, which is not installed: "
        "pip install 'aigc-workbench[models,voices]'."
    )
