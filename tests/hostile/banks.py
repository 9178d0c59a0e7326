"""Hostile voicebanks: DiffSinger's YAML, UTAU's lists, voices of the house, and their archives."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import save

from tests.hostile import packing
from tests.hostile.briefs import laughing
from tests.hostile.case import SECRET, Case, Made
from tests.hostile.weights import folder

CONFIG: Final = b"phonemes: phonemes.txt\nacoustic: a.onnx\nvocoder: v\n"


def enter(source: Path, out: Path) -> object:
    """Read a bank as the engine of its kind does; its name tells which that is."""
    os.environ["AIGC_STORE"] = str(out)
    if source.name == "voice":
        from aigc.voice.package import load

        return load(source).record
    from aigc.banks import bank_root

    if source.name.startswith("utau"):
        from aigc.singing.utau.oto import UTAU, load_bank

        return load_bank(bank_root(str(source), out, UTAU))
    from aigc.singing.diffsinger.bank import DIFFSINGER
    from aigc.singing.diffsinger.bank import load_bank as load_diffsinger

    return load_diffsinger(bank_root(str(source), out, DIFFSINGER), out)


def _bank(config: bytes = CONFIG, **files: bytes) -> Made:
    """Return what makes a DiffSinger bank; ``__`` in the name of a file is a dot."""
    named = {name.replace("__", "."): content for name, content in files.items()}
    return folder({"dsconfig.yaml": config, "phonemes.txt": b"SP\nAP\na\n", **named})


def _words(content: bytes) -> Made:
    """Return what makes a whole DiffSinger bank with this dictionary."""
    config = b"phonemes: phonemes.txt\nacoustic: a.onnx\nvocoder: .\n"
    vocoder = b"name: v\nmodel: a.onnx\n"
    return _bank(config, vocoder__yaml=vocoder, a__onnx=b"x", dsdict__yaml=content)


def _utau(oto: bytes, **files: bytes) -> Made:
    named = {name.replace("__", "."): content for name, content in files.items()}
    return folder({"oto.ini": oto, "character.txt": b"name=x\n", **named})


def _laughing(key: bytes) -> bytes:
    return laughing() + b"\n%s: *j\n" % key


def _link(path: Path) -> None:
    path.mkdir()
    (path / "dsconfig.yaml").symlink_to(Path("..") / ".." / SECRET)


def _voice(**told: str) -> bytes:
    return save({"acoustic.w": np.zeros(2, np.float32)}, told)


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="archive", name=name, made=made, why=why, harmless=harmless)


_MEMBERS: Final[Mapping[str, bytes | str]] = {"dsconfig.yaml": CONFIG, "phonemes.txt": "SP\na\n"}
_CONFIGS: Final = (
    ("Python in YAML", b"acoustic: !!python/object/apply:os.system [id]\n"),
    ("anchors that multiply", _laughing(b"speakers")),
    ("anchors that multiply, in a key nobody reads", _laughing(b"other")),
    ("an anchor inside itself", b"speakers: &a [*a]\n"),
    ("200,000 nested lists", b"a: " + b"[" * 200_000),
    ("100,000 nested keys", b"? " * 100_000 + b"a"),
    ("a list for a table", b"- 1\n- 2\n"),
    ("no text", b"\xff\xfe\xfd" * 999),
    ("a zero in the text", b"acoustic: a\0b\n"),
    ("a text that never ends", b"acoustic: \"" + b"\\" * 900_001),
    ("70 megabytes", lambda path: _bank(b"#" * 70_000_000)),
    ("a width of 10,000 figures", b"hidden_size: " + b"9" * 10_000),
    ("a rate of nothing", b"sample_rate: 0\n"),
    ("an endless depth", b"max_depth: .inf\n"),
    ("phonemes from outside", b"phonemes: ../../%s\n" % SECRET.encode()),
    ("phonemes by whole path", b"phonemes: /etc/passwd\n"),
    ("languages from outside", b"languages: ../../%s\n" % SECRET.encode()),
)  # fmt: skip
_DIFFSINGER: Final = (
    *(_case("bank", made(Path()) if callable(made) else _bank(made), why)
      for why, made in _CONFIGS),
    _case("bank", _bank(CONFIG, phonemes__txt=b"x" * 70_000_000), "phonemes of 70 megabytes"),
    _case("bank", _bank(b"phonemes: p.json\n", p__json=b"[" * 300_000), "phonemes of brackets"),
    _case("bank", _bank(b"phonemes: p.json\n", p__json=b'{"SP": 1e999}'), "an endless phoneme"),
    _case("bank", _bank(b"phonemes: p.json\n", p__json=b'{"SP": ' + b"9" * 4000 + b"}"),
          "a phoneme of 4,000 figures"),
    _case("bank", _words(_laughing(b"entries")), "a laughing dictionary"),
    _case("bank", _words(b"entries: " + b"{a: " * 10_000),
          "a dictionary of 10,000 nested tables"),
    _case("bank", _words(b"entries: [!!python/name:os.system ]"), "Python in a dictionary"),
    _case("bank", _words(b"entries: [{grapheme: [a], phonemes: [{}, []]}, 9]\nsymbols: x"),
          "a dictionary of other kinds", harmless=True),
    _case("bank", _bank(CONFIG, model__pt=pickle.dumps(print)), "a pickle beside it"),
    _case("bank", _link, "a configuration that is a link outside"),
    _case("bank.zip", packing.zipped({**_MEMBERS, "a.ckpt": "x"}), "a pickle in its archive"),
    _case("bank.zip", packing.zipped({"readme.txt": "x"}), "no bank in its archive"),
    _case("bank.zip", packing.zipped({**_MEMBERS, "a.wav": bytes(60_000_000)}), "a bomb"),
    _case("bank.zip", packing.zipped({**_MEMBERS, "../../b.txt": "x"}), "a member outside"),
    _case("bank.zip", packing.linked("a.onnx", f"../../{SECRET}", _MEMBERS), "a link outside"),
    _case("bank.zip", packing.locked(_MEMBERS), "a password"),
    _case("bank.zip", b"PK\3\4" + bytes(99), "a broken archive"),
)  # fmt: skip
_UTAU: Final = (
    _case("utau", _utau(b""), "no recording"),
    _case("utau", _utau(b"a.wav=a,1e999,0,0,0,0\n"), "a time without an end"),
    _case("utau", _utau(b"a.wav=a,nan,0,0,0,0\n"), "a time that is no number"),
    _case("utau", _utau(b"a.wav=a,-5,0,0,0,0\n"), "a time before the file"),
    _case("utau", _utau(b"../../%s.wav=a,0,0,0,0,0\n" % SECRET.encode()), "a recording outside"),
    _case("utau", _utau(b"/etc/passwd.wav=a,0,0,0,0,0\n"), "a recording by whole path"),
    _case("utau", _utau(b"a.wav=a,0,0,0,0,0\n" * 600_000), "a list of 10 megabytes"),
    _case("utau", _utau(b"a.wav=" + b"," * 4_000_000), "4 million commas", harmless=True),
    _case("utau", _utau(b"a.wav=a,0,0,0,0,0\n", prefix__map=b"C4\t" * 3_000_000),
          "a map of 9 megabytes"),
)  # fmt: skip
_HOUSE: Final = (
    _case("voice", _voice(), "a voice without a record"),
    _case("voice", _voice(**{"aigc.voice.record": "[" * 90_000}), "a record of brackets"),
    _case("voice", _voice(**{"aigc.voice.record": "{}"}), "an empty record"),
    _case("voice", pickle.dumps(print), "a pickle called a voice"),
)
CASES: Final = (*_DIFFSINGER, *_UTAU, *_HOUSE)
