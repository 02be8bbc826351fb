"""Edits of inputs whose tensor a trace gives back beside the module's result.

Run: python torchscript/pre_hooks.py ../src/test/resources/torchscript
Needs PyTorch and the transformers library. Writes escaping.pt, a small traced model, and
pre_hooks.npz: for it, and for llama.pt and t5.pt with the weights and inputs that they have there,
the output where forward_pre_hooks add `added` to the input of a module.
"""
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

import archive
import pretrained

FOLDER = Path(sys.argv[1])


class Norm(nn.Module):
    """What `to` gives back is x itself, where x has that type."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        x = x.to(torch.float32)
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


class Normed(nn.Module):
    """The tensor that the norm gives back leaves this module, too."""

    def __init__(self, width):
        super().__init__()
        self.norm = Norm(width)
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(self.norm(x))


class InPlace(nn.Module):
    """What the caller handed over is changed."""

    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        x += 1
        return self.fc(x)


class Both(nn.Module):
    """The second result is the author's own, and no other tensor than the first where it goes in."""

    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(x), x.to(torch.float64)


class Like(nn.Module):
    """What is done to x depends on another value."""

    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        x = x.type_as(self.fc.weight.sin())
        return self.fc(x)


class Outer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.like = Like(width)

    def forward(self, x):
        return self.like(x).tanh()


class Escaping(nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.normed = Normed(width)
        self.in_place = InPlace(width)
        self.both = Both(width)
        self.outer = Outer(width)

    def forward(self, x):
        x = torch.sin(x)
        x = x + self.normed(x)
        x = x + self.in_place(x)
        result, again = self.both(x)
        x = x + result * again.to(torch.float32)
        return x + self.outer(x)


def output(network, inputs, path, added):
    hook = lambda module, args: (args[0] + added, *args[1:])
    handle = network.get_submodule(path).register_forward_pre_hook(hook)
    with torch.no_grad():
        result = network(*[x.clone() for x in inputs])
    handle.remove()
    return result


def of_file(name):
    network = getattr(pretrained, name)().eval()
    traced = torch.jit.load(FOLDER / f"{name}.pt")
    network.load_state_dict(traced.state_dict(), strict=False)  # Tied weights are there once.
    arrays = numpy.load(FOLDER / f"{name}.npz")
    inputs = [torch.from_numpy(arrays[key]) for key in sorted(arrays) if key.startswith("base.input")]
    torch.testing.assert_close(network(*inputs), traced(*inputs))
    return network, inputs


SITES = {
    "escaping": ["normed", "normed.norm", "in_place", "both", "outer.like"],
    "llama": ["model.model.layers.0.input_layernorm", "model.model.layers.1.post_attention_layernorm"],
    "t5": ["model.encoder.block.0.layer.0.layer_norm", "model.decoder.block.1.layer.2.layer_norm"],
}


def main():
    torch.manual_seed(11)
    escaping = Escaping().eval()
    x = torch.randn(3, 6)
    path = FOLDER / "escaping.pt"
    archive.write(torch.jit.trace(escaping, (x.clone(),)), path)
    arrays = {"escaping.input0": x}
    for name, sites in SITES.items():
        network, inputs = (escaping, [x]) if name == "escaping" else of_file(name)
        added = torch.randn(6 if name == "escaping" else 16)
        arrays[f"{name}.added"] = added
        for site in sites:
            arrays[f"{name}/{site}"] = output(network, inputs, site, added)
    numpy.savez(FOLDER / "pre_hooks.npz", **{key: array.numpy() for key, array in arrays.items()})


if __name__ == "__main__":
    main()
