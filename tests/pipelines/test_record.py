"""What a clip's provenance tells of pictures, films and music that were given."""

from __future__ import annotations

import wave
from dataclasses import replace
from fractions import Fraction

import pytest
from PIL import Image

from aigc.trust.policy import Licences
from aigc.trust.provenance.licences import obligations
from pipelines import article_to_video as video
from pipelines.editing import picture_of, swap_picture
from pipelines.record import provenance


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr("pipelines.illustrating.SCALE", Fraction(1, 12))
    monkeypatch.setattr("pipelines.filming.LONGEST_SIDE_PX", 96)


@pytest.fixture
def config(quick) -> video.Config:
    return quick.model_copy(update={"writer": "extractive", "seconds": 20.0})


def drafted(source, config, store):
    article = video.read(source, config, store=store)
    return video.direct(article, video.write(article, config, store=store), config, store=store)


def roles(record):
    return {one.name: one.role for one in record.sources}


def asked(record):
    """Return what is warned of or refused, but for the voice of the fake, which has no licence."""
    found = obligations(record, Licences())
    return [one for one in (*found.warned, *found.refused) if one.names != ("high",)]


def seen_in(draft):
    return {shot.picture.sha256 for shot in map(picture_of, draft.storyboard.scenes) if shot}


def test_only_pictures_that_are_seen_are_listed_as_shown(examples, config, store):
    draft = drafted(examples / "en" / "article.md", config, store)
    record = provenance(draft)
    listed = {one.sha256: one for one in record.sources if one.role in ("picture", "unseen")}
    assert set(listed) == {figure.asset.sha256 for figure in draft.article.figures}
    assert {digest for digest, one in listed.items() if one.role == "picture"} == seen_in(draft)
    assert {"picture", "unseen"} <= {one.role for one in listed.values()}
    assert {one.name for one in listed.values()} == {
        "deep-field.jpg", "astronaut.jpg", "launch.jpg",
    }  # fmt: skip
    hidden = next(n for n, f in enumerate(draft.article.figures) if listed[f.asset.sha256].role
                  == "unseen")  # fmt: skip
    other = provenance(swap_picture(draft, 0, hidden))
    name = listed[draft.article.figures[hidden].asset.sha256].name
    assert (roles(record)[name], roles(other)[name]) == ("unseen", "picture")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_examples_tell_every_licence(examples, config, store, language):
    source = examples / language / "article.md"
    draft = drafted(source, config, store)
    for number in range(len(draft.article.figures)):
        draft = swap_picture(draft, number, number)
    record = provenance(draft, fonts=("Noto Sans SC",))
    pictures = [one for one in record.sources if one.role == "picture"]
    assert len(pictures) == len(draft.article.figures) > 1
    assert all(one.licence and one.credit for one in pictures)
    assert asked(record) == []


def test_a_picture_without_a_licence_is_named_by_its_file(examples, config, store, tmp_path):
    for name in ("the pier.jpg", "photo"):
        Image.effect_noise((700, 900), 80).save(tmp_path / name, "JPEG")
    lines = "The harbour wakes early. Boats leave the old pier in the dark every day.\n\n" * 2
    (tmp_path / "a.md").write_text(
        f"# The pier\n\n{lines}![Pier](the%20pier.jpg)\n\n![Pier](photo)", encoding="utf-8"
    )
    draft = drafted(tmp_path / "a.md", config, store)
    draft = swap_picture(swap_picture(draft, 0, 0), 1, 1)
    (duty,) = asked(provenance(draft))
    assert (duty.term, duty.names) == ("unknown", ("the pier.jpg", "photo"))


def test_a_picture_of_which_a_film_was_made_is_seen(examples, config, store):
    config = config.model_copy(update={"clips": "fake"})
    draft = drafted(examples / "en" / "article.md", config, store)
    films = {one.of: one.asset.sha256 for one in draft.made if one.of}
    own = {f.asset.sha256: f.asset.source for f in draft.article.figures}
    filmed = [own[digest] for digest in films if digest in own]
    assert filmed
    record = provenance(draft)
    assert {roles(record)[name] for name in filmed} == {"picture"}
    assert not set(films.values()) & {one.sha256 for one in record.sources}
    assert record.synthesis == "composite"
    plain = replace(draft.storyboard, scenes=())
    bare = provenance(replace(draft, storyboard=plain))
    assert set(roles(bare).values()) == {"article", "unseen"}
    assert bare.synthesis == "generated"


def test_music_of_ones_own_is_a_source_and_no_engine_composed(examples, config, store, tmp_path):
    song = tmp_path / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    draft = drafted(examples / "zh" / "article.md", config, store)
    record = provenance(draft)
    assert "music" in {one.role for one in record.uses} and "bed" not in roles(record).values()
    given = replace(draft, config=draft.config.model_copy(update={"music": str(song)}))
    record = provenance(given)
    assert roles(record)["song.wav"] == "bed"
    assert "music" not in {one.role for one in record.uses}
    silent = replace(draft, config=draft.config.model_copy(update={"music": "none"}))
    assert "music" not in {one.role for one in provenance(silent).uses}
