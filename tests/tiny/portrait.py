"""A network with Wav2Lip's inputs that opens a mouth as loud as the sound, and a program beside it.

Nobody trained it: it proves that networks are read, fed and their faces laid back, and no more.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from aigc.types.audio import Audio

SIZE, BANDS, COLUMNS = 96, 80, 16
LIPS = (0.5, 0.76)
"""Middle of the mouth, as shares of the face."""
DARK = (30 / 255, 20 / 255, 60 / 255)
"""What is seen within, blue, green, red."""


def wav2lip(
    path: Path,
    *,
    tint: float = 0.0,
    axes: str = "bchw",
    frames: int = 0,
    batch: int | str = "b",
    bands: int = BANDS,
    outside: str = "",
    broken: bool = False,
    names: Sequence[str] = ("mel", "face"),
) -> Path:
    """Write a network that answers with the reference face and a mouth as open as the mel is high.

    Parameters
    ----------
    tint : float
        Added to all colours, as networks do that are not quite right.
    axes : str
        Order of the face's axes, ``bchw`` or ``bhwc``.
    frames : int
        Make so many at once: the face is ``bcnhw`` and the mel ``bn1ft``.
    batch : int or str
        Fixed, or a name.
    outside : str
        Place of a file that the mouth's shape is kept in.
    broken : bool
        Answer with numbers that are not finite.
    """
    axes, mel_axes = ("bcnhw", "bn1ft") if frames else (axes, "b1ft")
    plain = "bcnhw" if frames else "bchw"
    y, x = (np.mgrid[:SIZE, :SIZE] + 0.5) / SIZE
    away = np.hypot((x - LIPS[0]) / 0.24, (y - LIPS[1]) / 0.14).astype(np.float32)
    fixed = {
        "away": away.reshape((1,) * (len(plain) - 2) + away.shape),
        "dark": np.array(DARK, np.float32).reshape(1, 3, *(1,) * (len(plain) - 2)),
        "tint": np.float32(np.nan if broken else tint),
        "eight": np.float32(8), "four": np.float32(4), "zero": np.float32(0),
        "one": np.float32(1), "first": np.array([3], np.int64), "last": np.array([6], np.int64),
        "channel": np.array([1], np.int64),
    }  # fmt: skip
    node = helper.make_node
    order, back = [axes.index(axis) for axis in plain], [plain.index(axis) for axis in axes]
    summed = list(range(1 + bool(frames), len(mel_axes)))
    steps = [
        node("Transpose", [names[1]], ["seen"], perm=order),
        node("Slice", ["seen", "first", "last", "channel"], ["own"]),
        node("ReduceMean", [names[0]], ["each"], axes=summed, keepdims=1),
        node("Transpose", ["each"], ["mean"], perm=[0, 2, 1, 3, 4] if frames else [0, 1, 2, 3]),
        node("Add", ["mean", "four"], ["above"]),
        node("Div", ["above", "four"], ["loud"]),
        node("Sub", ["loud", "away"], ["inside"]),
        node("Mul", ["inside", "eight"], ["steep"]),
        node("Clip", ["steep", "zero", "one"], ["open"]),
        node("Sub", ["dark", "own"], ["change"]),
        node("Mul", ["open", "change"], ["mouth"]),
        node("Add", ["own", "mouth"], ["drawn"]),
        node("Add", ["drawn", "tint"], ["whole"]),
        node("Transpose", ["whole"], ["made"], perm=back),
    ]
    size = {"b": batch, "n": frames, "c": 6, "h": SIZE, "w": SIZE, "1": 1, "f": bands, "t": COLUMNS}
    made = size | {"c": 3}
    kept = [numpy_helper.from_array(np.asarray(value), name) for name, value in fixed.items()]
    if outside:
        _kept_in(next(one for one in kept if one.name == "away"), outside)
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        steps,
        "wav2lip",
        [
            value(names[0], TensorProto.FLOAT, [size[axis] for axis in mel_axes]),
            value(names[1], TensorProto.FLOAT, [size[axis] for axis in axes]),
        ],
        [value("made", TensorProto.FLOAT, [made[axis] for axis in axes])],
        kept,
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


def drawn_face(width: int = 200, height: int = 240, *, tone: int = 0) -> np.ndarray:
    """Return a face drawn as a few ellipses, with some grain, and the ground behind it."""
    y, x = np.mgrid[:height, :width]
    grain = np.random.default_rng(7).integers(-6, 7, (height, width, 1))
    picture = np.full((height, width, 3), (90, 110, 140), float)
    for across, down, wide, high, colour in (
        (0.5, 0.5, 0.3, 0.36, (224, 180, 150)), (0.4, 0.42, 0.04, 0.02, (40, 30, 30)),
        (0.6, 0.42, 0.04, 0.02, (40, 30, 30)), (0.5, 0.68, 0.09, 0.015, (180, 90, 90)),
    ):  # fmt: skip
        inside = np.hypot((x / width - across) / wide, (y / height - down) / high) < 1
        picture[inside] = colour
    return np.clip(picture + grain + tone, 0, 255).astype(np.uint8)


def voice(
    seconds: float = 1.0, rate: int = 16_000, *, level: float = 0.3, hz: float = 180.0
) -> Audio:
    """Return a sound that comes and goes three times a second, like syllables."""
    time = np.arange(round(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 12))
    swell = np.maximum(0, np.sin(2 * np.pi * 3 * time))
    return Audio(samples=(level * swell * tone)[None].astype(np.float32), sample_rate=rate)


def _kept_in(tensor: TensorProto, place: str) -> None:
    """Let a tensor be read from a file beside the network."""
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", place


PROGRAM = """
import pathlib, subprocess, sys, time
import numpy as np
from PIL import Image
import wave

portrait, audio, fps, seed, out, how = sys.argv[1:]
if how == "sleep":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print("progress 1/10", flush=True)
    pathlib.Path(__file__).with_name("started").touch()
    time.sleep(60)
if how == "fail":
    print("loading", file=sys.stderr)
    print("no weights at ckpt.pth", file=sys.stderr)
    sys.exit(3)
if how == "nothing":
    sys.exit(0)
picture = np.asarray(Image.open(portrait).convert("RGB"))
with wave.open(audio) as file:
    rate, data = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    data = data.reshape(-1, file.getnchannels()).mean(1) / 32768
own = 10.0 if how == "slow" else float(fps)
count = max(1, round(len(data) / rate * own))
if how == "short":
    count //= 3
frames = []
for n in range(count):
    part = data[int(n / own * rate):int((n + 1) / own * rate)]
    level = float(np.sqrt((part ** 2).mean())) if len(part) else 0.0
    frame = picture.copy()
    rows, columns = frame.shape[:2]
    top, high = int(rows * 0.6), int(rows * 0.5 * level) + 1
    frame[top : top + high, int(columns * 0.4) : int(columns * 0.6)] = int(seed) % 250
    if how == "wide":
        frame = np.concatenate([frame, frame], 1)
    frames.append(frame)
    print(f"progress {n + 1}/{count}", flush=True)
if out.endswith(".mp4"):
    import av
    from fractions import Fraction
    with av.open(out, "w") as target:
        stream = target.add_stream("libx264", rate=Fraction(own).limit_denominator(1001))
        stream.width, stream.height = (side // 2 * 2 for side in frames[0].shape[1::-1])
        stream.pix_fmt, stream.options = "yuv420p", {"crf": "4"}
        for frame in frames:
            frame = np.ascontiguousarray(frame[: stream.height, : stream.width])
            target.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        target.mux(stream.encode(None))
else:
    for n, frame in enumerate(frames):
        Image.fromarray(frame).save(pathlib.Path(out) / f"frame-{n}.png", compress_level=1)
"""


def contract(folder: Path, how: str = "well", *, result: str = "frames", extra: str = "") -> Path:
    """Write a program and a contract with it; ``how`` says what it does wrong, if anything."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "program.py").write_text(PROGRAM)
    places = ", ".join(f'"{{{place}}}"' for place in ("portrait", "audio", "fps", "seed", "out"))
    text = f'command = [{sys.executable!r}, "program.py", {places}, {how!r}]\n'
    path = folder / "driver.toml"
    path.write_text(f'{text}result = "{result}"\n{extra}\n')
    return path
