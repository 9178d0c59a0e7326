"""Tiny voices in the folders of sherpa-onnx: real networks whose tones depend on all they take.

They prove how voices are read and run, and say nothing of how they sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from pypinyin import Style, lazy_pinyin

from aigc.g2p.english.lexicon import lexicon
from tests.tiny.piper import HOP, RATE, network

SILENT = ("_", "sil", "eos", " ", ",", ".", "?", "!", "，", "。", "/", "$")
"""The first twelve signs, which the networks of `tests.tiny.piper` say nothing for."""
IPA = "abdefhijklmnoprstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒθˈˌː"
WORDS = tuple(
    """
    the one of in world for people and all few cost off state art they were sold china say that
    falling price is main reason word means tom jerry quoted it sure zoo azure boy bird yes hard
    judge think house ring food book you about create idea noise employee boyhood cuckoo yellow ago
    holiday understand afternoon overload nobody invite playboy bluebird hotdog workout into
    february
    """.split()  # noqa: SIM905
)
"""Among them are all phones, with every stress that English words have."""
STYLE, LENGTHS = 4, 90
BANDS = 2 * HOP + 1
VOCOS = {
    "model_type": "vocos", "n_fft": 4 * HOP, "hop_length": HOP, "win_length": 4 * HOP,
    "center": 1, "normalized": 0, "window_type": "hann", "pad_mode": "reflect",
}  # fmt: skip
_FLOAT, _WHOLE = TensorProto.FLOAT, TensorProto.INT64


def vits(folder: Path, speakers: int = 2, **told: Any) -> Path:
    """Write a voice of the kind of vits-zh-aishell3, with English words beside the Chinese."""
    return _written(folder, _vits(speakers), _told("vits", n_speakers=speakers, **told))


def melo(folder: Path, **told: Any) -> Path:
    """Write a voice of the kind of vits-melo-tts-zh_en: tones apart, blanks between signs."""
    told = _told("melo-vits", comment="melo", add_blank=1, jieba=1, speaker_id=1, **told)
    return _written(folder, _melo(), told, tonal=True)


def kokoro(folder: Path, speakers: tuple[str, ...] = ("zf_1", "af_2"), **told: Any) -> Path:
    """Write a voice of the kind of kokoro-multi-lang-v1_1, its lexicons in two files."""
    about = _told(
        "kokoro", n_speakers=len(speakers), speaker_names=",".join(speakers),
        style_dim=f"{LENGTHS},1,{STYLE}", **told,
    )  # fmt: skip
    _written(folder, _kokoro(), about)
    styles = np.zeros((len(speakers), LENGTHS, STYLE), np.float32)
    styles[..., 0] = np.arange(len(speakers))[:, None]
    styles.tofile(folder / "voices.bin")
    return folder


def matcha(folder: Path, **told: Any) -> Path:
    """Write a voice of the kind of matcha-icefall-zh-baker, and a vocoder like Vocos in it."""
    _written(folder, _matcha(), _told("matcha-tts", jieba=1, n_speakers=1, **told))
    _save(_vocos(), folder / "vocos-16khz-univ.onnx", VOCOS)
    return folder


def english(folder: Path, **told: Any) -> Path:
    """Write a voice of the kind of kitten-nano-en: IPA, and no lexicon."""
    about = {"language": "English", "n_speakers": 2, "style_dim": f"1,{STYLE}", **told}
    _save(_kokoro(), folder / "model.onnx", _told("kitten-tts", **about))
    _numbers(folder, (*SILENT, *IPA))
    np.array([[0] * STYLE, [1] * STYLE], np.float32).tofile(folder / "voices.bin")
    return folder


def _told(kind: str, **told: Any) -> dict[str, Any]:
    usual = {"model_type": kind, "sample_rate": RATE, "language": "Chinese + English"}
    more = {
        "comment": "tiny",
        "n_speakers": 1,
        "version": 2,
        "use_eos_bos": 0,
        "has_espeak": 0,
        "pad_id": 0,
    }
    return {**usual, **more, "punctuation": "， 。 ？ ！ , . ? !", **told}


def _written(
    folder: Path, model: onnx.ModelProto, told: Mapping[str, Any], tonal: bool = False
) -> Path:
    _save(model, folder / "model.onnx", told)
    entries = {**_chinese(tonal), **_english(tonal)}
    signs = {sign for text in entries.values() for sign in text.split()}
    _numbers(folder, (*SILENT, *sorted(signs - set(SILENT))))
    lines = (f"{word} {text}\n" for word, text in entries.items())
    (folder / "lexicon.txt").write_text("".join(lines), encoding="utf-8")
    return folder


def _numbers(folder: Path, signs: tuple[str, ...]) -> None:
    lines = (f"{sign} {n}\n" if sign.strip() else f"{n}\n" for n, sign in enumerate(signs))
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")


@cache
def _chinese(tonal: bool) -> dict[str, str]:
    """Return what the common characters are written with: initial, and final with its tone."""
    found: dict[str, str] = {}
    for character in _characters():
        begin = lazy_pinyin(character, Style.INITIALS, strict=False)[0]
        end = lazy_pinyin(character, Style.FINALS_TONE3, strict=False, neutral_tone_with_five=True)
        final = end[0] if end[0][-1:].isdigit() else f"{end[0]}5"
        parts = [part for part in (begin, final[:-1] if tonal else final) if part]
        tones = [final[-1]] * len(parts) if tonal else []
        found[character] = " ".join((*parts, *tones))
    return found


def _characters() -> Iterator[str]:
    """Yield the characters of GB 2312's first level."""
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA):
            yield bytes((row, cell)).decode("gb2312")


def _english(tonal: bool) -> dict[str, str]:
    """Return how some words are written, ARPAbet in small letters."""
    found: dict[str, str] = {}
    for word in WORDS:
        phones = lexicon().readings(word)[0].phones
        parts = [p.rstrip("012").lower() if tonal else p.lower() for p in phones]
        tones = [str(7 + int(p[-1])) if p[-1].isdigit() else "7" for p in phones] if tonal else []
        found[word] = " ".join((*parts, *tones))
    return found


def _save(model: onnx.ModelProto, path: Path, told: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    helper.set_model_props(model, {name: str(value) for name, value in told.items()})
    onnx.save(model, str(path))


def _changed(
    model: onnx.ModelProto, inputs: Mapping[str, tuple[int, list[Any]]],
    nodes: list[onnx.NodeProto],
) -> onnx.ModelProto:  # fmt: skip
    """Return a network that takes other inputs, and makes the old ones of them."""
    graph = model.graph
    del graph.input[:]
    for name, (kind, shape) in inputs.items():
        graph.input.append(helper.make_tensor_value_info(name, kind, shape))
    old = list(graph.node)
    del graph.node[:]
    graph.node.extend([*nodes, *old])
    return model


def _vits(speakers: int) -> onnx.ModelProto:
    parts = ["noise_scale", "length_scale", "noise_scale_w"]
    inputs: dict[str, tuple[int, list[Any]]] = {"x": (_WHOLE, [1, "n"]), "x_length": (_WHOLE, [1])}
    inputs |= {name: (_FLOAT, [1]) for name in parts} | {"sid": (_WHOLE, [1])}
    nodes = [
        helper.make_node("Identity", ["x"], ["input"]),
        helper.make_node("Concat", parts, ["scales"], axis=0),
    ]
    return _changed(network(max(2, speakers)), inputs, nodes)


def _melo() -> onnx.ModelProto:
    parts = ["noise_scale", "length_scale", "noise_scale_w"]
    inputs: dict[str, tuple[int, list[Any]]] = {
        "x": (_WHOLE, [1, "n"]), "x_lengths": (_WHOLE, [1]), "tones": (_WHOLE, [1, "n"]),
        "sid": (_WHOLE, [1]),
    }  # fmt: skip
    inputs |= {name: (_FLOAT, [1]) for name in parts}
    nodes = [
        helper.make_node("Add", ["x", "tones"], ["input"]),
        helper.make_node("Concat", parts, ["scales"], axis=0),
    ]
    return _changed(network(2), inputs, nodes)


def _kokoro() -> onnx.ModelProto:
    """Return a network that rounds its lengths, and draws its chance evenly."""
    model = network(2)
    inputs: dict[str, tuple[int, list[Any]]] = {
        "tokens": (_WHOLE, [1, "n"]), "style": (_FLOAT, [1, STYLE]), "speed": (_FLOAT, [1]),
    }  # fmt: skip
    half = helper.make_tensor("half", _FLOAT, [1], [0.5])
    first = helper.make_tensor("begin", _WHOLE, [1], [0])
    nodes = [
        helper.make_node("Identity", ["tokens"], ["input"]),
        helper.make_node("Constant", [], ["half"], value=half),
        helper.make_node("Constant", [], ["begin"], value=first),
        helper.make_node("Reciprocal", ["speed"], ["slow"]),
        helper.make_node("Concat", ["half", "slow", "half"], ["scales"], axis=0),
        helper.make_node("Gather", ["style", "begin"], ["own_style"], axis=1),
        helper.make_node("Reshape", ["own_style", "whole_shape"], ["flat"]),
        helper.make_node("Cast", ["flat"], ["sid"], to=_WHOLE),
    ]
    model.graph.initializer.append(helper.make_tensor("whole_shape", _WHOLE, [1], [1]))
    for node in model.graph.node:
        if node.op_type == "Ceil":
            node.op_type = "Round"
        if node.op_type == "RandomNormalLike":
            node.op_type = "RandomUniformLike"
    return _changed(model, inputs, nodes)


def _matcha() -> onnx.ModelProto:
    """Return a network that gives a spectrogram: one band of each frame sounds, by its sign."""
    nodes: list[onnx.NodeProto] = []

    def node(kind: str, given: list[str], out: str, **how: Any) -> None:
        nodes.append(helper.make_node(kind, given, [out], **how))

    def number(out: str, value: float | list[int], kind: int = _FLOAT) -> None:
        values = value if isinstance(value, list) else [value]
        shape = [len(values)] if isinstance(value, list) else []
        tensor = helper.make_tensor(out, kind, shape, values)
        node("Constant", [], out, value=tensor)

    number("first", [0], _WHOLE)
    node("Squeeze", ["x", "first"], "ids")
    number("silent", 12, _WHOLE)
    node("Less", ["ids", "silent"], "still")
    number("few", 2.0)
    number("many", 12.0)
    node("Where", ["still", "few", "many"], "frames")
    node("Mul", ["frames", "length_scale"], "scaled")
    node("Ceil", ["scaled"], "rounded")
    node("ReduceSum", ["rounded"], "whole", keepdims=0)
    node("Ceil", ["whole"], "total")
    number("zero", 0, _WHOLE)
    node("CumSum", ["rounded", "zero"], "ends")
    number("nought", 0.0)
    number("one", 1.0)
    node("Range", ["nought", "total", "one"], "clock")
    number("last", [1], _WHOLE)
    node("Unsqueeze", ["clock", "last"], "column")
    node("GreaterOrEqual", ["column", "ends"], "past")
    node("Cast", ["past"], "counted", to=_WHOLE)
    node("ReduceSum", ["counted", "last"], "place", keepdims=0)
    node("Gather", ["ids", "place"], "sign")
    number("bands", 60, _WHOLE)
    node("Mod", ["sign", "bands"], "band")
    number("count", BANDS, _WHOLE)
    number("levels", [0, 1], _WHOLE)
    node("Cast", ["levels"], "off_on", to=_FLOAT)
    node("OneHot", ["band", "count", "off_on"], "hot")
    node("Gather", ["still", "place"], "quiet")
    node("Unsqueeze", ["quiet", "last"], "quiet_rows")
    node("Where", ["quiet_rows", "nought", "hot"], "plain")
    node("RandomNormalLike", ["plain"], "chance")
    node("Mul", ["chance", "noise_scale"], "scaled_chance")
    number("little", 0.01)
    node("Mul", ["scaled_chance", "little"], "added")
    node("Add", ["plain", "added"], "sounding")
    node("Where", ["quiet_rows", "nought", "sounding"], "rows")
    node("Transpose", ["rows"], "turned", perm=[1, 0])
    node("Unsqueeze", ["turned", "first"], "mel")
    inputs = [
        helper.make_tensor_value_info("x", _WHOLE, [1, "n"]),
        helper.make_tensor_value_info("x_length", _WHOLE, [1]),
        helper.make_tensor_value_info("noise_scale", _FLOAT, [1]),
        helper.make_tensor_value_info("length_scale", _FLOAT, [1]),
    ]
    out = helper.make_tensor_value_info("mel", _FLOAT, [1, BANDS, "frames"])
    return _model(nodes, inputs, out)


def _vocos() -> onnx.ModelProto:
    """Return a vocoder: what it is given is the size of each band, with a phase that runs on."""
    turn = np.arange(BANDS, dtype=np.float32)[None, :, None] * np.float32(np.pi * HOP / (BANDS - 1))
    ones = helper.make_node("Mul", ["mels", "nothing"], ["zeros"])
    nodes = [
        ones,
        helper.make_node("Add", ["zeros", "one"], ["ones"]),
        helper.make_node("CumSum", ["ones", "axis"], ["frame"]),
        helper.make_node("Mul", ["frame", "turn"], ["phase"]),
        helper.make_node("Mul", ["mels", "level"], ["mag"]),
        helper.make_node("Cos", ["phase"], ["x"]),
        helper.make_node("Sin", ["phase"], ["y"]),
    ]
    mels = helper.make_tensor_value_info("mels", _FLOAT, [1, BANDS, "frames"])
    outs = [
        helper.make_tensor_value_info(n, _FLOAT, [1, BANDS, "frames"]) for n in ("mag", "x", "y")
    ]
    graph = helper.make_graph(nodes, "tiny vocoder", [mels], outs)
    graph.initializer.extend(
        [
            onnx.numpy_helper.from_array(turn, "turn"),
            helper.make_tensor("nothing", _FLOAT, [], [0.0]),
            helper.make_tensor("one", _FLOAT, [], [1.0]),
            helper.make_tensor("level", _FLOAT, [], [float(BANDS) / 4]),
            helper.make_tensor("axis", _WHOLE, [], [2]),
        ]
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def _model(
    nodes: list[onnx.NodeProto], inputs: list[onnx.ValueInfoProto], out: onnx.ValueInfoProto
) -> onnx.ModelProto:
    graph = helper.make_graph(nodes, "tiny voice", inputs, [out])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
