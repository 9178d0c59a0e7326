"""ONNX models of a bank: opened safely, and given exactly what they ask for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.doors.onnx import check_onnx
from aigc.errors import EngineFailed, EngineUnavailable, InputError

_DTYPES: Final[Mapping[str, type[np.generic]]] = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(bool)": np.bool_,
}
_PROVIDERS: Final = ("CUDAExecutionProvider", "DmlExecutionProvider", "CPUExecutionProvider")
_QUIET: Final = 3
_lock = threading.Lock()

Arrays = Mapping[str, NDArray[Any]]


class Model:
    """One ONNX model.

    Noise in a model is drawn from where it was opened on, so that a model that is opened with
    equal seeds gives equal answers in the same order.

    Raises
    ------
    InputError
        When the file is damaged or no ONNX model.
    EngineUnavailable
        When ONNX Runtime is not installed.
    """

    def __init__(self, path: Path, seed: int) -> None:
        runtime = _runtime()
        self.path = path
        check_onnx(path, InputError)
        options = runtime.SessionOptions()
        options.log_severity_level = _QUIET
        usable = set(runtime.get_available_providers())
        providers = [provider for provider in _PROVIDERS if provider in usable]
        try:
            with _lock:
                runtime.set_seed(seed % 2**31)
                self._session = runtime.InferenceSession(str(path), options, providers=providers)
        except Exception as exc:
            raise InputError(
                f"{path.name} of the bank is damaged or no ONNX model. Get the bank again."
            ) from exc
        self.inputs = {one.name: one for one in self._session.get_inputs()}

    def run(self, given: Arrays) -> dict[str, NDArray[np.float32]]:
        """Return every output by name; what of ``given`` the model does not ask for is left out.

        Raises
        ------
        InputError
            When the model asks for something that is not given.
        EngineFailed
            When it broke, or answered with numbers that are not finite.
        """
        missing = sorted(set(self.inputs) - set(given))
        if missing:
            raise InputError(
                f"{self.path.name} of the bank asks for {', '.join(missing)}, which nothing in "
                "the bank gives: a part of it is missing, or it is newer than this engine."
            )
        feed = {name: self._fitted(name, given[name]) for name in self.inputs}
        try:
            values = self._session.run(None, feed)
        except Exception as exc:
            raise EngineFailed(
                f"{self.path.name} of the bank broke: {str(exc).splitlines()[0][:200]}. The bank "
                "does not fit together: get it again, or tell its maker."
            ) from exc
        names = [one.name for one in self._session.get_outputs()]
        found = dict(zip(names, values, strict=True))
        if not all(np.isfinite(value).all() for value in values if value.dtype.kind == "f"):
            raise EngineFailed(f"{self.path.name} of the bank gave numbers that are not finite.")
        return found

    def _fitted(self, name: str, value: NDArray[Any]) -> NDArray[Any]:
        """Return ``value`` in the type that an input asks for; a single number may be a scalar."""
        wanted = self.inputs[name]
        array = np.asarray(value, _DTYPES.get(wanted.type, np.float32))
        return array.reshape(()) if len(wanted.shape) == 0 and array.size == 1 else array


def check_runtime() -> str:
    """Return the version of ONNX Runtime; raise `EngineUnavailable` where it is missing."""
    return str(_runtime().__version__)


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError as exc:
        raise EngineUnavailable(
            "DiffSinger banks need ONNX Runtime, which is not installed: "
            "pip install 'aigc-workbench[voices]'."
        ) from exc
    return onnxruntime
