"""Own videos and pictures in a clip."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc.app.cache import Cache
from aigc.config import load
from aigc.errors import AssetError, InputError
from aigc.types.scene import PictureShot
from pipelines import article_to_video as video
from pipelines.editing import add_picture, swap_picture
from pipelines.material import with_material
from pipelines.stills import stills
from tests.unit.footage.footage_samples import write_video


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("material")
    clip = write_video(folder / "mirror-segments.mp4", width=270, height=480, frames=24)
    Image.effect_noise((400, 600), 60).save(folder / "IMG_2041.jpg")
    return clip, folder / "IMG_2041.jpg"


def test_material_becomes_pictures_in_the_order_given(files, examples, store):
    config = video.Config(material=files)
    plain = video.read(examples / "en" / "article.md", store=store)
    article = video.read(examples / "en" / "article.md", config, store=store)
    new = [f for f in article.figures if f not in plain.figures]
    assert [f.asset.media_type for f in new] == ["video/mp4", "image/png"]
    assert [f.alt for f in new] == ["mirror segments", ""]
    assert [f.asset.source for f in new] == [f.name for f in files]
    assert article.text == plain.text
    places = [n for n, b in enumerate(article.blocks) if b.figure in new]
    third = len(plain.blocks) / 3
    assert [abs(p - third * n) <= 2 for n, p in enumerate(places, 1)] == [True, True]
    assert [b for b in article.blocks if b.figure not in new] == list(plain.blocks)


def test_footage_is_seen_in_the_clip(files, examples, store, tmp_path, quick):
    config = quick.model_copy(
        update={"material": files[:1], "writer": "extractive", "seconds": 30.0}
    )
    article = video.read(examples / "en" / "article.md", config, store=store)
    article = replace(
        article,
        blocks=tuple(
            b
            for b in article.blocks
            if b.figure is None or b.figure.asset.media_type == "video/mp4"
        ),
    )
    draft = video.direct(article, video.write(article, config, store=store), config, store=store)
    contents = [s.content for s in draft.storyboard.scenes]
    shots = [c if isinstance(c, PictureShot) else getattr(c, "picture", None) for c in contents]
    assert [s.picture.media_type for s in shots if s] == ["video/mp4"]
    made = video.render(draft, tmp_path / "out", store=store)
    assert '"name": "mirror-segments.mp4"' in made.manifest.read_text()


def test_files_that_cannot_be_used_are_named(files, examples, store):
    article = video.read(examples / "en" / "article.md", store=store)
    with pytest.raises(AssetError, match=r"none\.mp4"):
        with_material(article, [Path("none.mp4")], assets=store.root)
    with pytest.raises(InputError, match="at most 40"):
        with_material(article, [files[0]] * 41, assets=store.root)


def test_material_comes_from_flags_files_and_the_environment(tmp_path):
    many = os.pathsep.join(("a.mp4", "b.jpg"))
    from_environ = load(video.Config, environ={"AIGC_MATERIAL": many})
    (tmp_path / "c.toml").write_text('material = ["a.mp4", "b.jpg"]')
    from_file = load(video.Config, file=tmp_path / "c.toml", environ={})
    assert from_environ.material == from_file.material == (Path("a.mp4"), Path("b.jpg"))
    assert video.Config(material="").material == ()


def test_a_video_is_brought_into_a_scene(files, examples, store, quick):
    article = video.read(examples / "en" / "article.md", quick, store=store)
    more = add_picture(article, files[0], store=store)
    assert more.figures[-1].asset.media_type == "video/mp4"
    assert add_picture(more, files[0], store=store) == more
    config = quick.model_copy(update={"scenes": "motion_graphics"})
    draft = video.direct(more, video.write(more, config, store=store), config, store=store)
    shown = swap_picture(draft, 0, len(more.figures) - 1)
    first = stills(shown, store=store)[0]
    assert np.asarray(first.picture).std() > 20


def test_the_page_shows_a_frame_of_a_video(files, examples, store):
    article = video.read(examples / "en" / "article.md", video.Config(material=files), store=store)
    assert len(Cache().pictures(article)) == len(article.figures)


def test_a_folder_may_hold_the_videos_of_its_article(files, tmp_path, store):
    folder = tmp_path / "port"
    folder.mkdir()
    words = "The harbour wakes before the city does, and the cranes start to move at five. "
    (folder / "article.md").write_text(f"# Port\n\n{words}\n\n![Cranes](clip.mp4)\n\n{words}")
    (folder / "clip.mp4").write_bytes(files[0].read_bytes())
    (figure,) = video.read(folder, store=store).figures
    assert (figure.asset.media_type, figure.alt) == ("video/mp4", "Cranes")
