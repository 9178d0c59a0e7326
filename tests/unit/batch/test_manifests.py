import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from aigc.batch.manifest.planning import plan
from aigc.batch.manifest.problems import Problem, check
from aigc.batch.manifest.sources import is_path
from aigc.batch.manifest.tables import read_table
from aigc.batch.manifest.template import filled, read_template
from aigc.errors import ConfigError, InputError
from aigc.types.job import NEVER


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("# A\n\nText.\n\n![](p.png)\n")
    (tmp_path / "b.md").write_text("# B\n\nText.")
    (tmp_path / "p.png").write_bytes(b"picture")
    return tmp_path


def manifest(here: Path, text: str, name: str = "jobs.csv") -> Path:
    path = here / name
    path.write_text(text, encoding="utf-8")
    return path


def book(here: Path, *rows: list) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(here / "jobs.xlsx")
    return here / "jobs.xlsx"


ROWS = [{"source": "a.md", "name": "春天来了", "seed": 3}, {"source": "b.md", "name": "two"}]


KINDS = ["csv", "tsv", "semicolons", "gbk", "bom", "xlsx", "jsonl", "yaml"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_manifest_says_the_same(here, kind):
    text = "source,name,seed\na.md,春天来了,3\n\nb.md,two,\n"
    if kind == "xlsx":
        path = book(
            here, ["source", "name", "seed"], ["a.md", "春天来了", 3.0], [], ["b.md", "two"]
        )
    elif kind == "jsonl":
        path = manifest(here, "\n".join(json.dumps(row) for row in ROWS), "jobs.jsonl")
    elif kind == "yaml":
        path = manifest(here, json.dumps(ROWS), "jobs.yaml")
    else:
        sign = {"tsv": "\t", "semicolons": ";"}.get(kind, ",")
        path = here / f"jobs.{'tsv' if kind == 'tsv' else 'csv'}"
        coding = {"gbk": "gb18030", "bom": "utf-8-sig"}.get(kind, "utf-8")
        path.write_bytes(text.replace(",", sign).encode(coding))
    jobs = plan(path, pipeline="fake").jobs
    assert [(job.name, dict(job.options)) for job in jobs] == [
        ("春天来了", {"seed": 3}),
        ("two", {}),
    ]
    assert [Path(job.source).name for job in jobs] == ["a.md", "b.md"]


def test_all_that_is_wrong_is_told_at_once_by_row_and_column(here):
    path = manifest(
        here,
        "source,name,seed,bites,seconds\na.md,a,x,1,\nnone.md,b,1,,-1\n../out.md,c,1,,\n,d,1,,\n"
        "a.md,../e,5,,\n",
    )
    with pytest.raises(InputError) as caught:
        plan(path, pipeline="fake")
    told = str(caught.value)
    assert told.startswith("jobs.csv cannot be run: 5 rows with problems. Nothing started.")
    for line in (
        "- row 2: column bites: is no option. Did you mean bytes?",
        "- row 2: column seed: Input should be a valid integer",
        "- row 3: column source: is no file.",
        "- row 3: column seconds: Input should be greater than or equal to 0. ('-1')",
        "- row 4: column source: lies outside the project",
        "- row 5: column source: is empty.",
        "- row 6: column name: is no name for a folder",
    ):
        assert line in told


def test_ten_thousand_problems_are_a_few_lines():
    problems = [
        Problem(row=n, column="seed", message="is bad.", value=str(n)) for n in range(10000)
    ]
    problems += [Problem(row=n, column=f"c{n}", message="is odd.") for n in range(100)]
    with pytest.raises(InputError) as caught:
        check(problems, "jobs.csv")
    lines = str(caught.value).split("\n")
    assert len(lines) == 22
    assert lines[1] == "- rows 0-9999: column seed: is bad. ('0', '1', '2', …)"
    assert lines[-1] == "and 81 more kinds of problems."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source,name\na.md,x\nb.md,X\n", "column name: is taken twice"),
        (
            "source,seed\na.md,1\na.md,1\n",
            r"row 3: asks for the same as an earlier .*\('row 2'\)",
        ),
        ("source,source\na.md,1\n", "must name every column once; source"),
        ("source\na.md,1\n", "row 1 names one column, 'source', and row 2 has more"),
        ("source\na.md\nb.md,1\n", "row 3: has more cells than columns"),
        ("source,,seed\na.md,x,1\n", "column B has no name. Give it one in row 1"),
        ('source,name\n"a.md,x\n', "Mend the quotes"),
        ("source,priority\na.md,high\n", "column priority"),
        ("source,deadline\na.md,soon\n", "column deadline"),
        ("", "holds no row"),
        ("source\n", "holds no row"),
    ],
)
def test_bad_manifests(here, text, message):
    with pytest.raises(InputError, match=message):
        plan(manifest(here, text), pipeline="fake")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("jobs.txt", b"x", "is no manifest. Give .csv"),
        ("none.csv", None, "Cannot read"),
        ("jobs.csv", b"\xff\xfe\x00\xd8" + b"\x00" * 9, "not readable text"),
        ("jobs.xlsx", b"PK\x03\x04 no", "no workbook"),
        ("jobs.jsonl", b'{"a": 1}\n{', "line 2 is not JSON"),
        ("jobs.jsonl", b"[1]", "row 1 must hold names"),
        ("jobs.yaml", b"a: [", "is not YAML"),
        ("jobs.yaml", b"a: 1", "must be a list"),
    ],
)
def test_files_that_are_no_manifests(here, name, data, message):
    if data is not None:
        (here / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_table(here / name)


def test_formulas_are_refused_where_they_stand(here):
    path = book(here, ["source", "seed"], ["a.md", "=1+1"], ["b.md", "=HYPERLINK(1)"])
    with pytest.raises(InputError, match=r"rows 2-3: column seed: holds a formula.*=1\+1"):
        plan(path, pipeline="fake")


def test_notes_for_people_are_left_alone(here):
    (job,) = plan(manifest(here, "source,# who\na.md,Li\n"), pipeline="fake").jobs
    assert job.name == "00002-a" and job.options == {}


def test_manner_of_a_job(here):
    text = (
        "source,priority,deadline,attempts,limit\na.md,5,2030-01-01T00:00:00+08:00,7,90\nb.md,,,,\n"
    )
    one, two = plan(manifest(here, text), pipeline="fake").jobs
    assert (one.priority, one.attempts, one.limit_s) == (5, 7, 90.0)
    assert one.deadline == 1893427200.0 and two.deadline == NEVER


def test_the_key_is_what_decides_the_result(here):
    def key(text: str = "source,seed\na.md,1\n", **given) -> str:
        return plan(manifest(here, text), pipeline="fake", **given).jobs[0].key

    first = key()
    assert key("source,seed,priority,name\na.md,1,9,other\n") == first
    assert key("source,seed\nb.md,1\n") != first
    assert key("source,seed\na.md,2\n") != first
    assert key(options={"bytes": 5}) != first
    (here / "p.png").write_bytes(b"another picture")
    changed = key()
    assert changed != first
    (here / "a.md").write_text("edited")
    assert key() not in (first, changed)


def test_options_for_all_rows_and_of_one(here):
    text = "source,seed\na.md,1\nb.md,\n"
    one, two = plan(manifest(here, text), pipeline="fake", options={"seed": 7, "bytes": 5}).jobs
    assert (one.options, two.options) == ({"seed": 1, "bytes": 5}, {"seed": 7, "bytes": 5})


def test_paths_begin_at_the_manifest_and_stay_in_the_project(here):
    inside = here / "lists"
    inside.mkdir()
    path = manifest(inside, "source\n../a.md\n")
    with pytest.raises(InputError, match="lies outside the project"):
        plan(path, pipeline="fake")
    (job,) = plan(path, pipeline="fake", root=here).jobs
    assert job.source == str(here / "a.md")


def test_a_link_does_not_lead_out_of_the_project(here, tmp_path_factory):
    secret = tmp_path_factory.mktemp("else") / "secret.md"
    secret.write_text("secret")
    (here / "link.md").symlink_to(secret)
    with pytest.raises(InputError, match="lies outside"):
        plan(manifest(here, "source\nlink.md\n"), pipeline="fake")


def test_a_pipeline_must_be_named_and_known(here):
    with pytest.raises(ConfigError, match="Name a pipeline"):
        plan(manifest(here, "source\na.md\n"))
    with pytest.raises(InputError, match="There is no pipeline 'fakes'"):
        plan(manifest(here, "source,pipeline\na.md,fakes\n"))


def test_files_in_options_are_whole_and_count_by_what_is_in_them(here):
    (here / "x.txt").write_text("银行 yin2 hang2")
    path = manifest(here, "source,lexicon,material\na.md,x.txt,p.png;b.md\n")
    (job,) = plan(path, pipeline="video").jobs
    assert job.options["lexicon"] == str(here / "x.txt")
    assert job.options["material"] == [str(here / "p.png"), str(here / "b.md")]
    (here / "x.txt").write_text("银行 yin2 xing2")
    assert plan(path, pipeline="video").jobs[0].key != job.key
    with pytest.raises(InputError, match="column lexicon: is no file"):
        plan(manifest(here, "source,lexicon\na.md,none.txt\n"), pipeline="video")


def test_a_file_that_an_option_may_name_counts_by_what_is_in_it(here):
    (here / "bed.wav").write_bytes(b"one")
    path = manifest(here, "source,music\na.md,bed.wav\n")
    (job,) = plan(path, pipeline="video").jobs
    assert job.options["music"] == str(here / "bed.wav")
    (here / "bed.wav").write_bytes(b"two")
    assert plan(path, pipeline="video").jobs[0].key != job.key
    with pytest.raises(InputError, match="column musik: is no option"):
        plan(manifest(here, "source,musik\na.md,bed.wav\n"), pipeline="video")


CHAIN = """
name: "{slug}"
steps:
  song: {pipeline: fake, source: "@words/result.bin", options: {seed: "{n}"}}
  words: {pipeline: fake, source: "Sing {text} {{twice}}.", options: {bytes: 10}}
"""


def test_a_brief_makes_a_chain_of_each_row(here):
    brief = manifest(here, CHAIN, "brief.yaml")
    path = manifest(here, "slug,n,text\none,1,{n}\ntwo,2,water\n")
    words, song, other, last = plan(path, template=brief).jobs
    assert (words.name, words.source) == ("one/words", "Sing {n} {twice}.")
    assert (song.name, song.source) == ("one/song", "@one/words/result.bin")
    assert song.options == {"seed": 1} and song.needs == ("one/words",)
    assert other.source == "Sing water {twice}." and last.row == 3
    path = manifest(here, "slug,n,text\none,1,wine\ntwo,2,water\n")
    again = plan(path, template=brief).jobs
    assert again[0].key != words.key and again[1].key != song.key
    assert again[3].key == last.key


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("slug,n\na,1\n", "column text: is named by the brief and is no column"),
        ("slug,n,text\na,1,\n", "column text: is empty, and the brief needs it"),
        ("slug,n,text,extra\na,1,x,y\n", "column extra: is used by nothing"),
        ("slug,n,text\na,{n},x\n", "column seed: Input should be a valid integer"),
    ],
)
def test_rows_that_do_not_fit_a_brief(here, rows, message):
    with pytest.raises(InputError, match=message):
        plan(manifest(here, rows), template=manifest(here, CHAIN, "brief.yaml"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x", "must name a pipeline, or steps"),
        ("pipelin: fake", "pipelin: Extra inputs"),
        ("steps: {a: {pipeline: fake, source: '@b/x'}, b: {pipeline: fake, source: '@a/x'}}",
         "the steps a, b need one another in a circle"),
    ],
)  # fmt: skip
def test_bad_briefs(here, text, message):
    with pytest.raises(ConfigError, match=message):
        read_template(manifest(here, text, "brief.yaml"))


@pytest.mark.parametrize(
    "cell", ["{other}", "{{x}}", "{0}", "{a.__class__}", "%s", "${HOME}", "{{ 7 * 7 }}", "!cmd"]
)
def test_cells_are_text_and_nothing_more(cell):
    assert filled("say {a}!", {"a": cell, "other": "secret"}) == f"say {cell}!"


@pytest.mark.parametrize(
    ("text", "path"),
    [("a.md", True), ("x/y z.md", True), ("/etc/passwd", True), ("~/a", True), ("..", False),
     ("../a", True), ("春天来了。", False), ("Hello there.", False), ("C:\\a.md", True),
     ("@one/a.md", False), ("http://a/b.md", False), ("two\nlines.md", False)],
)  # fmt: skip
def test_sources_are_files_or_texts(text, path):
    assert is_path(text) == path
