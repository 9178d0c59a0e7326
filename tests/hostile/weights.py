"""Hostile weights: pickles under other names, headers that lie, models that bring code."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.hostile.case import SECRET, Case, Made

KNOWN: Final = frozenset({"bert", "gpt2"})


def enter(source: Path, out: Path) -> object:
    """Look at a file or a folder of weights, as every engine does before it reads them."""
    from aigc.doors.gguf import check_gguf
    from aigc.doors.onnx import check_onnx
    from aigc.doors.weights import check_folder, check_safetensors

    if (source / "tokens.txt").is_file():
        return _sherpa(source)
    if source.is_dir():
        return check_folder(source, KNOWN)
    if source.suffix == ".onnx":
        return check_onnx(source)
    if source.suffix == ".gguf":
        return check_gguf(source)
    return check_safetensors(source)


def _sherpa(source: Path) -> object:
    """Open the network of a voice of sherpa-onnx as its engine does."""
    from aigc.speech.onnx_voice.network import prepared
    from aigc.speech.sherpa_voice.folders import read_folder

    return len(prepared(read_folder(source).network))


def tensors(header: object, body: bytes = b"", *, length: int | None = None) -> bytes:
    """Return a safetensors file with this header."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(head) if length is None else length) + head + body


def one(dtype: str = "F32", shape: object = (2,), offsets: object = (0, 8), **more: Any) -> Any:
    """Return a header of one tensor."""
    return {"w": {"dtype": dtype, "shape": shape, "data_offsets": offsets}, **more}


def folder(files: Mapping[str, object]) -> Made:
    """Return what makes the folder of a model: tables as JSON, all else as it is."""

    def make(path: Path) -> None:
        path.mkdir()
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            (path / name).write_bytes(raw)

    return make


def field(number: int, content: bytes | int) -> bytes:
    """Return a field of a Protocol Buffers message."""
    if isinstance(content, int):
        return _varint(number << 3) + _varint(content)
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def text(value: bytes) -> bytes:
    """Return a text of a GGUF file."""
    return struct.pack("<Q", len(value)) + value


def gguf(
    *entries: bytes, tensors: tuple[bytes, ...] = (), body: bytes = b"", version: int = 3,
    counts: tuple[int, int] | None = None,
) -> bytes:  # fmt: skip
    """Return a GGUF file of these entries and tensors; ``counts`` are what it tells of them."""
    count, told = counts or (len(tensors), len(entries))
    head = b"GGUF" + struct.pack("<IQQ", version, count, told) + b"".join((*entries, *tensors))
    return head + bytes(-len(head) % 32) + body


def entry(name: bytes, kind: int, value: bytes) -> bytes:
    """Return an entry of a GGUF file."""
    return text(name) + struct.pack("<I", kind) + value


def weight(
    name: bytes = b"w", shape: tuple[int, ...] = (2,), kind: int = 0, offset: int = 0,
    axes: int | None = None,
) -> bytes:  # fmt: skip
    """Return what a GGUF file tells of a tensor."""
    told = struct.pack("<I", len(shape) if axes is None else axes)
    return text(name) + told + struct.pack(f"<{len(shape)}QIQ", *shape, kind, offset)


def _list(kind: int, count: int, values: bytes = b"") -> bytes:
    return struct.pack("<IQ", kind, count) + values


def _network(location: str, *, where: str = "initializer") -> bytes:
    entry = field(1, b"location") + field(2, location.encode())
    tensor = field(1, 4) + field(8, b"w") + field(13, entry)
    if where == "initializer":
        return field(1, 8) + field(7, field(5, tensor))
    inner = field(5, tensor) if where == "constant" else field(6, field(5, tensor))
    return field(1, 8) + field(7, field(1, field(5, inner)))


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("run",)


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, pickle.dumps(_Evil()))
    return out.getvalue()


def _deep_graph(path: Path) -> bytes:
    graph = field(2, b"g")
    for _ in range(40):
        graph = field(1, field(5, field(6, graph)))
    return field(1, 8) + field(7, graph)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(struct.pack("<Q", 90_000_000) + b"{")
        file.truncate(100_000_000)


_GOOD: Final = tensors(one(), bytes(8))
_CONFIG: Final = {"model_type": "bert", "hidden_size": 8}


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="weights", name=name, made=made, why=why, harmless=harmless)


_FILES: Final = (
    ("empty", b""),
    ("a pickle called safetensors", pickle.dumps(_Evil())),
    ("an old pickle called safetensors", pickle.dumps(_Evil(), 0)),
    ("a pickle of torch called safetensors", _zip("archive/data.pkl")),
    ("a pickle in a ZIP under another name", _zip("archive/weights.json")),
    ("a ZIP that is none", b"PK\3\4" + bytes(99)),
    ("a program called safetensors", b"\x7fELF" + bytes(999)),
    ("a script called safetensors", b"#!/bin/sh\nid\n" + bytes(99)),
    ("a header of 16 exabytes", tensors(b"{}", length=2**64 - 1)),
    ("a header longer than the file", tensors(b"{}", length=900)),
    ("a header of 90 MB of nothing", _sparse),
    ("no header", struct.pack("<Q", 0) + bytes(40)),
    ("a header that is a list", tensors([1, 2], bytes(8))),
    ("a header of brackets", tensors(b"[" * 200_000, bytes(8))),
    ("a header that is no text", tensors(b"\xff\xfe" * 99, bytes(8))),
    ("a name twice", tensors(b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":'
                             b'"U8","shape":[1],"data_offsets":[1,2]}}', bytes(2))),
    ("tensors that overlap", tensors(one() | {"v": one()["w"]}, bytes(8))),
    ("room between tensors", tensors(one(offsets=[8, 16]), bytes(16))),
    ("bytes behind the last tensor", tensors(one(), bytes(99))),
    ("a tensor beyond the file", tensors(one(offsets=[0, 2**40], shape=[2**38]), bytes(8))),
    ("offsets below nothing", tensors(one(offsets=[-8, 0]), bytes(8))),
    ("offsets the wrong way", tensors(one(offsets=[8, 0]), bytes(8))),
    ("offsets that are texts", tensors(one(offsets=["0", "8"]), bytes(8))),
    ("a shape that overflows", tensors(one(shape=[2**63, 2**63]), bytes(8))),
    ("a shape of fractions", tensors(one(shape=[2.0]), bytes(8))),
    ("a shape below nothing", tensors(one(shape=[-2]), bytes(8))),
    ("a shape of 10,000 axes", tensors(one(shape=[1] * 10_000), bytes(8))),
    ("a type that there is not", tensors(one(dtype="PICKLE"), bytes(8))),
    ("a tensor that is a number", tensors({"w": 3}, bytes(8))),
    ("words about it that are a table", tensors(one(__metadata__={"a": {"b": 1}}), bytes(8))),
    ("110,000 tensors", tensors(b"{" + b",".join(
        b'"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}' % n for n in range(110_000))
        + b"}")),
)  # fmt: skip
_FOLDERS: Final = (
    ("code of its own", {"config.json": {"model_type": "x", "auto_map": {"AutoModel": "m.M"}}}),
    ("trust asked for", {"config.json": _CONFIG | {"trust_remote_code": True}}),
    ("a width of a trillion", {"config.json": _CONFIG | {"hidden_size": 10**12}}),
    ("a billion layers inside", {"config.json": {"text_config": {"num_hidden_layers": 10**9}}}),
    ("infinite heads", {"config.json": b'{"num_attention_heads": Infinity}'}),
    ("settings that are a list", {"config.json": [1]}),
    ("settings of brackets", {"config.json": b"[" * 300_000}),
    ("settings that are no text", {"config.json": b"\xff\xfe\xfd"}),
    ("shards outside", {"config.json": _CONFIG,
                        "model.safetensors.index.json": {"weight_map": {"w": f"../{SECRET}"}}}),
    ("shards by whole path", {"model.safetensors.index.json": {"weight_map": {"w": "/etc/hosts"}}}),
    ("shards that are pickles", {"model.safetensors.index.json": {"weight_map": {"w": "a.bin"}}}),
    ("an index without a map", {"model.safetensors.index.json": {"weight_map": ["a"]}}),
    ("a pickle among good files", {"config.json": _CONFIG, "a.safetensors": _GOOD,
                                   "b.safetensors": pickle.dumps(_Evil())}),
    ("a cut shard", {"config.json": _CONFIG, "a.safetensors": _GOOD[:-3]}),
    ("code that nobody asks for", {"config.json": _CONFIG | {"auto_map": {"AutoModel": "m.M"}},
                                   "m.py": b"raise SystemExit"}),
)  # fmt: skip
_NETWORKS: Final = (
    ("empty network", b""),
    ("a pickle called ONNX", pickle.dumps(_Evil())),
    ("a text called ONNX", b"hello, this is no network at all"),
    ("numbers outside", _network(f"../{SECRET}")),
    ("numbers by whole path", _network("/etc/passwd")),
    ("numbers on another drive", _network("C:\\Windows\\win.ini")),
    ("numbers in a share", _network("\\\\10.0.0.1\\share\\w")),
    ("numbers outside, in a constant", _network(f"a/../../{SECRET}", where="constant")),
    ("numbers outside, in a branch", _network(f"../{SECRET}", where="branch")),
    ("a network cut off", _network("w.bin")[:-4]),
    ("40 nested branches", _deep_graph),
    ("a number without end", b"\xff" * 400),
)
_GGUFS: Final = (
    ("an empty GGUF", b""),
    ("a page called GGUF", b"<html>Not found</html>" + bytes(99)),
    ("a pickle called GGUF", pickle.dumps(_Evil())),
    ("a program called GGUF", b"\x7fELF" + bytes(999)),
    ("a GGUF that turns its bytes", b"GGUF" + struct.pack(">IQQ", 3, 0, 0)),
    ("an old version of GGUF", gguf(version=1)),
    ("a version to come", gguf(version=2**31)),
    ("a GGUF cut after its magic", b"GGUF"),
    ("a GGUF cut in its counts", gguf()[:14]),
    ("16 exa tensors", gguf(counts=(2**64 - 1, 0))),
    ("100,001 tensors that are not there", gguf(counts=(100_001, 0))),
    ("90,000 tensors that are not there", gguf(counts=(90_000, 0))),
    ("16 exa entries", gguf(counts=(0, 2**64 - 1))),
    ("a text of 16 exabytes", gguf(entry(b"a", 8, struct.pack("<Q", 2**64 - 1)))),
    ("a name of 90 megabytes", gguf(struct.pack("<Q", 90_000_000) + bytes(99))),
    ("a list of 16 exabytes", gguf(entry(b"a", 9, _list(12, 2**63)))),
    ("a list of a billion texts", gguf(entry(b"a", 9, _list(8, 10**9)))),
    ("four million texts", lambda path: gguf(entry(b"a", 9, _list(8, 4_000_000,
                                                                 bytes(8) * 4_000_000)))),
    ("lists within lists", gguf(entry(b"a", 9, _list(9, 1) * 900))),
    ("a kind of value that there is not", gguf(entry(b"a", 99, bytes(8)))),
    ("an entry twice", gguf(entry(b"a", 0, b"1"), entry(b"a", 0, b"2"))),
    ("an alignment of nothing", gguf(entry(b"general.alignment", 4, bytes(4)), tensors=(weight(),),
                                     body=bytes(8))),
    ("an alignment of four gigabytes", gguf(entry(b"general.alignment", 4, b"\0\0\0\x80"))),
    ("a GGUF of 4 billion axes", gguf(tensors=(weight(axes=2**32 - 1),), body=bytes(8))),
    ("a GGUF tensor that overflows", gguf(tensors=(weight(shape=(2**63, 2**63)),), body=bytes(8))),
    ("a GGUF tensor beyond the file", gguf(tensors=(weight(offset=2**40),), body=bytes(8))),
    ("a GGUF tensor between its places", gguf(tensors=(weight(offset=7),), body=bytes(99))),
    ("half a block", gguf(tensors=(weight(shape=(33,), kind=2),), body=bytes(99))),
    ("a GGUF tensor twice", gguf(tensors=(weight(), weight()), body=bytes(8))),
    ("a cut GGUF", gguf(tensors=(weight(),), body=bytes(7))),
)  # fmt: skip
_TOLD: Final = {
    "sample_rate": "16000", "n_speakers": "1", "language": "English", "voice": "en-us",
    "comment": "vits",
}  # fmt: skip


def _voice(network: bytes, **told: str) -> Made:
    """Return what makes the folder of a voice of sherpa-onnx with this network."""
    about = b"".join(
        field(14, field(1, name.encode()) + field(2, value.encode()))
        for name, value in (_TOLD | told).items()
    )
    files = {"tokens.txt": b"_ 0\na 1\n", "lexicon.txt": b"a a\n", "model.onnx": network + about}
    return folder(files)


_VOICES: Final = (
    ("a pickle for a voice", folder({"tokens.txt": b"a 1", "model.onnx": pickle.dumps(_Evil())})),
    ("a program for a voice", folder({"tokens.txt": b"a 1", "model.onnx": b"\x7fELF" + bytes(99)})),
    ("a page for a voice", folder({"tokens.txt": b"a 1", "model.onnx": b"<html>" * 99})),
    ("a voice with numbers outside", _voice(_network(f"../../{SECRET}"))),
    ("a voice with numbers by whole path", _voice(_network("/etc/passwd"))),
    ("a voice with numbers outside, in a constant",
     _voice(_network(f"../../{SECRET}", where="constant"))),
    ("a voice with numbers outside, in a branch",
     _voice(_network(f"../../{SECRET}", where="branch"))),
    ("a voice of 40 nested branches", lambda path: _voice(_deep_graph(path))(path)),
    ("a voice without a graph", _voice(field(1, 8))),
    ("a voice cut off", _voice(_network("w.bin")[:-4])),
    ("a voice of two billion speakers", _voice(_network("w"), n_speakers="2000000000")),
    ("a voice that tells 5,000 things",
     _voice(_network("w"), **{f"k{n}": "" for n in range(5000)})),
)  # fmt: skip
_NAMES: Final = {"a.gguf": _GGUFS, "model": _VOICES, "a.safetensors": _FILES, "a.onnx": _NETWORKS}
CASES: Final = (
    *(_case(name, made, why) for name, rows in _NAMES.items() for why, made in rows),
    *(_case("model", folder(files), why, harmless=why == "code that nobody asks for")
      for why, files in _FOLDERS),
)  # fmt: skip
