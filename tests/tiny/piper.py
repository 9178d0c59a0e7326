"""A tiny voice of Piper's format: a real network whose tones depend on signs, scales and speaker.

It proves how voices are read and run, and says nothing of how they sound.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

RATE, HOP = 16_000, 64
SIGNS = (  # the first twelve are silent
    "_^$ !',-.:;?abcdefghijklmnopqrstuvwxyzæçðøŋœɐɑɒɔɕəɚɛɜɟɡɪɫɬɱɲɹɻɾʁʂʃʈʉʊʌʐʒʔʰˈˌːβθχᵻ0123456789"
    "\u0329\u0303"
)


def build(
    folder: Path, name: str = "tiny", *, espeak: str = "en-us", writing: str = "espeak",
    speakers: int = 1, table: dict[str, list[int]] | None = None, **told: Any,
) -> Path:  # fmt: skip
    """Write a voice into ``folder`` and return its network."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    onnx.save(network(speakers), str(path))
    configuration = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": espeak},
        "language": {"code": "zh_CN" if espeak == "cmn" else "en_US"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": writing,
        "phoneme_id_map": table or {sign: [number] for number, sign in enumerate(SIGNS)},
        "num_symbols": 200,
        "num_speakers": speakers,
        "speaker_id_map": {f"person{n}": n for n in range(speakers)} if speakers > 1 else {},
        **told,
    }
    text = json.dumps(configuration, ensure_ascii=False)
    path.with_name(f"{path.name}.json").write_text(text, encoding="utf-8")
    return path


def network(speakers: int = 1) -> onnx.ModelProto:
    """Return the network: each sign is a tone of its own for a time of its own."""
    nodes: list[onnx.NodeProto] = []

    def node(kind: str, given: list[str], out: str, **how: Any) -> str:
        nodes.append(helper.make_node(kind, given, [out], **how))
        return out

    def number(out: str, value: float | int | list[int], kind: int = TensorProto.FLOAT) -> str:
        values = value if isinstance(value, list) else [value]
        shape = [len(value)] if isinstance(value, list) else []
        tensor = helper.make_tensor(out, kind, shape, values)
        return node("Constant", [], out, value=tensor)

    whole = TensorProto.INT64
    for n, at in enumerate(("noise", "length", "sway")):
        number(f"at{n}", n, whole)
        node("Gather", ["scales", f"at{n}"], at)
    number("first", [0], whole)
    node("Squeeze", ["input", "first"], "ids")
    node("Cast", ["ids"], "signs", to=TensorProto.FLOAT)
    number("three", 3, whole)
    number("silent_signs", 12, whole)
    node("Less", ["ids", "silent_signs"], "still")
    node("Mod", ["ids", "three"], "kind")
    node("Cast", ["kind"], "longer", to=TensorProto.FLOAT)
    number("usual", 14.0)
    node("Add", ["longer", "usual"], "sounding")
    number("short", 2.0)
    node("Where", ["still", "short", "sounding"], "frames")
    node("RandomNormalLike", ["frames"], "chance")
    node("Mul", ["chance", "sway"], "swayed")
    node("Abs", ["swayed"], "more")
    node("Add", ["frames", "more"], "lengths")
    node("Mul", ["lengths", "length"], "scaled")
    node("Ceil", ["scaled"], "rounded")
    number("hop", float(HOP))
    node("Mul", ["rounded", "hop"], "samples")
    number("zero", 0, whole)
    node("CumSum", ["samples", "zero"], "ends")
    node("ReduceSum", ["samples"], "total", keepdims=0)
    number("nought", 0.0)
    number("one", 1.0)
    node("Range", ["nought", "total", "one"], "clock")
    number("last", [1], whole)
    node("Unsqueeze", ["clock", "last"], "column")
    node("GreaterOrEqual", ["column", "ends"], "past")
    node("Cast", ["past"], "counted", to=whole)
    node("ReduceSum", ["counted", "last"], "place", keepdims=0)
    node("Gather", ["signs", "place"], "sign")
    node("Gather", ["still", "place"], "silent")
    number("step", 0.008)
    node("Mul", ["sign", "step"], "above")
    number("lowest", 0.1)
    pitch = node("Add", ["above", "lowest"], "pitch")
    if speakers > 1:
        node("Cast", ["sid"], "who", to=TensorProto.FLOAT)
        number("apart", 0.13)
        node("Mul", ["who", "apart"], "raised")
        pitch = node("Add", ["pitch", "raised"], "own")
    node("Mul", [pitch, "clock"], "phase")
    node("Sin", ["phase"], "tone")
    node("RandomNormalLike", ["tone"], "hiss")
    node("Mul", ["hiss", "noise"], "loud")
    number("little", 0.05)
    node("Mul", ["loud", "little"], "breath")
    node("Add", ["tone", "breath"], "voice")
    number("level", 0.3)
    node("Mul", ["voice", "level"], "levelled")
    node("Where", ["silent", "nought", "levelled"], "row")
    number("shape", [1, 1, 1, -1], whole)
    node("Reshape", ["row", "shape"], "output")
    inputs = [
        helper.make_tensor_value_info("input", whole, [1, "signs"]),
        helper.make_tensor_value_info("input_lengths", whole, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", whole, [1]))
    out = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "time"])
    graph = helper.make_graph(nodes, "tiny voice", inputs, [out])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
