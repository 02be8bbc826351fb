"""Makes the archives of plugin/src/test/resources/torchscript.

Run from the repository root, with torch 2.13 and transformers 5:
    python tests/golden/torchscript-samples
"""
import io
import pathlib
import zipfile

import torch
import transformers
from torch import nn

from models import Attention, Everything, Mixed, Stack

OUT = pathlib.Path("plugin/src/test/resources/torchscript")


def pack(name, model):
    """Saves a model, and packs it again: what aligns and what debugs is most of a small archive."""
    saved = io.BytesIO()
    torch.jit.save(model, saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(
        OUT / f"{name}.pt", "w", zipfile.ZIP_DEFLATED, compresslevel=9
    ) as new:
        for entry in old.namelist():
            if not entry.endswith(".debug_pkl"):
                folder, rest = entry.split("/", 1)
                new.writestr(zipfile.ZipInfo(f"{name}/{rest}"), old.read(entry), zipfile.ZIP_DEFLATED)


def native(name, model):
    """Saves a model by PyTorch's own writer, with something else for what debugs."""
    saved = io.BytesIO()
    torch.jit.save(model, saved)
    writer = torch._C.PyTorchFileWriter(str(OUT / f"{name}.pt"))
    with zipfile.ZipFile(saved) as old:
        for entry in old.namelist():
            rest = entry.split("/", 1)[1]
            if not rest.startswith((".data", "byteorder", "version")):
                debug = rest.endswith(".debug_pkl")
                content = b"debug" if debug else old.read(entry)
                writer.write_record(rest, content, len(content))
    writer.write_end_of_file()


class Wrapped(nn.Module):
    def __init__(self, model, call):
        super().__init__()
        self.model = model
        self.call = call

    def forward(self, *inputs):
        return self.call(self.model, *inputs)


def traced(model, call, *inputs):
    return torch.jit.trace(Wrapped(model, call).eval(), inputs, strict=False, check_trace=False)


SIZES = dict(hidden_size=4, num_hidden_layers=2, num_attention_heads=2, intermediate_size=4)
IDS = torch.arange(5)[None]


def gpt2():
    config = transformers.GPT2Config(
        n_layer=2, n_head=2, n_embd=4, vocab_size=6, n_positions=6, bos_token_id=0,
        eos_token_id=0, attn_implementation="eager")
    model = transformers.GPT2LMHeadModel(config)
    return traced(model, lambda m, a: m(input_ids=a, use_cache=False).logits, IDS)


def bert():
    config = transformers.BertConfig(
        vocab_size=6, max_position_embeddings=6, attn_implementation="eager", **SIZES)
    model = transformers.BertModel(config)
    return traced(model, lambda m, a, b: m(a, b)[0], IDS, torch.ones_like(IDS))


def t5():
    config = transformers.T5Config(
        d_model=4, d_kv=2, d_ff=4, num_layers=1, num_heads=2, vocab_size=6,
        decoder_start_token_id=0)
    model = transformers.T5ForConditionalGeneration(config)
    return traced(
        model, lambda m, a, b: m(input_ids=a, decoder_input_ids=b, use_cache=False).logits,
        IDS, IDS)


def vit():
    config = transformers.ViTConfig(
        image_size=4, patch_size=2, num_channels=1, attn_implementation="eager", **SIZES)
    return traced(transformers.ViTModel(config), lambda m, x: m(x)[0], torch.randn(1, 1, 4, 4))


def others():
    """Files that are no TorchScript archives, though PyTorch wrote them."""
    layer = nn.Linear(1, 1)
    torch.save(layer.state_dict(), OUT / "other-state-dict.pt")
    torch.save(layer, OUT / "other-pickle.pt")
    torch.save(layer.state_dict(), OUT / "other-old.pt", _use_new_zipfile_serialization=False)
    # An ExportedProgram tells where its code came from; only the names of its entries matter.
    with zipfile.ZipFile(OUT / "other-exported.pt2", "w") as new:
        for name in ("archive_format", "models/model.json", "data/weights/weight_0", "byteorder"):
            new.writestr(zipfile.ZipInfo(f"exported/{name}"), b"pt2")


def main():
    torch.manual_seed(0)
    OUT.mkdir(parents=True, exist_ok=True)
    for build in (gpt2, bert, t5, vit):
        model = build()
        pack(build.__name__, model)
        if build is gpt2:
            pack("gpt2-frozen", torch.jit.freeze(model))
    pack("everything", torch.jit.script(Everything().eval()))
    pack("stack", torch.jit.script(Stack().eval()))
    pack("stack-frozen", torch.jit.freeze(torch.jit.script(Stack().eval())))
    pack("mixed", torch.jit.trace(Mixed().eval(), torch.randn(1, 3, 4), check_trace=False))
    native("attention", torch.jit.script(Attention(2).eval()))
    others()


main()
