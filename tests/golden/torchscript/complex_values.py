"""A network with complex activations, and what hooks give where real ones around them are edited.

Run: python torchscript/complex_values.py ../src/test/resources/complex
Needs PyTorch. It writes spectral_trace.pt and spectral_script.pt, and spectral.npz:

    base, source        the inputs
    plain               the output for the base
    parts/SITE          the real and imaginary parts of the tensor at SITE for the base
    EDIT/SITE           the output for the base where the tensor at SITE is edited
"""
import sys
from pathlib import Path

import numpy
import torch
from torch import Tensor, nn

FOLDER = Path(sys.argv[1])

EDITS = {
    "zero": torch.zeros_like,
    "add": lambda value: value + 1.5,
    "scale": lambda value: value * -2,
}


class Transform(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.fft.rfft(x, dim=-1)


class Filter(nn.Module):
    """A product with one complex number for each frequency."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 2))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.view_as_complex(self.weight)


class Spectral(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(6, 6)
        self.transform = Transform()
        self.filter = Filter()
        self.b = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        frequencies = self.filter(self.transform(self.a(x)))
        return self.b(torch.fft.irfft(frequencies, n=6, dim=-1))


def run(network, x, path, edit):
    module, _, port = path.partition(":")
    at = network.get_submodule(module)
    if port:
        handle = at.register_forward_pre_hook(lambda m, args: (edit(args[0]),))
    else:
        handle = at.register_forward_hook(lambda m, args, result: edit(result))
    output = network(x)
    handle.remove()
    return output


def parts(network, x, path):
    found = []
    module, _, port = path.partition(":")
    handle = network.get_submodule(module).register_forward_hook(
        lambda m, args, result: found.append(args[0] if port else result)
    )
    network(x)
    handle.remove()
    return torch.view_as_real(found[0])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(5)
    torch.set_grad_enabled(False)
    network = Spectral().eval()
    base, source = torch.randn(2, 6), torch.randn(2, 6)
    arrays = {"base": base, "source": source, "plain": network(base)}
    for path in ("a", "transform:input", "b:input"):
        for name, edit in EDITS.items():
            arrays[f"{name}/{path}"] = run(network, base, path, edit)
    for path in ("transform", "filter", "filter:input"):
        arrays[f"parts/{path}"] = parts(network, base, path)
    torch.jit.trace(network, base).save(str(FOLDER / "spectral_trace.pt"))
    torch.jit.script(network).save(str(FOLDER / "spectral_script.pt"))
    numpy.savez(FOLDER / "spectral.npz", **{key: value.numpy() for key, value in arrays.items()})


main()
