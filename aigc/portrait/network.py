"""An ONNX network of the Wav2Lip kind: opened safely, and given exactly what it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.device.place import Device
from aigc.doors.onnx import check_onnx
from aigc.errors import EngineFailed, EngineUnavailable
from aigc.notices import notice
from aigc.portrait.layout import FILES, Layout

Floats = NDArray[np.float32]

MEL_AXES, FACE_AXES = "bnft", "bnchw"
"""Order of axes in our hands: batch, frame of a step, then bands and columns, or a picture."""
_DTYPES: Final = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
_QUIET: Final = 3
_CUDA: Final = "CUDAExecutionProvider"


class Network:
    """One network.

    Parameters
    ----------
    path : Path
        Its file. Weights beside it are read, those in any other folder are refused.

    Attributes
    ----------
    batch : int
        How many steps it takes at once, where that is fixed; otherwise 0.

    Raises
    ------
    EngineUnavailable
        It is damaged, no ONNX network, or of another layout; or ONNX Runtime is not installed.
    """

    def __init__(self, path: Path, layout: Layout, device: Device) -> None:
        self._path, self._layout = path, layout
        self._session = _opened(path, device)
        self._inputs: dict[str, Any] = {one.name: one for one in self._session.get_inputs()}
        mel, face = layout.mel, layout.face
        step = {"n": layout.frames_per_step, "1": 1}
        self._mel = self._input(
            mel.input, mel.axes, step | {"f": mel.bands, "t": mel.columns}, "mel.input"
        )
        size = {"c": face.channels, "h": face.size, "w": face.size}
        self._face = self._input(face.input, face.axes, step | size, "face.input")
        if len(self._inputs) != 2 or self._mel == self._face:
            raise self._other("it must take sound and a face, and nothing else")
        self._made = self._output(face.output)
        rows = self._inputs[self._mel].shape[mel.axes.index("b")]
        self.batch = rows if isinstance(rows, int) else 0

    def run(self, mel: Floats, face: Floats) -> Floats:
        """Return the made faces.

        Parameters
        ----------
        mel : float32, shape (steps, frames of a step, bands, columns)
        face : float32, shape (steps, frames of a step, channels, size, size)

        Returns
        -------
        float32, shape (steps, frames of a step, size, size, 3)
            In the network's own range and order of colours.

        Raises
        ------
        EngineFailed
            It broke, or gave something else.
        MemoryError
            There is too little memory for so many steps.
        """
        feed = {
            self._mel: self._typed(self._mel, arranged(mel, MEL_AXES, self._layout.mel.axes)),
            self._face: self._typed(self._face, arranged(face, FACE_AXES, self._layout.face.axes)),
        }
        try:
            (found,) = self._session.run([self._made], feed)
        except Exception as exc:
            why = str(exc)
            if "allocat" in why.lower() or "out of memory" in why.lower():
                raise MemoryError(why) from exc
            raise EngineFailed(
                f"The network {self._path.name} broke: {_first_line(exc)} Export it again, or "
                f"check {FILES[0]} beside it."
            ) from exc
        return self._checked(np.asarray(found), len(mel))

    def _checked(self, found: NDArray[Any], steps: int) -> Floats:
        face, axes = self._layout.face, self._layout.face.made_axes
        due = {"b": steps, "n": self._layout.frames_per_step, "c": 3, "h": face.size}
        due["w"] = face.size
        if found.shape != tuple(due[axis] for axis in axes):
            raise EngineFailed(
                f"The network {self._path.name} made {list(found.shape)} where "
                f"{[due[axis] for axis in axes]} ({axes}) was due. Describe its output in "
                f"{FILES[0]} beside it: face.size, face.made_axes, face.output."
            )
        if not np.isfinite(found).all():
            raise EngineFailed(f"The network {self._path.name} made numbers that are not finite.")
        if "n" not in axes:
            found, axes = found[None], f"n{axes}"
        return np.asarray(found.transpose([axes.index(axis) for axis in "bnhwc"]), np.float32)

    def _input(self, name: str, axes: str, sizes: dict[str, int], option: str) -> str:
        """Return the name of the input that fits."""
        due = [sizes.get(axis) for axis in axes]
        fitting = [n for n, one in self._inputs.items() if _fits(one.shape, due)]
        if name in fitting:
            return name
        if not name and len(fitting) == 1:
            return fitting[0]
        why = f"several inputs fit {option}" if fitting and not name else f"none fits {option}"
        raise self._other(f"{why} {name!r} of {_shape(due)}")

    def _output(self, name: str) -> str:
        names = [one.name for one in self._session.get_outputs()]
        if name and name not in names:
            raise self._other(f"it has no output {name!r}, but {', '.join(names)}")
        return name or str(names[0])

    def _other(self, why: str) -> EngineUnavailable:
        takes = ", ".join(f"{n} {_shape(one.shape)}" for n, one in self._inputs.items())
        return EngineUnavailable(
            f"The network {self._path.name} has another layout: {why}; it takes {takes}. Describe "
            f"it in {FILES[0]} beside it, as docs/portraits.md shows."
        )

    def _typed(self, name: str, array: Floats) -> NDArray[Any]:
        return array.astype(_DTYPES.get(self._inputs[name].type, np.float32), copy=False)


def arranged(array: Floats, have: str, want: str) -> Floats:
    """Return an array with its axes in another order.

    Of an axis that is not wanted the first is taken; ``1`` is a new axis.
    """
    for axis in set(have) - set(want):
        array = np.asarray(array.take(0, axis=have.index(axis)), array.dtype)
        have = have.replace(axis, "")
    array = array.transpose([have.index(axis) for axis in want if axis != "1"])
    new = [place for place, axis in enumerate(want) if axis == "1"]
    return np.ascontiguousarray(np.expand_dims(array, tuple(new)) if new else array)


def _opened(path: Path, device: Device) -> Any:
    try:
        import onnxruntime
    except ImportError as exc:
        raise EngineUnavailable(
            "Networks for portraits need ONNX Runtime, which is not installed: "
            "pip install 'aigc-workbench[voices]'."
        ) from exc
    check_onnx(path, EngineUnavailable)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _QUIET
    providers: list[Any] = ["CPUExecutionProvider"]
    if device.kind == "cuda" and _CUDA in onnxruntime.get_available_providers():
        # A search for the quickest convolution would begin anew with each size of a batch.
        how = {"device_id": device.index, "cudnn_conv_algo_search": "HEURISTIC"}
        providers.insert(0, (_CUDA, how))
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=providers)
    except Exception as exc:  # it has an exception of its own for each kind of damage
        why = _first_line(exc)
        if "xternal data" in why:
            raise EngineUnavailable(
                f"{path.name} keeps its weights in a file that is missing or not in its own "
                f"folder, and no other is read: {why} Put both into one folder."
            ) from exc
        raise EngineUnavailable(
            f"{path.name} is damaged or no ONNX network: {why} Weights of another format (.pth, "
            ".safetensors) must be exported to ONNX first."
        ) from exc
    if device.kind == "cuda" and _CUDA not in session.get_providers():
        notice(
            "ONNX Runtime cannot use CUDA here, so the portrait's network runs on the CPU: "
            "onnxruntime-gpu of the CUDA version that is installed is needed."
        )
    return session


def _fits(shape: list[Any], due: list[int | None]) -> bool:
    return len(shape) == len(due) and all(
        wanted is None or not isinstance(size, int) or size == wanted
        for size, wanted in zip(shape, due, strict=True)
    )


def _shape(sizes: list[Any]) -> str:
    return "(" + ", ".join("any" if not isinstance(n, int) else str(n) for n in sizes) + ")"


def _first_line(exc: Exception) -> str:
    line = (str(exc).strip().splitlines() or [type(exc).__name__])[0][:300]
    return line if line.endswith(".") else f"{line}."
