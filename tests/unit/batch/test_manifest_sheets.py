"""Tables as spreadsheet programs leave them, and files that are made to do harm."""

from __future__ import annotations

import json
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from aigc.batch.manifest.planning import plan
from aigc.batch.manifest.tables import read_table
from aigc.errors import InputError
from aigc.notices import noticing


def saved(book: Workbook, folder):
    book.save(folder / "jobs.xlsx")
    return folder / "jobs.xlsx"


@pytest.fixture
def book():
    return Workbook()


def test_a_sheet_as_an_editor_leaves_it(book, tmp_path):
    """A title over it, gaps, merged cells, days, times, notes, and sheets beside it."""
    hidden = book.active
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    page = book.create_sheet("五月")
    page.append(["五月投放计划"])
    page.merge_cells("A1:E1")
    page.append([])
    page.append(["文章 *", "名称", None, "耗时\n（秒）", "截止时间", "备注"])
    page.append(["one ", "a\u200b", None, 0.0, datetime(2026, 12, 1), "=1+1"])
    page.append(["two", 12.0, " ", "１", datetime(2026, 12, 1, 18, 30)])
    page.append(["three", time(9, 16), None, None, date(2026, 12, 2)])
    page.append(["\u3000", None, "  "])
    page.merge_cells("D5:D9")
    book.create_sheet("旧").append(["x"])
    with noticing() as told:
        table = read_table(saved(book, tmp_path))
    assert told == ["jobs.xlsx has several sheets; the first is read, '五月'."]
    assert table.columns == ("文章 *", "名称", "耗时 （秒）", "截止时间", "备注")
    assert [dict(row.cells) for row in table.rows] == [
        {"文章 *": "one", "名称": "a", "耗时 （秒）": 0, "截止时间": "2026-12-01"},
        {"文章 *": "two", "名称": 12, "耗时 （秒）": "１", "截止时间": "2026-12-01T18:30:00"},
        {"文章 *": "three", "名称": "9:16", "耗时 （秒）": "１", "截止时间": "2026-12-02"},
    ]
    assert [row.number for row in table.rows] == [4, 5, 6] and not table.problems


@pytest.mark.parametrize(
    ("rows", "merged", "told"),
    [
        ([["source"], ["#N/A"]], "", "row 2: column source: holds an error of the spreadsheet"),
        ([["source", "seed"], ["x", "=A1"]], "", "column seed: holds a formula.*=A1"),
        ([["source", "seed"], ["x", 1], ["y"]], "A3:B3", "row 3: .*is merged with cells of other"),
        ([["计划"], ["source", "seed"], ["x", 1]], "", "row 1 names one column, '计划', and row 2"),
        ([["source", None, "seed"], ["x", "y"]], "", "column B has no name. Give it one in row 1"),
    ],
)
def test_cells_that_cannot_be_taken_for_what_they_show(book, tmp_path, rows, merged, told):
    for row in rows:
        book.active.append(row)
    if rows[-1] == ["#N/A"]:
        book.active["A2"].data_type = "e"
    if merged:
        book.active.merge_cells(merged)
    with pytest.raises(InputError, match=told):
        plan(saved(book, tmp_path), pipeline="fake")


def test_a_sheet_that_tells_its_size_wrongly_is_read_whole(book, tmp_path, monkeypatch):
    monkeypatch.setattr(type(book.active), "calculate_dimension", lambda sheet: "A1:A1")
    for row in (["source", "seed"], ["x", 1], ["x", 2]):
        book.active.append(row)
    assert len(read_table(saved(book, tmp_path)).rows) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"sep=;\r\nsource;seed\r\nx;1\r\n",
        "\ufeffsource\tseed\r\nx\t1\r\n".encode("utf-16-le"),
        "source；seed\nx；1\n".encode(),
        b"source|seed\n | \nx|1\n",
        b"\n\nsource,seed,,\nx,1,,\n, ,,\n",
        '"source","seed"\r\n"x","1"\r\n'.encode("gb18030"),
    ],
)
def test_separated_values_of_every_habit(tmp_path, data):
    (tmp_path / "jobs.csv").write_bytes(data)
    table = read_table(tmp_path / "jobs.csv")
    assert [dict(row.cells) for row in table.rows] == [{"source": "x", "seed": "1"}]


@pytest.mark.parametrize("cell", ["=1+1", "=HYPERLINK(A1)", "#REF!", "#N/A"])
def test_formulas_and_errors_in_separated_values_are_refused(tmp_path, cell):
    (tmp_path / "jobs.csv").write_text(f"source,备注\n{cell},x\ny,{cell}\n", encoding="utf-8")
    with pytest.raises(InputError, match="1 row with problems") as caught:
        plan(tmp_path / "jobs.csv", pipeline="fake")
    assert str(caught.value).count("\n") == 1


def test_yaml_and_json_are_read_as_tables_are(tmp_path):
    (tmp_path / "jobs.yaml").write_text("- {source: ' x ', day: 2026-12-01, aspect: 9:16, e: ''}\n")
    (row,) = read_table(tmp_path / "jobs.yaml").rows
    assert row.cells == {"source": "x", "day": "2026-12-01", "aspect": 556}
    (tmp_path / "jobs.json").write_text(json.dumps([{"source": "x", "seed": 3.0, "none": None}]))
    assert read_table(tmp_path / "jobs.json").rows[0].cells == {"source": "x", "seed": 3}


LAUGHS = "- &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"- &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("jobs.yaml", LAUGHS + "- {source: x, seed: *i}\n", "row 1 must hold names"),
        ("jobs.yaml", "- {source: &x [*x, *x]}\n", "source holds too many values. Name a file"),
        ("jobs.yaml", "- {s: &a [x,x,x,x,x,x,x,x,x,x], b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a],"
         " c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b], d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c],"
         " e: [*d,*d]}\n", "row 1: d holds too many values"),
        ("jobs.jsonl", "[" * 100_000, "line 1 is not JSON"),
        ("jobs.json", "[" * 100_000, "is not JSON"),
        ("jobs.json", "{}", "must be a list.*A brief goes behind --template"),
        ("jobs.yaml", "- {a: 1\n- b", "jobs.yaml, line 3, is not YAML"),
        ("jobs.jsonl", '{"source": "a\\u0000/b.md"}', "cannot be the name of a file"),
        ("jobs.jsonl", '{"source": "~nobody-of-this-name/a.md"}', "cannot be the name of a file"),
    ],
)  # fmt: skip
def test_files_that_do_harm_are_one_sentence(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=told) as caught:
        plan(tmp_path / name, pipeline="fake")
    assert len(str(caught.value)) < 500
