"""The models: how each is made, what goes in, and where it is intervened on.

Sites are those of the TorchScript file: `:output1` is its second array there.
"""
from dataclasses import dataclass, field
from typing import Callable

import torch

import networks
import pretrained

ROWS, TOKENS = 3, 4


def normal(*shape):
    return lambda generator: [torch.randn(ROWS, *shape, generator=generator)]


def ids(count, generator, length=TOKENS):
    return torch.randint(1, count, (ROWS, length), generator=generator)


def text(generator):
    """Ids, and a mask that leaves out the end of one row."""
    mask = torch.ones(ROWS, TOKENS, dtype=torch.long)
    mask[int(torch.randint(0, ROWS, (), generator=generator)), -1] = 0
    return [ids(50, generator), mask]


def text_after(generator):
    past = [torch.randn(ROWS, 2, 3, 8, generator=generator) for _ in range(4)]
    mask = torch.ones(ROWS, 3 + TOKENS, dtype=torch.long)
    mask[int(torch.randint(0, ROWS, (), generator=generator)), 0] = 0
    return [ids(50, generator), mask, *past]


def translation(generator):
    return [*text(generator), ids(50, generator, 3)]


@dataclass
class Model:
    build: Callable
    inputs: Callable
    sites: list  # where all kinds of edit are tried
    collect: list
    made: str = "traced"
    more: list = field(default_factory=list)  # further plans: (name, interventions)
    gradients: tuple = ()  # site, names of weights
    known: dict = field(default_factory=dict)  # places of values of scripted code, by site
    note: str = ""
    uneven: tuple = ()  # sites whose calls have other numbers of axes, so that no region fits all


def do(site, edit="interchange", **keys):
    return {"site": site, "edit": edit, **({"source": 0} if edit == "interchange" else {}), **keys}


H = "model.transformer.h"
POSITIONS = {"base": [[0, 1], [2, 3], [3, 1]], "source": [[1, 2], [0, 3], [2, 0]]}
GPT2_MORE = [
    ("positions", [do(f"{H}.0[0:2]", positions=POSITIONS)]),
    ("positions and units", [do(f"{H}.1.attn[0:2, 4:12]", positions=POSITIONS)]),
    ("a head", [do(f"{H}.1.attn.c_proj:input[2, h{{1}}/2]")]),
    ("two", [do(f"{H}.0.mlp[1:3]"), do(f"{H}.1.attn[:, 0:8]", "add", value="@add8", scale=2.0)]),
    ("another site", [do(f"{H}.1[2]", **{"from": f"{H}.0[3]"})]),
]

MODELS = {
    "mlp": Model(
        networks.mlp, normal(6), ["0", "1", "4.hidden", "4:input"],
        ["0", "1", "2", "3", "4.act", "4", "2:input", "4.out:input"],
        gradients=("2[0:4]", ["0.weight", "4.out.bias"])),
    "cnn": Model(
        networks.Cnn, normal(3, 8, 8), ["stem", "blocks.0", "blocks.1.bn1", "pool"],
        ["stem", "blocks.0.conv1", "blocks.0.bn2", "blocks.0", "blocks.1", "pool",
         "blocks.1:input", "fc:input"]),
    "lstm": Model(
        networks.Lstm, normal(TOKENS, 4), ["lstm", "lstm:input", "fc"],
        ["lstm", "lstm:output1", "lstm:output2", "fc", "lstm:input", "fc:input"],
        note="fc is called twice: forward, then forward1", uneven=("fc",)),
    "gpt2": Model(
        pretrained.gpt2, text,
        [f"{H}.0", f"{H}.1.attn", f"{H}.0.attn@attn_weights0"],
        [f"{H}.0", f"{H}.0.ln_1", f"{H}.0.attn", f"{H}.1.mlp", "model.transformer.wte",
         "model.transformer.ln_f", f"{H}.1:input", "model.lm_head:input1",
         f"{H}.0.attn@attn_weights0"],
        more=GPT2_MORE,
        gradients=(f"{H}.0.mlp[1, 0:4]", ["model.transformer.wte.weight",
                                          f"model.transformer.h.0.mlp.c_fc.bias"])),
    "gpt2_cache": Model(
        pretrained.gpt2_cache, text_after, [f"{H}.0"],
        [f"{H}.0", f"{H}.0.attn", f"{H}.1.mlp", "model.transformer.ln_f", f"{H}.1:input",
         f"{H}.0.mlp:input"],
        more=[("attention", [do(f"{H}.0.attn[1:3, 4:12]")])]),
    "bert": Model(
        pretrained.bert, text,
        ["model.bert.encoder.layer.0", "model.bert.encoder.layer.0.attention.self",
         "model.bert.pooler", "model.bert.encoder.layer.0.attention.self@attn_weights0"],
        ["model.bert.embeddings", "model.bert.encoder.layer.0", "model.bert.encoder.layer.1",
         "model.bert.encoder.layer.0.attention.self", "model.bert.encoder.layer.1.intermediate",
         "model.bert.pooler", "model.bert.encoder.layer.1:input", "model.classifier:input"]),
    "t5": Model(
        pretrained.t5, translation,
        ["model.encoder.block.0", "model.decoder.block.0", "model.encoder.block.1.layer.1",
         "model.decoder.block.1.layer.1.EncDecAttention"],
        ["model.encoder.embed_tokens", "model.encoder.block.0", "model.decoder.block.0",
         "model.decoder.block.1", "model.encoder.final_layer_norm",
         "model.decoder.block.0.layer.2.DenseReluDense",
         "model.lm_head:input1"]),
    "vit": Model(
        pretrained.vit, normal(3, 8, 8),
        ["model.vit.embeddings", "model.vit.layers.0", "model.vit.layers.0.attention",
         "model.vit.layers.0.layernorm_after:input"],
        ["model.vit.embeddings", "model.vit.layers.0", "model.vit.layers.1",
         "model.vit.layers.0.attention", "model.vit.layernorm", "model.vit.layers.1:input",
         "model.classifier:input"]),
    "llama": Model(
        pretrained.llama, text,
        ["model.model.layers.0", "model.model.layers.0.input_layernorm",
         "model.model.layers.1.self_attn", "model.model.layers.0.mlp.act_fn"],
        ["model.model.embed_tokens", "model.model.layers.0", "model.model.layers.0.input_layernorm",
         "model.model.layers.0.self_attn", "model.model.layers.1", "model.model.norm",
         "model.model.layers.0.mlp:input", "model.lm_head:input"]),
    "scripted": Model(
        networks.Scripted, normal(4, 5),
        ["layers.0", "layers.1.norm", "gate", "gate.down:input", "gate.up", "gate@h"],
        ["embed", "layers.0", "layers.1.linear", "layers.2", "gate", "gate.down", "layers.1:input",
         "out:input", "gate.up", "gate@h", "layers.1@h"], made="scripted",
        known={"gate@h": ("gate.down", "input", 0), "layers.1@h": ("layers.1.norm", "output", 0)},
        note="gate.up is called twice in a loop; summary is a method that forward calls"),
    "scripted_sequential": Model(
        networks.scripted_sequential, normal(6), ["0", "1", "3", "2.linear", "3.0"],
        ["0", "1", "2", "2.norm", "3.0", "3", "2:input", "4:input"], made="scripted"),
    "frozen": Model(
        networks.Encoder, lambda generator: [ids(20, generator)],
        ["@input", "@weights", "@input1", "@input4"],
        ["@input", "@_3", "@weights", "@input1", "@input4", "@_10"], made="frozen"),
    "tuple_out": Model(
        networks.TupleOut, normal(6), ["split.left", "split:output0", "split:output1", "fc"],
        ["split.left", "split.right", "split:output0", "split:output1", "split:output2", "fc",
         "split:input", "fc:input"]),
    "dict_out": Model(
        networks.DictOut, normal(6), ["parts.mean", "parts", "parts:output1", "fc"],
        ["parts.mean", "parts.spread", "parts", "parts:output1", "fc", "parts:input", "fc:input"],
        made="scripted"),
    "shared": Model(
        networks.Shared, normal(6), ["first", "act", "out:input"],
        ["first", "act", "out", "first:input", "out:input"]),
    "twice": Model(
        networks.Twice, normal(6), ["layer", "act", "layer:input"],
        ["layer", "act", "out", "layer:input", "out:input"]),
}


def part(site, shape):
    """The site with up to four units of its last axis, of position 1 where there is one."""
    units = f"0:{min(4, shape[-1])}"
    axes = {2: units, 3: f"1, {units}", 4: f"1, :, {units}"}[len(shape)]
    return f"{site}[{axes}]"


def edits(site, shape):
    """(kind, intervention) of one site whose activation has that shape."""
    width = shape[-1]
    yield "whole", do(site)
    yield "units", do(part(site, shape))
    yield "add", do(site, "add", value=f"@add{width}", scale=1.5)
    yield "zero", do(site, "zero")
    if width > 2:
        turned = {"type": "rotation", "weight": f"@rotation{width}"}
        yield "rotated", do(site, featurizer=turned, features="0:2")
