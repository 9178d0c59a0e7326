"""Tiny causal models with random weights keep every template, whatever their tokeniser."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_models import COMMON, MARKS, TOKENISERS, models  # noqa: F401
from transformers import GenerationConfig, LogitsProcessorList

from aigc.errors import Cancelled, EngineUnavailable, InputError
from aigc.lyrics.causal.model import CausalModel
from aigc.lyrics.causal.pieces import pieces
from aigc.lyrics.causal.processor import SheetProcessor
from aigc.lyrics.causal.sheet import FREE, Sheet
from aigc.lyrics.causal.table import TokenTable, split
from aigc.lyrics.causal.walk import Gate, Walk
from aigc.lyrics.causal.writer import CausalWriter
from aigc.lyrics.engine import Options
from aigc.progress import cancellable, silent
from aigc.types.template import Cell, Keyword, Template, TemplateLine

KINDS = sorted(TOKENISERS)
FUZZ = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example],
)


@pytest.fixture(scope="module")
def loaded(models):  # noqa: F811
    return {kind: CausalModel(str(folder)) for kind, folder in models.items()}


def line(length: int, mark: str = "", rhyme: str = "", **more) -> TemplateLine:
    cells = [Cell() for _ in range(length - 1)]
    return TemplateLine(cells=(*cells, Cell(mark=mark, rhyme=rhyme)), **more)


FORM = Template(
    lines=(line(4, "，", "a"), line(5, "。", "a"), line(6, "", "b"), line(6, "？！", "b")),
    keywords=(Keyword(text="明月"),),
)
HOOK = Template(lines=(line(3, "，"), line(2), line(3, "。", repeats=0), line(3, repeats=2)))


@pytest.mark.parametrize("kind", KINDS)
def test_pieces_joined_are_what_the_tokeniser_decodes(loaded, kind):
    model, tokenizer = loaded[kind], loaded[kind].tokenizer
    for text in ("，".join(COMMON[k : k + 3] for k in range(0, 90, 3)), COMMON[1190:1220]):
        ids = tokenizer.encode(text, add_special_tokens=False)
        assert b"".join(model.spelling.pieces[i] for i in ids).decode().replace(" ", "") == text
        decoded = tokenizer.decode(ids, clean_up_tokenization_spaces=False)
        assert decoded.replace(" ", "") == text


@pytest.mark.parametrize("kind", KINDS)
def test_every_token_writes_what_it_decodes_to(loaded, kind):
    model, seen = loaded[kind], 0
    first = model.tokenizer.encode("啊", add_special_tokens=False)
    for token, piece in enumerate(model.spelling.pieces):
        parts = split(piece)
        if not piece or parts is None or parts[1]:
            continue
        decoded = model.tokenizer.decode([*first, token], clean_up_tokenization_spaces=False)
        assert decoded.replace(" ", "") == "啊" + parts[0].replace(" ", "")
        seen += 1
    assert seen > 900


@pytest.mark.parametrize("kind", KINDS)
def test_no_special_token_writes_anything(loaded, kind):
    model = loaded[kind]
    special = [i for i in model.tokenizer.all_special_ids if i is not None]
    assert special
    assert all(model.spelling.pieces[i] == b"" for i in special)
    assert model.spelling.pieces[model.end] == b""
    with model.lent() as network:
        assert len(model.spelling.pieces) == network.get_output_embeddings().weight.shape[0]


@st.composite
def sheets(draw: st.DrawFn, table: TokenTable, rows: int) -> list[Sheet]:
    spelled = np.flatnonzero(table.spelled)
    found = []
    for _ in range(rows):
        size = draw(st.integers(1, 12))
        rng = np.random.default_rng(draw(st.integers(0, 2**32)))
        share = draw(st.sampled_from([0.0, 0.001, 0.2, 1.0]))
        masks = rng.random((size, len(table.alphabet))) < share
        masks[np.arange(size), rng.choice(spelled, size)] = True
        sources = rng.integers(0, np.arange(1, size + 1))
        copies = np.where((rng.random(size) < 0.3) & (sources < np.arange(size)), sources, FREE)
        found.append(Sheet.of(table.alphabet, masks, copies.tolist()))
    return found


@pytest.fixture(scope="module")
def tables(loaded):
    characters = MARKS + "\n " + COMMON[:60] + COMMON[880:920] + COMMON[1490:1510] + "é龘"
    return {kind: TokenTable(model.spelling, characters) for kind, model in loaded.items()}


@pytest.mark.parametrize("kind", KINDS)
@FUZZ
@given(data=st.data())
def test_generated_text_is_always_inside_its_sheet(loaded, tables, kind, data):
    model, table = loaded[kind], tables[kind]
    papers = data.draw(sheets(table, 3))
    gate = Gate(table)
    walks = [Walk(gate, paper, model.end) for paper in papers]
    prompt = torch.tensor([[model.end] * 2 + [1, 2], [model.end, 1, 2, 3], [1, 2, 3, 4]])
    processor = SheetProcessor(walks, 4)
    torch.manual_seed(data.draw(st.integers(0, 99)))
    sampling = data.draw(st.sampled_from([{"do_sample": True, "top_k": 5}, {"num_beams": 3}]))
    config = GenerationConfig(
        max_new_tokens=64, eos_token_id=model.end, pad_token_id=model.end, **sampling
    )
    with model.lent() as network:
        out = network.generate(
            prompt,
            attention_mask=(prompt != model.end).long(),
            generation_config=config,
            logits_processor=LogitsProcessorList([processor]),
        )
    for row, paper in zip(out[:, 4:].tolist(), papers, strict=True):
        ended = row.index(model.end)
        text = b"".join(model.spelling.pieces[i] for i in row[:ended]).decode()
        assert len(text) == len(paper)
        for place, character in enumerate(text):
            source = paper.copies[place]
            if source != FREE:
                assert character == text[source]
            else:
                assert paper.sets[paper.which[place], table.index[character]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_kept_by_every_candidate(models, kind):  # noqa: F811
    writer = CausalWriter()
    for template in (FORM, HOOK):
        lyrics = writer.write(template, Options(model=str(models[kind])), count=18, seed=4)
        assert len({lyric.lines for lyric in lyrics}) == 18
        for lyric in lyrics:
            for text, asked in zip(lyric.lines, template.lines, strict=True):
                mark = asked.cells[-1].mark
                assert text.endswith(mark) and len(text) == len(asked) + len(mark)
                assert all("\u4e00" <= c <= "\u9fff" for c in text[: len(asked)])
                if asked.repeats is not None:
                    assert text[: len(asked)] == lyric.lines[asked.repeats][: len(asked)]
            assert all(keyword.text in lyric.text for keyword in template.keywords)
            assert np.isfinite(lyric.score["fluency"]) and lyric.score["fluency"] < 0


def test_equal_arguments_give_equal_lyrics_and_others_do_not(models):  # noqa: F811
    writer, model = CausalWriter(), str(models["byte_level"])
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = writer.write(FORM, Options(model=model), count=2, seed=9)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert CausalWriter().write(FORM, Options(model=model), count=2, seed=9) == first
    assert writer.write(FORM, Options(model=model), count=2, seed=10) != first
    told = Options(model=model, title="江南", themes=("雨",))
    assert writer.write(FORM, told, count=2, seed=9) != first


def test_fluency_is_what_the_model_alone_gives(loaded):
    model = loaded["words"]
    table = TokenTable(model.spelling, COMMON[:30])
    masks = np.ones((5, 30), dtype=bool)
    masks[2, 1:] = False
    masks[2, 0] = True
    walk = Walk(Gate(table), Sheet.of(table.alphabet, masks), model.end)
    ((text, fluency),) = model.write(
        [7, 8, 9], [walk], temperature=1, top=50, seed=3, report=lambda filled: None
    )
    ids = torch.tensor([[7, 8, 9, *(model.tokenizer.get_vocab()[c] for c in text)]])
    with torch.inference_mode(), model.lent() as network:
        shares = network(ids).logits[0].log_softmax(-1)
    free = [float(shares[2 + k, ids[0, 3 + k]]) for k in range(5) if k != 2]
    assert fluency == pytest.approx(np.mean(free), abs=1e-4)


def test_a_text_may_outgrow_what_the_model_sees(models, loaded):  # noqa: F811
    template = Template(lines=(line(30, "，"), line(30, "。")) * 10)
    assert loaded["word_piece"].room == 256
    (lyric,) = CausalWriter().write(template, Options(model=str(models["word_piece"])))
    assert [len(text) for text in lyric.lines] == [31] * 20


def test_every_row_of_scores_keeps_a_token_whatever_the_scores(loaded):
    model = loaded["byte_level"]
    table = TokenTable(model.spelling, "春秋")
    walk = Walk(Gate(table), Sheet.of(table.alphabet, np.ones((1, 2), dtype=bool)), model.end)
    size = len(model.spelling.pieces)
    for value in (-torch.inf, torch.nan, torch.inf, -1e38):
        for kind in (torch.float32, torch.bfloat16, torch.float16):
            scores = torch.full((1, size), value).to(kind)
            out = SheetProcessor([walk], 2)(torch.zeros((1, 2), dtype=torch.long), scores)
            share = (out.float() / 0.5).softmax(-1)
            assert torch.isfinite(share).all()
            assert float(share[0, walk.allowed()].sum()) == pytest.approx(1)


def test_the_user_can_stop_it(models):  # noqa: F811
    seen = []

    def stop() -> bool:
        return len(seen) > 5

    def progress(step: str, done: float, total: float) -> None:
        seen.append((step, done, total))

    with pytest.raises(Cancelled):
        CausalWriter().write(
            FORM, Options(model=str(models["words"])), progress=cancellable(progress, stop)
        )
    dones = [done for _, done, _ in seen]
    assert dones == sorted(dones) and dones[0] == 0 and dones[-1] > 0


def test_progress_ends_at_its_total(models):  # noqa: F811
    seen = []
    CausalWriter().write(
        FORM, Options(model=str(models["words"])), count=17, progress=lambda *a: seen.append(a)
    )
    assert seen[-1][1] == seen[-1][2] > 0


def locked(character: str) -> Template:
    cells = (Cell(), Cell(lock=character), Cell())
    return Template(lines=(TemplateLine(cells=(Cell(),)), TemplateLine(cells=cells)))


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (locked("镲"), "2:2"),
        (Template(lines=(line(4),), keywords=(Keyword(text="镲声"),)), "镲声"),
        (Template(lines=(TemplateLine(cells=(Cell(allowed=frozenset("镲")),)),)), "1:1"),
        (locked("\ud800"), "2:2"),
        (Template(lines=()), "no cells"),
        (Template(lines=(line(3),), language="en"), "Chinese"),
    ],
)
def test_what_the_tokens_cannot_spell_is_refused_at_once(models, template, says):  # noqa: F811
    writer, options = CausalWriter(), Options(model=str(models["words"]))
    writer.write(HOOK, options)
    with pytest.raises(InputError, match=says):
        writer.write(template, options)


def test_a_rare_character_can_be_locked_where_bytes_spell_it(models):  # noqa: F811
    for kind in ("byte_level", "byte_fallback"):
        (lyric,) = CausalWriter().write(locked("镲"), Options(model=str(models[kind])))
        assert lyric.lines[1][1] == "镲"


@pytest.mark.parametrize("name", ["", "./no/such/folder", "/no/such/folder", "{root}"])
def test_a_model_that_is_not_there_is_one_clear_error(tmp_path, name):
    with pytest.raises(EngineUnavailable, match=r"model|folder"):
        CausalWriter().write(FORM, Options(model=name.format(root=tmp_path)))


def test_a_model_of_the_hub_without_a_network_is_one_clear_error(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("We couldn't connect to the hub.")

    monkeypatch.setattr("transformers.AutoConfig.from_pretrained", refuse)
    with pytest.raises(EngineUnavailable, match="not on this machine"):
        CausalWriter().write(FORM, Options(model="someone/some-model"))


def test_only_safetensors_are_read(models, tmp_path):  # noqa: F811
    for file in models["words"].iterdir():
        if file.suffix != ".safetensors":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    with pytest.raises(EngineUnavailable, match="safetensors"):
        CausalWriter().write(FORM, Options(model=str(tmp_path)))


def test_the_fingerprint_follows_the_weights(models, tmp_path):  # noqa: F811
    writer = CausalWriter()
    marks = {writer.fingerprint(Options(model=str(folder))) for folder in models.values()}
    assert len(marks) == len(models)


def test_an_unknown_way_to_write_is_refused():
    tokenizer = TOKENISERS["words"]()

    class Turned(type(tokenizer)):
        def encode(self, text, **kwargs):
            return super().encode(text[::-1] if len(text) > 1 else "的", **kwargs)

    with pytest.raises(EngineUnavailable, match="tokeniser"):
        pieces(Turned(tokenizer_object=tokenizer.backend_tokenizer))


def test_silent_is_the_default():
    assert CausalWriter.write.__kwdefaults__["progress"] is silent
