"""Tiny DiffSinger banks: real ONNX graphs whose answers depend on every one of their inputs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import yaml
from onnx import TensorProto, helper, numpy_helper

RATE, HOP, BINS, HIDDEN = 44_100, 512, 8, 4
FLOAT, INT, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
FRAMES, TOKENS, WORDS, NOTES = "frames", "tokens", "words", "notes"
SYLLABLES = {
    "la": "l a", "ma": "m a", "ni": "n i", "hao": "h ao", "zhuang": "zh uang", "lv": "l v",
    "er": "er", "a": "a", "xia": "x y a",
}  # fmt: skip
VOWELS = ("a", "i", "ao", "uang", "v", "er")
ENGLISH = ("hh", "ax", "ah", "ow", "ng", "s")
PHONEMES = ("SP", "AP", "l", "m", "n", "h", "zh", "x", "y", *VOWELS, *ENGLISH)


class Graph:
    """Writes an ONNX graph node by node."""

    def __init__(self) -> None:
        self.nodes, self.constants, self.inputs = [], [], []

    def input(self, name: str, kind: int, *shape: str | int) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def floats(self, name: str, scale: float = 1.0) -> str:
        cast = self.op("Cast", name, to=FLOAT)
        return self.op("Mul", cast, self.constant(np.float32(scale)))

    def mean(self, name: str, scale: float) -> str:
        flat = self.op("Reshape", self.floats(name, scale), self.constant(np.array([-1])))
        return self.op("ReduceMean", flat, keepdims=0)

    def sum(self, *terms: str) -> str:
        out = terms[0]
        for term in terms[1:]:
            out = self.op("Add", out, term)
        return out

    def save(self, path: Path, **outputs: str) -> None:
        made = []
        for name, node in outputs.items():
            self.nodes.append(helper.make_node("Identity", [node], [name]))
            kind = BOOL if name == "x_masks" else FLOAT
            shape = (1, "rows", "columns") if name in ("mel", "encoder_out") else (1, "rows")
            made.append(helper.make_tensor_value_info(name, kind, shape))
        graph = helper.make_graph(self.nodes, path.stem, self.inputs, made, self.constants)
        opset = helper.make_opsetid("", 17)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
        onnx.checker.check_model(model)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, path)


@dataclass(frozen=True, kw_only=True)
class Tiny:
    """What a tiny bank has."""

    inputs: tuple[str, ...] = ()
    old: bool = False
    dur: bool = False
    pitch: bool = False
    variance: bool = False
    speakers: tuple[str, ...] = ()
    noise: bool = False
    config: dict[str, object] = field(default_factory=dict)
    vocoder: dict[str, object] = field(default_factory=dict)


FULL = Tiny(
    inputs=("languages", "gender", "velocity", "energy", "breathiness", "voicing", "tension",
            "depth"),
    dur=True, pitch=True, variance=True, speakers=("soft", "loud"), noise=True,
)  # fmt: skip


def per_frame(g: Graph, tokens: str, durations: str, like: str) -> str:
    """Return which token each frame of ``like`` belongs to, shape (1, frames)."""
    ends = g.op("CumSum", durations, g.constant(np.int64(1)))
    count = g.op("Shape", like)
    size = g.op("Gather", count, g.constant(np.int64(1)))
    index = g.op("Range", g.constant(np.int64(0)), size, g.constant(np.int64(1)))
    past = g.op("GreaterOrEqual", g.op("Unsqueeze", index, g.constant([1])), ends)
    at = g.op("ReduceSum", g.op("Cast", past, to=INT), g.constant([1]), keepdims=0)
    return g.op("Gather", tokens, at, axis=1)


def acoustic(path: Path, tiny: Tiny) -> None:
    """Channel 0 of the mel tells how loud: silent in SP, and a little changed by all inputs."""
    g = Graph()
    tokens = g.input("tokens", INT, 1, TOKENS)
    durations = g.input("durations", INT, 1, TOKENS)
    f0 = g.input("f0", FLOAT, 1, FRAMES)
    g.input("speedup" if tiny.old else "steps", INT, *([] if tiny.old else [1]))
    own = per_frame(g, tokens, durations, f0)
    terms = [g.floats(own, 0.01), g.floats(f0, 1e-4)]
    terms.append(g.mean("speedup" if tiny.old else "steps", 1e-3))
    for name in tiny.inputs:
        if name == "languages":
            g.input(name, INT, 1, TOKENS)
            terms.append(g.floats(per_frame(g, name, durations, f0), 0.01))
        elif name == "depth":
            g.input(name, INT if tiny.old else FLOAT, 1)
            terms.append(g.mean(name, 1e-4 if tiny.old else 0.1))
        else:
            terms.append(g.floats(g.input(name, FLOAT, 1, FRAMES), 0.02))
    if tiny.speakers:
        g.input("spk_embed", FLOAT, 1, FRAMES, HIDDEN)
        terms.append(g.op("ReduceMean", "spk_embed", axes=[2], keepdims=0))
    if tiny.noise:
        noise = g.op("RandomNormalLike", f0, dtype=FLOAT, scale=0.01)
        terms.append(noise)
    sounding = g.op("Cast", g.op("Greater", own, g.constant(np.int64(1))), to=FLOAT)
    level = g.op("Mul", g.sum(g.constant(np.float32(1)), *terms), sounding)
    column = g.op("Unsqueeze", level, g.constant([2]))
    g.save(path, mel=g.op("Mul", column, g.constant(np.ones((1, 1, BINS), np.float32))))


def vocoder(path: Path) -> None:
    """A sine of exactly F0, as loud as channel 0 of the mel."""
    g = Graph()
    g.input("mel", FLOAT, 1, FRAMES, BINS)
    g.input("f0", FLOAT, 1, FRAMES)
    level = g.op("ReduceMean", "mel", axes=[2], keepdims=1)
    ones = g.constant(np.ones((1, 1, HOP), np.float32))
    flat = g.constant(np.array([1, -1]))
    step = g.op("Mul", g.op("Unsqueeze", "f0", g.constant([2])), ones)
    turn = g.constant(np.float64(2 * np.pi / RATE))
    speed = g.op("Mul", g.op("Cast", g.op("Reshape", step, flat), to=TensorProto.DOUBLE), turn)
    phase = g.op("CumSum", speed, g.constant(np.int64(1)))
    around = g.op("Mod", phase, g.constant(np.float64(2 * np.pi)), fmod=1)
    sine = g.op("Sin", g.op("Cast", around, to=FLOAT))
    gain = g.floats(g.op("Reshape", g.op("Mul", level, ones), flat), 0.2)
    g.save(path, waveform=g.op("Mul", sine, gain))


def linguistic(path: Path, languages: bool) -> None:
    g = Graph()
    tokens = g.input("tokens", INT, 1, TOKENS)
    div, dur = g.input("word_div", INT, 1, WORDS), g.input("word_dur", INT, 1, WORDS)
    terms = [g.floats(tokens, 0.01), g.mean(div, 0.01), g.mean(dur, 0.001)]
    if languages:
        terms.append(g.floats(g.input("languages", INT, 1, TOKENS), 0.1))
    column = g.op("Unsqueeze", g.sum(*terms), g.constant([2]))
    out = g.op("Mul", column, g.constant(np.ones((1, 1, HIDDEN), np.float32)))
    g.save(path, encoder_out=out, x_masks=g.op("Equal", tokens, g.constant(np.int64(-1))))


def encoder_inputs(g: Graph) -> str:
    g.input("encoder_out", FLOAT, 1, TOKENS, HIDDEN)
    return g.op("ReduceMean", "encoder_out", axes=[2], keepdims=0)


def speaker_input(g: Graph, tiny: Tiny, count: str) -> list[str]:
    if not tiny.speakers:
        return []
    g.input("spk_embed", FLOAT, 1, count, HIDDEN)
    return [g.op("ReduceMean", "spk_embed", axes=[2], keepdims=0)]


def lengths(path: Path, tiny: Tiny) -> None:
    """Lengths in frames: some 6, a little changed by all inputs."""
    g = Graph()
    base = encoder_inputs(g)
    g.input("x_masks", BOOL, 1, TOKENS)
    g.input("ph_midi", INT, 1, TOKENS)
    terms = [base, g.floats("ph_midi", 0.01), g.floats("x_masks"), g.constant(np.float32(6))]
    g.save(path, ph_dur_pred=g.sum(*terms, *speaker_input(g, tiny, TOKENS)))


def melody(path: Path, tiny: Tiny) -> None:
    """The pitch of the notes, three tenths of a semitone up."""
    g = Graph()
    base = encoder_inputs(g)
    g.input("ph_dur", INT, 1, TOKENS)
    g.input("note_midi", FLOAT, 1, NOTES)
    g.input("note_rest", BOOL, 1, NOTES)
    g.input("note_dur", INT, 1, NOTES)
    g.input("pitch", FLOAT, 1, FRAMES)
    g.input("expr", FLOAT, 1, FRAMES)
    g.input("retake", BOOL, 1, FRAMES)
    g.input("steps", INT, 1)
    notes = per_frame(g, "note_midi", "note_dur", "pitch")
    checked = per_frame(g, base, "ph_dur", "pitch")
    small = [g.mean("note_rest", 1e-3), g.mean("steps", 1e-5), g.floats(checked, 1e-3)]
    small += [g.floats("pitch", 1e-5), g.floats("retake", 1e-3), g.floats("expr", 1e-3)]
    small += [g.floats(s, 1e-3) for s in speaker_input(g, tiny, FRAMES)]
    g.save(path, pitch_pred=g.sum(notes, g.constant(np.float32(0.3)), *small))


def colours(path: Path, tiny: Tiny) -> None:
    g = Graph()
    base = encoder_inputs(g)
    g.input("ph_dur", INT, 1, TOKENS)
    g.input("pitch", FLOAT, 1, FRAMES)
    asked = ("energy", "breathiness", "voicing", "tension")
    own = [g.input(name, FLOAT, 1, FRAMES) for name in asked]
    g.input("retake", BOOL, 1, FRAMES, len(asked))
    g.input("steps", INT, 1)
    common = [g.floats(per_frame(g, base, "ph_dur", "pitch")), g.floats("pitch", -0.05)]
    common += [g.mean("retake", -1.0), g.mean("steps", -0.01), *speaker_input(g, tiny, FRAMES)]
    outs = {f"{name}_pred": g.sum(given, *common) for name, given in zip(asked, own, strict=True)}
    g.save(path, **outs)


def write_part(folder: Path, tiny: Tiny, **keys: object) -> None:
    """Write what every part of a bank has: configuration, phonemes, languages, speakers."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"sample_rate": RATE, "hop_size": HOP, "hidden_size": HIDDEN, **keys}
    if "languages" in tiny.inputs:
        (folder / "languages.json").write_text(json.dumps({"zh": 1, "en": 2}))
        config |= {"languages": "languages.json", "use_lang_id": True}
    if tiny.speakers:
        config["speakers"] = [f"embeds/{name}" for name in tiny.speakers]
        (folder / "embeds").mkdir(exist_ok=True)
        for number, name in enumerate(tiny.speakers, 1):
            values = np.full(HIDDEN, 0.2 * number, "<f4")
            (folder / "embeds" / f"{name}.emb").write_bytes(values.tobytes())
    (folder / "dsconfig.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    marked = [s if s in ("SP", "AP") or "languages" not in tiny.inputs else f"{language(s)}/{s}"
              for s in PHONEMES]  # fmt: skip
    if tiny.old:
        (folder / "phonemes.txt").write_text("\n".join(marked))
    else:
        (folder / "phonemes.json").write_text(json.dumps({s: i for i, s in enumerate(marked)}))


def language(symbol: str) -> str:
    return "en" if symbol in ENGLISH else "zh"


def build(root: Path, tiny: Tiny = FULL) -> Path:
    """Write a whole bank into ``root`` and return it."""
    phonemes = "phonemes.txt" if tiny.old else "phonemes.json"
    mel = {"num_mel_bins": BINS, "mel_fmin": 40, "mel_fmax": 16_000, "mel_base": "10"}
    keys = {"phonemes": phonemes, "acoustic": "acoustic.onnx", "vocoder": "tiny_vocoder", **mel}
    write_part(root, tiny, **{**keys, **tiny.config})
    acoustic(root / "acoustic.onnx", tiny)
    entries = [{"grapheme": s, "phonemes": p.split()} for s, p in SYLLABLES.items()]
    kinds = {"zh": "affricate", "h": "fricative", "x": "fricative", "y": "semivowel"}
    symbols = [{"symbol": s, "type": "vowel" if s in VOWELS else kinds.get(s, "nasal")}
               for s in PHONEMES if s not in ENGLISH]  # fmt: skip
    table = yaml.safe_dump({"entries": entries, "symbols": symbols})
    (root / "dsdict-zh.yaml").write_text(table, encoding="utf-8")
    (root / "character.yaml").write_text("name: Tiny\n", encoding="utf-8")
    place = root / "dsvocoder"
    vocoder(place / "model.onnx")
    about = {"name": "tiny_vocoder", "model": "model.onnx", "sample_rate": RATE, "hop_size": HOP}
    (place / "vocoder.yaml").write_text(yaml.safe_dump({**about, **mel, **tiny.vocoder}))
    parts = (("dur", lengths), ("pitch", melody), ("variance", colours))
    for name, write in parts:
        if getattr(tiny, name):
            folder = root / f"ds{name}"
            common = {"phonemes": phonemes, "linguistic": "../shared/linguistic.onnx"}
            write_part(folder, tiny, **common, **{name: f"{name}.onnx"})
            write(folder / f"{name}.onnx", tiny)
            linguistic(root / "shared" / "linguistic.onnx", "languages" in tiny.inputs)
    return root
