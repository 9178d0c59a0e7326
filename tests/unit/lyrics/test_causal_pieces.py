"""What tokens write, told from a tokeniser's decoder or from its vocabulary alone."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from aigc.errors import EngineUnavailable
from aigc.lyrics.causal.pieces import pieces
from aigc.lyrics.causal.prompt import prompt, start, wishes
from aigc.lyrics.engine import Options
from aigc.types.template import Keyword, Template, TemplateLine

PLAIN = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
STANDS_FOR = {b: chr(b) for b in PLAIN} | {
    b: chr(256 + k) for k, b in enumerate(sorted(set(range(256)) - set(PLAIN)))
}


def level(text: str) -> str:
    return "".join(STANDS_FOR[b] for b in text.encode())


@dataclass(frozen=True)
class Added:
    content: str
    special: bool = True

    def __str__(self) -> str:
        return self.content


class Tokeniser:
    """As little of a tokeniser as is looked at: it writes the longest token that fits."""

    chat_template = None
    eos_token_id = sep_token_id = bos_token_id = cls_token_id = None

    def __init__(self, tokens, *, decoder=None, added=(), spelled=lambda text: text, folds=str):
        self._ids = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
        self._spelled, self._folds = spelled, folds
        self.added_tokens_decoder = {}
        for token in added:
            self.added_tokens_decoder[self._ids.setdefault(token.content, len(self._ids))] = token
        self.all_special_ids = [i for i, t in self.added_tokens_decoder.items() if t.special]
        if decoder is not None:
            state = json.dumps({"decoder": decoder})
            self.backend_tokenizer = type("Backend", (), {"to_str": lambda self: state})()

    def get_vocab(self):
        return dict(self._ids)

    def encode(self, text, add_special_tokens=True):
        left, ids = self._spelled(self._folds(text)), []
        while left:
            fits = [left[:k] for k in range(len(left), 0, -1) if left[:k] in self._ids]
            if fits:
                ids.append(self._ids[fits[0]])
            left = left[len(fits[0]) if fits else 1 :]
        return ids

    def of(self, table, token):
        return table[self._ids[token]]


CHARACTERS = "明月几时有把酒问青天春江花夜"
LEVELS = [*STANDS_FOR.values(), level("明月"), level("春")[:2], level("。\n")]
BYTES = [f"<0x{b:02X}>" for b in range(256)]


@pytest.mark.parametrize(
    "decoder", [None, {"type": "ByteLevel"}, {"decoders": [{"type": "ByteLevel"}]}]
)
def test_byte_level(decoder):
    tokeniser = Tokeniser(LEVELS, decoder=decoder, spelled=level)
    table = pieces(tokeniser)
    assert tokeniser.of(table, level("明月")) == "明月".encode()
    assert tokeniser.of(table, level("春")[:2]) == "春".encode()[:2]
    assert tokeniser.of(table, level("。\n")) == "。\n".encode()
    assert sorted(piece for piece in table if len(piece) == 1) == [bytes([b]) for b in range(256)]


FALLBACK = {"type": "Sequence", "decoders": [
    {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
    {"type": "ByteFallback"}, {"type": "Fuse"},
]}  # fmt: skip


@pytest.mark.parametrize("decoder", [None, FALLBACK])
def test_pieces_of_sentences_with_bytes(decoder):
    tokeniser = Tokeniser(["▁", "▁明", *CHARACTERS, *BYTES], decoder=decoder)
    table = pieces(tokeniser)
    assert tokeniser.of(table, "▁明") == " 明".encode()
    assert tokeniser.of(table, "<0xE9>") == b"\xe9"
    assert tokeniser.of(table, "<0x0A>") == b"\n"


@pytest.mark.parametrize(
    "decoder", [None, {"type": "Metaspace", "replacement": "▁"}, FALLBACK["decoders"][0]]
)
def test_pieces_of_sentences_without_bytes(decoder):
    tokeniser = Tokeniser(["▁", "▁明月", *CHARACTERS], decoder=decoder)
    assert tokeniser.of(pieces(tokeniser), "▁明月") == " 明月".encode()


@pytest.mark.parametrize("decoder", [None, {"type": "WordPiece", "prefix": "##"}])
def test_subwords_are_left_to_their_words(decoder):
    tokens = [*CHARACTERS, *(f"##{c}" for c in CHARACTERS), "##龘", "##"]
    tokeniser = Tokeniser(tokens, decoder=decoder, folds=str.lower)
    table = pieces(tokeniser)
    assert tokeniser.of(table, "月") == "月".encode()
    assert tokeniser.of(table, "##月") == b""
    assert tokeniser.of(table, "##龘") == "龘".encode()


def test_characters_and_words_stand_for_themselves():
    tokeniser = Tokeniser([*CHARACTERS, "明月", "\n"])
    table = pieces(tokeniser)
    assert [tokeniser.of(table, t) for t in ("明月", "\n")] == ["明月".encode(), b"\n"]


def test_word_ends_are_spaces():
    tokeniser = Tokeniser([*CHARACTERS, "月</w>"], decoder={"type": "BPEDecoder"})
    assert tokeniser.of(pieces(tokeniser), "月</w>") == "月 ".encode()


def test_special_and_added_tokens_write_nothing_but_single_characters():
    added = [Added("<s>"), Added("<tool>", special=False), Added("龘", special=False), Added("月")]
    tokeniser = Tokeniser(CHARACTERS, added=added)
    table = pieces(tokeniser)
    assert [tokeniser.of(table, t) for t in ("<s>", "<tool>", "月")] == [b"", b"", b""]
    assert tokeniser.of(table, "龘") == "龘".encode()


def test_as_many_as_the_model_has_scores():
    assert len(pieces(Tokeniser(CHARACTERS), 40)) == 40
    assert len(pieces(Tokeniser(CHARACTERS), 5)) == 5


def test_a_decoder_that_tells_a_tale_is_found_out():
    tokeniser = Tokeniser(LEVELS, decoder={"type": "Metaspace"}, spelled=level)
    assert tokeniser.of(pieces(tokeniser), level("明月")) == "明月".encode()
    shifted = Tokeniser([chr(ord(c) + 1) for c in CHARACTERS], folds=lambda t: chr(ord(t[0]) + 1))
    with pytest.raises(EngineUnavailable, match="tokeniser Tokeniser"):
        pieces(shifted)


FORM = Template(
    lines=(TemplateLine(cells=()),), name="如梦令", keywords=(Keyword(text="明月"),) * 2
)


def test_wishes_say_all_that_was_asked_and_no_more():
    told = dict(wishes(FORM, Options(title="江夜", themes=("雨", "风"), style="ci")))
    assert told["题目"] == "江夜" and told["主题"] == "雨、风" and told["必须用到的词"] == "明月"
    assert told["词牌或格式"] == "如梦令" and told["体裁"] == "宋词"
    assert "题目" not in dict(wishes(FORM, Options()))


def test_a_prompt_ends_open_and_is_never_empty():
    tokeniser = Tokeniser([*CHARACTERS, "</s>"])
    tokeniser.eos_token_id = len(CHARACTERS)
    ids = prompt(tokeniser, FORM, Options())
    assert ids == tokeniser.encode("明月")
    closed = Tokeniser("》")
    closed.bos_token_id = 3
    assert prompt(closed, FORM, Options()) == [3] == [start(closed)]
    tokeniser.encode = lambda text, **kw: [0, 1, tokeniser.eos_token_id]
    assert prompt(tokeniser, FORM, Options()) == [0, 1]


def test_a_chat_template_gets_a_request():
    class Chat(Tokeniser):
        chat_template = "there is one"

        def apply_chat_template(self, messages, *, tokenize, add_generation_prompt, **more):
            assert not tokenize and add_generation_prompt
            return "春" + messages[0]["content"] + "江"

    tokeniser = Chat(CHARACTERS)
    ids = prompt(tokeniser, FORM, Options(title="花"))
    assert [ids[0], ids[-1]] == tokeniser.encode("春江")
    assert tokeniser.encode("花")[0] in ids
