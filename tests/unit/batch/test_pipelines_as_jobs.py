"""Every pipeline as a batch runs it: the files of its command, and problems told by column."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from aigc.audio import encode_wav
from aigc.batch.kinds import BUILT_IN, kind_of
from aigc.batch.ledger import controls
from aigc.batch.made.fake import Config, content
from aigc.batch.manifest.planning import plan
from aigc.batch.manifest.template import read_template
from aigc.batch.references import literal, resolved
from aigc.batch.worker import work
from aigc.config import build
from aigc.errors import ConfigError, InputError
from aigc.progress import silent
from aigc.store import Store
from tests.pipelines.test_avatar import EGL
from tests.tiny.portrait import drawn_face, voice

ARTICLE = "# 豆腐\n\n豆腐很便宜，也很健康。专家认为，每天吃一块豆腐对身体有好处。\n"
FILES = {
    "lyrics": {"lyrics.json", "lyrics.txt", "manifest.json"},
    "song": {"song.wav", "song.lab", "song.lrc", "song.srt", "song.TextGrid", "visemes.json",
             "stems/voice.wav", "manifest.json"},
    "speech": {"speech.wav", "speech.lab", "speech.TextGrid", "speech.srt", "speech.lrc",
               "speech.visemes.json", "speech.manifest.json"},
    "copy": {"copy.json", "copy.md", "copy.csv", "manifest.json"},
    "transcript": {"transcript.json", "transcript.srt", "transcript.vtt", "transcript.txt",
                   "transcript.TextGrid"},
    "portrait": {"film.mp4", "consent.json", "manifest.json", "CREDITS.txt"},
}  # fmt: skip
OPTIONS = {
    "lyrics": {"template": "3/3 aa", "engine": "fake", "count": 1},
    "song": {"singer": "fake", "lyrics": "words.txt"},
    "speech": {"speech": "fake", "timings": "yes"},
    "copy": {"count": 1, "kinds": "title；hashtags"},
    "transcript": {"engine": "fake", "refine": "no"},
    "portrait": {
        "driver": "fake", "face": "40,34,120,172", "audio": "said.wav", "fps": 10,
        "preset": "preview", "consent": "Li Na: this drawing is mine, and I agree.",
    },
}  # fmt: skip
SOURCES = {
    "speech": "你好，世界。", "copy": "a.md", "transcript": "said.wav", "portrait": "photo.png",
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "a.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "words.txt").write_text("床前明月光\n", encoding="utf-8")
    (folder / "said.wav").write_bytes(encode_wav(voice(1.0, level=0.4)))
    Image.fromarray(drawn_face(201, 241)).save(folder / "photo.png")
    return folder


def planned(folder: Path, row: dict, template: str = "", name: str = "jobs.csv"):
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row.keys(), row.values()])
    brief = folder / "brief.yaml"
    brief.write_text(template, encoding="utf-8")
    return plan(folder / name, template=brief if template else None, root=folder).jobs


@pytest.mark.parametrize("pipeline", sorted(FILES))
def test_a_job_writes_the_files_of_its_command(pipeline, project, tmp_path):
    row = {"pipeline": pipeline, "source": SOURCES.get(pipeline, "")} | OPTIONS[pipeline]
    (job,) = planned(project, row)
    kind, out = kind_of(pipeline), tmp_path / "out"
    out.mkdir()
    config = build(kind.config, job.options)
    kind.make(job.source, out, config, store=Store(tmp_path / "store"), progress=silent)
    made = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert made == FILES[pipeline]
    cpu_s, size = kind.weigh(config)
    assert cpu_s > 0 and size > 0 and job.affinity.startswith(f"{pipeline}|")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"pipeline": "lyrics"}, ["column template: Name one form"]),
        ({"pipeline": "lyrics", "cipai": "水调歌投"}, ["column cipai:", "水调歌头"]),
        ({"pipeline": "lyrics", "template": "5/5", "source": "a.md"}, ["column source: is used"]),
        ({"pipeline": "song"}, ["column source: is empty, and so is lyrics"]),
        ({"pipeline": "song", "lyrics": "none.txt"}, ["column lyrics: is no file"]),
        ({"pipeline": "transcript", "source": "said.wav"}, ["column text: is empty"]),
        ({"pipeline": "avatar", "source": "你好"}, ["column character: and spec: name one"]),
        (
            {"pipeline": "avatar", "source": "你好", "character": "sakur"},
            ["column character:", "no preset called 'sakur'", "sakura"],
        ),
        (
            {"pipeline": "portrait", "source": "photo.png", "date": "May"},
            ["column date:"],
        ),
        ({"pipeline": "speech", "source": "你好", "voice": "x"}, ["column voice: house has no"]),
        ({"pipeline": "speech", "source": "你好", "speech": "hose"}, ["column speech:", "house"]),
        ({"pipeline": "video", "source": "a.md", "writer": "x"}, ["column writer: No text"]),
        (
            {"pipeline": "portrait", "source": "photo.png"},
            ["column consent:", "column driver:", "column text: and audio"],
        ),
    ],
)  # fmt: skip
def test_what_a_pipeline_finds_wrong_is_told_by_column(project, row, told):
    with pytest.raises(InputError, match="Nothing started") as caught:
        planned(project, row)
    assert all(text in str(caught.value) for text in told)


def test_every_pipeline_says_what_decides_its_results(project):
    for pipeline in BUILT_IN:
        kind = kind_of(pipeline)
        assert kind.engines(kind.config()) == kind.engines(kind.config())
        assert kind.runs_code == (pipeline == "notebook")
    song = kind_of("song")
    engines = {str(song.engines(song.config(singer=singer))) for singer in ("fake", "house", "x")}
    assert len(engines) == 3


def test_words_become_a_song_and_the_song_a_performance(
    examples, ledger, folder, bench, tmp_path, monkeypatch
):
    """The brief of the examples, with fakes and a film of ten frames a second."""
    brief = (examples / "batch" / "song.yaml").read_text("utf-8")
    for old, new in (
        ("count: 2", "count: 1, engine: fake".replace(", ", "\n      ")),
        ("accompaniment: folk", "singer: fake\n      tempo: 4"),
        ("width: 540", "width: 64"),
        ("height: 960", "height: 64"),
    ):
        assert old in brief
        brief = brief.replace(old, new)
    row = {"name": "moon", "form": "3", "word": "明月", "mood": "tender", "character": "sakura",
           "seed": 1}  # fmt: skip
    monkeypatch.setattr("pipelines.performance.FPS", Fraction(10))
    jobs = planned(tmp_path, row, brief)
    assert [job.needs for job in jobs] == [(), ("moon/words",), ("moon/song",)]
    controls.enter(ledger, jobs)
    work(bench, "w", reserve_bytes=0)
    states = {row.job.name: (row.state, row.message) for row in ledger.rows()}
    assert states["moon/words"][0] == states["moon/song"][0] == "done", states
    words = (folder.results("moon/words") / "lyrics.txt").read_text("utf-8")
    sung, label = words.strip().split("\n\n")
    assert label == "本内容由人工智能生成。"
    assert "明月" in sung and sung in (folder.results("moon/song") / "song.srt").read_text("utf-8")
    if EGL:
        assert states["moon/film"][0] == "done", states
        assert (folder.results("moon/film") / "performance.mp4").stat().st_size > 1000
    else:
        assert "libegl1" in states["moon/film"][1]


def test_the_examples_can_be_planned(examples, monkeypatch):
    monkeypatch.chdir(examples.parent)
    given = {
        "clips.csv": ({"pipeline": "video"}, 3),
        "clips_zh.csv": ({"pipeline": "视频"}, 2),
        "products.csv": ({"template": examples / "batch" / "product.yaml"}, 3),
        "products_zh.csv": ({"template": examples / "batch" / "product_zh.yaml"}, 3),
        "songs.csv": ({"template": examples / "batch" / "song.yaml"}, 6),
    }
    for name, (more, count) in given.items():
        assert len(plan(examples / "batch" / name, **more).jobs) == count


CHAIN = """
steps:
  words: {pipeline: fake, source: x}
  song: {pipeline: fake, source: "{text}", options: {seed: 1}}
"""


def test_a_cell_is_never_taken_for_more_than_text(ledger, folder, bench, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    for name, text in (
        ("a", "@all: hello"), ("b", "@../secret.txt"), ("c", "@@double"),
        ("d", "@words/../../../secret.txt"), ("e", "@words/result.bin"), ("f", "@/result.bin"),
    ):  # fmt: skip
        controls.enter(ledger, planned(tmp_path, {"name": name, "text": text}, CHAIN))
        work(bench, "w", reserve_bytes=0)
        made = (folder.results(f"{name}/song") / "result.bin").read_bytes()
        assert made == content(text, Config(seed=1))
    assert resolved(literal("@x"), folder) == "@x"


def test_a_step_that_is_misspelt_is_told(tmp_path):
    brief = tmp_path / "brief.yaml"
    brief.write_text('steps:\n  words: {pipeline: fake, source: x}\n'
                     '  song: {pipeline: fake, source: "@wrods/result.bin"}\n')  # fmt: skip
    with pytest.raises(ConfigError, match="Did you mean words"):
        read_template(brief)
