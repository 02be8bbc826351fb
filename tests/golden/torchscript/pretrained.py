"""Small networks of the transformers library, with random weights.

Each is wrapped so that its inputs and outputs are tensors alone; the wrapper's child is `model`.
Attention is "eager", so that its scores have a name in the traced code.
"""
import torch
import transformers
from torch import nn

SMALL = {"attn_implementation": "eager"}
TOKENS = {"bos_token_id": 0, "eos_token_id": 0}


class Logits(nn.Module):
    """(input_ids, attention_mask) -> logits."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, return_dict=False)[0]


class CachedLogits(nn.Module):
    """(input_ids, attention_mask, key0, value0, key1, ...) -> (logits, key0, value0, ...)."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, key0, value0, key1, value1):
        cache = transformers.DynamicCache([(key0, value0), (key1, value1)])
        logits = self.model(input_ids=input_ids, attention_mask=attention_mask,
                            past_key_values=cache, use_cache=True, return_dict=False)[0]
        return logits, *(part for layer in cache.layers for part in (layer.keys, layer.values))


class Translation(nn.Module):
    """(input_ids, attention_mask, decoder_input_ids) -> logits."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, decoder_input_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask,
                          decoder_input_ids=decoder_input_ids, return_dict=False)[0]


class Pixels(nn.Module):
    """pixel_values -> logits."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        return self.model(pixel_values, return_dict=False)[0]


def gpt2_model(**keys):
    config = transformers.GPT2Config(vocab_size=50, n_positions=16, n_embd=16, n_layer=2, n_head=2,
                                     **TOKENS, **SMALL, **keys)
    return transformers.GPT2LMHeadModel(config)


def gpt2():
    return Logits(gpt2_model(use_cache=False))


def gpt2_cache():
    return CachedLogits(gpt2_model())


def bert():
    config = transformers.BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=2,
                                     num_attention_heads=2, intermediate_size=32, num_labels=4,
                                     max_position_embeddings=16, **SMALL)
    return Logits(transformers.BertForSequenceClassification(config))


def t5():
    config = transformers.T5Config(vocab_size=50, d_model=16, d_kv=8, num_layers=2, num_heads=2,
                                   d_ff=32, decoder_start_token_id=0, use_cache=False, **SMALL)
    return Translation(transformers.T5ForConditionalGeneration(config))


def vit():
    config = transformers.ViTConfig(hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
                                    intermediate_size=32, image_size=8, patch_size=4, num_labels=4,
                                    **SMALL)
    return Pixels(transformers.ViTForImageClassification(config))


def llama():
    config = transformers.LlamaConfig(vocab_size=50, hidden_size=16, num_hidden_layers=2,
                                      num_attention_heads=2, num_key_value_heads=1,
                                      intermediate_size=32, max_position_embeddings=16,
                                      use_cache=False, **TOKENS, **SMALL)
    return Logits(transformers.LlamaForCausalLM(config))
