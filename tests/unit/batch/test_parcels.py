"""What a job reads goes with it to another machine, whole."""

import pytest

from aigc.batch.rayed.parcels import packed, parcels_of
from aigc.batch.rayed.station import Station
from aigc.errors import JobError
from tests.batch_jobs import job


def test_a_file_that_changes_while_it_is_sent_is_refused(tmp_path):
    there = Station(str(tmp_path))
    there.take("0" * 64, 0, b"abc", last=False)
    with pytest.raises(JobError, match="changed"):
        there.take("0" * 64, 3, b"def", last=True)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("![a](x/p.png) and ![b](my%20p.jpg \"t\")", {"x/p.png", "my p.jpg"}),
        ("<img src='x/p.png'><img srcset=\"my%20p.jpg 1x\">", {"x/p.png", "my p.jpg"}),
        ("---\ncover: my p.jpg\n---\n[a]: x/p.png?v=2", {"x/p.png", "my p.jpg"}),
        ("![[images/up.png]] ../out.png http://h/p.png", {"up.png"}),
        ("nothing 3.5 e.g. none.png", set()),
    ],
)  # fmt: skip
def test_what_an_article_names_goes_with_it(tmp_path, text, named):
    folder = tmp_path / "in"
    (folder / "x").mkdir(parents=True)
    for name in ("x/p.png", "my p.jpg", "up.png", "../out.png", "none.txt"):
        (folder / name).write_bytes(name.encode())
    article = folder / "a.md"
    article.write_text(text, "utf-8")
    found = packed(article)
    assert {item.place for item in found.items} == {"a.md"} | named


def test_a_recording_goes_with_its_timings(tmp_path):
    for name in ("song.wav", "song.lab", "song.mid", "other.lab"):
        (tmp_path / name).write_bytes(name.encode())
    found = packed(tmp_path / "song.wav")
    assert [item.place for item in found.items] == ["song.wav", "song.lab"]


def test_a_brand_kit_goes_with_its_logo_and_a_folder_with_all(tmp_path):
    brand, material = tmp_path / "brand.toml", tmp_path / "shots"
    (tmp_path / "logo.png").write_bytes(b"l")
    brand.write_text('name = "N"\nprimary = "#112233"\nlogo = "logo.png"\n', "utf-8")
    (material / "deep").mkdir(parents=True)
    (material / "deep" / "one.mp4").write_bytes(b"m")
    options = {"brand": str(brand), "material": [str(material)], "theme": "ink"}
    found = parcels_of(job("a", pipeline="video", source="Just a text.", options=options))
    assert {item.place for item in found[str(brand)].items} == {"brand.toml", "logo.png"}
    assert [item.place for item in found[str(material)].items] == ["deep/one.mp4"]
    assert len(found) == 2
