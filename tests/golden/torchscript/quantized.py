"""Quantised networks, and what hooks see and do where values are quantised.

Run: python torchscript/quantized.py ../src/test/resources/quantized
Needs PyTorch. Of each network it writes NAME.pt, and NAME.npz:

    base, source                    the inputs
    plain                           the output for the base
    base/PATH, source/PATH          what the module at PATH returned, dequantised
    input/PATH                      its first argument for the base, dequantised
    swapped/PATH                    the output for the base where that of PATH is what it was for the
                                    source, quantised as that of the base was
    added/PATH, added_input/PATH    the output where 1 is added to what PATH returns, or gets
"""
import sys
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.ao import quantization
from torch.ao.nn.quantized import FloatFunctional

FOLDER = Path(sys.argv[1])


class Conv(nn.Module):
    """A convolution with its ReLU, in eager mode."""

    def __init__(self):
        super().__init__()
        self.quant = quantization.QuantStub()
        self.conv = nn.Conv2d(2, 3, 3)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.dequant = quantization.DeQuantStub()
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        y = self.pool(self.relu(self.conv(self.quant(x))))
        return self.fc(torch.flatten(self.dequant(y), 1))


class Mlp(nn.Module):
    """Linear layers with weights quantised by channel."""

    def __init__(self):
        super().__init__()
        self.quant = quantization.QuantStub()
        self.a = nn.Linear(4, 6)
        self.relu = nn.ReLU()
        self.b = nn.Linear(6, 3)
        self.dequant = quantization.DeQuantStub()

    def forward(self, x):
        return self.dequant(self.b(self.relu(self.a(self.quant(x)))))


class Joined(nn.Module):
    """Sums and concatenations of quantised values."""

    def __init__(self):
        super().__init__()
        self.quant = quantization.QuantStub()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4)
        self.add = FloatFunctional()
        self.cat = FloatFunctional()
        self.c = nn.Linear(8, 2)
        self.dequant = quantization.DeQuantStub()

    def forward(self, x):
        q = self.quant(x)
        a = self.a(q)
        sum = self.add.add(a, self.b(q))
        return self.dequant(self.c(self.cat.cat([sum, a], 1)))


class Channels(nn.Module):
    """An activation that is quantised by channel, and one by its own largest number."""

    class Quantize(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("scales", torch.tensor([0.1, 0.05, 0.2, 0.02], dtype=torch.double))
            self.register_buffer("zeros", torch.tensor([0, 10, 64, 100]))

        def forward(self, x):
            return torch.quantize_per_channel(x, self.scales, self.zeros, 1, torch.quint8)

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.q = Channels.Quantize()
        self.c = nn.Linear(4, 2)

    def forward(self, x):
        return self.c(torch.dequantize(self.q(self.a(x))))


class Dynamic(nn.Module):
    """Weights are quantised, activations are not."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 6)
        self.relu = nn.ReLU()
        self.b = nn.Linear(6, 3)

    def forward(self, x):
        return self.b(self.relu(self.a(x)))


def as_was(value, edited):
    if not value.is_quantized:
        return edited
    if value.qscheme() == torch.per_tensor_affine:
        return torch.quantize_per_tensor(edited, value.q_scale(), value.q_zero_point(), value.dtype)
    return torch.quantize_per_channel(
        edited,
        value.q_per_channel_scales(),
        value.q_per_channel_zero_points(),
        value.q_per_channel_axis(),
        value.dtype,
    )


def plain(value):
    return value.dequantize().clone() if value.is_quantized else value.clone()


def run(network, x, register=None, hook=None):
    handle = register(hook) if register else None
    output = network(x.clone())
    if handle:
        handle.remove()
    return output


def seen(network, x, paths):
    inputs, outputs = {}, {}
    handles = []
    for path in paths:

        def hook(module, args, result, path=path):
            inputs[path], outputs[path] = plain(args[0]), plain(result)

        handles.append(network.get_submodule(path).register_forward_hook(hook))
    network(x.clone())
    for handle in handles:
        handle.remove()
    return inputs, outputs


def write(name, network, paths, shape, how):
    base, source = torch.randn(shape), torch.randn(shape)
    inputs, given = seen(network, base, paths)
    _, others = seen(network, source, paths)
    arrays = {"base": base, "source": source, "plain": run(network, base)}
    for path in paths:
        module = network.get_submodule(path)
        arrays[f"base/{path}"] = given[path]
        arrays[f"source/{path}"] = others[path]
        arrays[f"input/{path}"] = inputs[path]
        swap = lambda m, args, result: as_was(result, others[path])
        arrays[f"swapped/{path}"] = run(network, base, module.register_forward_hook, swap)
        add = lambda m, args, result: as_was(result, plain(result) + 1)
        arrays[f"added/{path}"] = run(network, base, module.register_forward_hook, add)
        add = lambda m, args: (as_was(args[0], plain(args[0]) + 1),)
        arrays[f"added_input/{path}"] = run(network, base, module.register_forward_pre_hook, add)
    file = str(FOLDER / f"{name}.pt")
    made = torch.jit.script(network) if how == "script" else torch.jit.trace(network, base.clone())
    made.save(file)
    numpy.savez(FOLDER / f"{name}.npz", **{key: value.numpy() for key, value in arrays.items()})


def static(network, shape, fused=()):
    network.eval()
    network.qconfig = quantization.get_default_qconfig("fbgemm")
    if hasattr(network, "fc"):
        network.fc.qconfig = None
    if fused:
        quantization.fuse_modules(network, [list(fused)], inplace=True)
    prepared = quantization.prepare(network)
    for _ in range(4):
        prepared(torch.randn(shape) * 2)
    return quantization.convert(prepared)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    torch.set_grad_enabled(False)
    torch.backends.quantized.engine = "fbgemm"
    image, rows = (2, 2, 4, 4), (3, 4)
    conv = static(Conv(), image, ("conv", "relu"))
    for how in ("trace", "script"):
        write(f"conv_{how}", conv, ["quant", "conv", "pool", "dequant", "fc"], image, how)
    mlp = static(Mlp(), rows)
    for how in ("trace", "script"):
        write(f"mlp_{how}", mlp, ["quant", "a", "relu", "b", "dequant"], rows, how)
    joined = static(Joined(), rows)
    sums = [f"{name}.activation_post_process" for name in ("add", "cat")]
    write("joined", joined, ["quant", "a", "b", *sums, "c", "dequant"], rows, "script")
    write("channels", Channels().eval(), ["a", "q", "c"], rows, "trace")
    dynamic = quantization.quantize_dynamic(Dynamic().eval(), {nn.Linear}, torch.qint8)
    write("dynamic", dynamic, ["a", "relu", "b"], rows, "script")


main()
