"""A tiny CSM with random weights, which takes a recording of a voice to go on from.

It proves how such models are read and asked, and says nothing of how they sound.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    CsmConfig,
    CsmForConditionalGeneration,
    CsmProcessor,
    EncodecFeatureExtractor,
    MimiConfig,
    PreTrainedTokenizerFast,
)

RATE, HOP = 24_000, 1_920
_MARKS = ("<pad>", "<|begin|>", "<|end|>", "<|AUDIO|>", "<|audio_eos|>")
_BOOKS, _CODES = 2, 16
_TEMPLATE = """{%- for turn in messages -%}
<|begin|>[{{ turn['role'] }}]
{%- for part in turn['content'] -%}
{%- if part['type'] == 'text' -%}{{ part['text'] }}<|end|>
{%- else -%}<|AUDIO|><|audio_eos|>{%- endif -%}
{%- endfor -%}{%- endfor -%}"""


def build(folder: Path, *, template: bool = True) -> Path:
    """Write a model into ``folder`` and return it."""
    codec = MimiConfig(
        sampling_rate=RATE, num_filters=2, hidden_size=8, num_hidden_layers=1, intermediate_size=8,
        num_attention_heads=1, num_key_value_heads=1, head_dim=8, num_quantizers=_BOOKS,
        codebook_size=_CODES, codebook_dim=4, vector_quantization_hidden_dimension=4,
        num_semantic_quantizers=1, upsample_groups=8,
    )  # fmt: skip
    told = CsmConfig(
        num_codebooks=_BOOKS, vocab_size=_CODES, text_vocab_size=256 + len(_MARKS), hidden_size=16,
        intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1,
        head_dim=8, max_position_embeddings=512, codebook_pad_token_id=_CODES - 1,
        codebook_eos_token_id=0, audio_token_id=3, audio_eos_token_id=4, pad_token_id=0,
        bos_token_id=1, eos_token_id=None, codec_config=codec.to_dict(), initializer_range=0.5,
        depth_decoder_config={
            "num_codebooks": _BOOKS, "backbone_hidden_size": 16, "vocab_size": _CODES,
            "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1,
            "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8,
            "max_position_embeddings": _BOOKS + 1, "initializer_range": 0.5,
        },
    )  # fmt: skip
    torch.manual_seed(0)
    model = CsmForConditionalGeneration(told)
    for buffer_name, buffer in model.codec_model.named_buffers():
        if buffer_name.endswith("embed_sum"):
            buffer.normal_()  # a codec that has learned nothing has empty books
    depth = model.depth_decoder.generation_config
    depth.min_new_tokens = depth.max_new_tokens = _BOOKS - 1
    model.generation_config.do_sample = depth.do_sample = True
    model.save_pretrained(folder)
    CsmProcessor(
        EncodecFeatureExtractor(feature_size=1, sampling_rate=RATE), _tokenizer(),
        chat_template=_TEMPLATE if template else None,
    ).save_pretrained(folder)  # fmt: skip
    return folder


def _tokenizer() -> PreTrainedTokenizerFast:
    signs = [*_MARKS, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    whole = Tokenizer(models.BPE(vocab={sign: n for n, sign in enumerate(signs)}, merges=[]))
    whole.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    whole.add_special_tokens(list(_MARKS))
    whole.post_processor = processors.TemplateProcessing(
        single="<|begin|> $A <|end|>", special_tokens=[("<|begin|>", 1), ("<|end|>", 2)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=whole, pad_token="<pad>", bos_token="<|begin|>")
