"""Networks that write into values after modules returned them, and what hooks see of those.

Run: python torchscript/in_place.py ../src/test/resources/in-place
Needs PyTorch. Of each network it writes NAME.pt, and NAME.npz:

    base, source                the inputs
    plain                       the output for the base
    base/PATH, source/PATH      what the module at PATH returned, copied by a forward hook then
    swapped/PATH                the output for the base where that of PATH is what it was for the source
    input/PATH, added/PATH      what its forward_pre_hook sees, and the output where it adds 1 to that
"""
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

FOLDER = Path(sys.argv[1])


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x
        return self.relu(out)


class Residual(nn.Module):
    """As torchvision's ResNet."""

    def __init__(self):
        super().__init__()
        self.first = Block(2)
        self.second = Block(2)
        self.fc = nn.Linear(32, 3)

    def forward(self, x):
        return self.fc(torch.flatten(self.second(self.first(x)), 1))


class Dense(nn.Module):
    """As torchvision's DenseNet: the first norm's output is written, what it got is not."""

    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList(nn.BatchNorm1d(6 + 4 * i) for i in range(3))
        self.fcs = nn.ModuleList(nn.Linear(6 + 4 * i, 4) for i in range(3))
        self.act = nn.ReLU(inplace=True)
        self.out = nn.Linear(18, 3)

    def forward(self, x):
        features = [x]
        for norm, fc in zip(self.norms, self.fcs):
            features.append(fc(self.act(norm(torch.cat(features, 1)))))
        return self.out(torch.cat(features, 1))


class Views(nn.Module):
    """Writes through views: of heads, of a slice, by a mask, by an index, and by copy_."""

    def __init__(self):
        super().__init__()
        self.q = nn.Linear(8, 8)
        self.k = nn.Linear(8, 8)
        self.mix = nn.Linear(4, 4)
        self.last = nn.Linear(8, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        q = self.q(x)
        heads = q.view(q.size(0), q.size(1), 2, 4)
        heads[:, :, 1].mul_(2)
        k = self.k(x)
        k[:, 0] = 1
        rows = k.transpose(1, 2)
        rows.index_add_(2, torch.tensor([0, 2]), torch.ones(x.size(0), 8, 2))
        scores = torch.matmul(q, k.transpose(1, 2)) + 0
        scores = self.mix(scores)
        scores.masked_fill_(torch.ones(4, 4).triu(1) > 0, -1)
        y = self.last(torch.matmul(scores, k))
        y[:, 1].copy_(q[:, 2])
        return self.out(y.sum(1))


class Out(nn.Module):
    """Writes into an array that is given."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(5, 5)
        self.b = nn.Linear(5, 5)
        self.c = nn.Linear(5, 2)

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        sum = a + b
        torch.mul(sum, 2.0, out=a)
        return self.c(b + a + sum)


class Steps(nn.Module):
    """A loop that writes into what a module gave before the loop, and what one gives in it."""

    def __init__(self):
        super().__init__()
        self.start = nn.Linear(4, 4)
        self.step = nn.Linear(4, 4)
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        state = self.start(x)
        for i in range(3):
            delta = self.step(torch.tanh(state))
            state += delta
            delta.zero_()
        return self.out(state)


class Sum(nn.Module):
    """Nothing that a module gives is written: what is written is a copy, or new."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4)

    def forward(self, x):
        a = self.a(x)
        total = a.clone()
        total += 1
        new = a * 2
        new.sub_(total)
        return self.b(new) + a


def copied(values, name):
    def hook(module, args, result):
        values.setdefault(name, result.detach().clone())

    return hook


def pre_copied(values, name):
    def hook(module, args):
        values.setdefault(name, args[0].detach().clone())

    return hook


def run(network, x, hooks=()):
    handles = [register(hook) for register, hook in hooks]
    with torch.no_grad():
        output = network(x.clone())
    for handle in handles:
        handle.remove()
    return output


def values(network, paths, x):
    outputs, inputs = {}, {}
    hooks = []
    for path in paths:
        module = network.get_submodule(path)
        hooks.append((module.register_forward_hook, copied(outputs, path)))
        hooks.append((module.register_forward_pre_hook, pre_copied(inputs, path)))
    return run(network, x, hooks), outputs, inputs


def write(name, network, shape, paths, how):
    torch.manual_seed(len(name))
    for buffer in network.modules():
        if isinstance(buffer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            buffer.running_mean.normal_()
            buffer.running_var.uniform_(0.5, 2)
    network.eval()
    base, source = torch.randn(shape), torch.randn(shape)
    plain, given, taken = values(network, paths, base)
    _, others, _ = values(network, paths, source)
    arrays = {"base": base, "source": source, "plain": plain}
    for path in paths:
        module = network.get_submodule(path)
        arrays[f"base/{path}"] = given[path]
        arrays[f"source/{path}"] = others[path]
        arrays[f"input/{path}"] = taken[path]
        swap = lambda m, args, result: others[path].clone()
        arrays[f"swapped/{path}"] = run(network, base, [(module.register_forward_hook, swap)])
        add = lambda m, args: (args[0] + 1, *args[1:])
        arrays[f"added/{path}"] = run(network, base, [(module.register_forward_pre_hook, add)])
    made = torch.jit.script(network) if how == "script" else torch.jit.trace(network, base.clone())
    made.save(str(FOLDER / f"{name}.pt"))
    numpy.savez(FOLDER / f"{name}.npz", **{key: value.numpy() for key, value in arrays.items()})


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_grad_enabled(False)
    torch.manual_seed(7)
    image, rows = (2, 2, 4, 4), (2, 6)
    once = ["conv1", "bn1", "conv2", "bn2"]
    blocks = [f"{block}.{path}" for block in ("first", "second") for path in once]
    for how in ("trace", "script"):
        write(f"residual_{how}", Residual(), image, ["first", "second", *blocks, "fc"], how)
    dense = [f"{list}.{i}" for list in ("norms", "fcs") for i in range(3)]
    write("dense", Dense(), rows, dense + ["out"], "trace")
    write("views", Views(), (2, 4, 8), ["q", "k", "mix", "last", "out"], "trace")
    write("views_script", Views(), (2, 4, 8), ["q", "k", "mix", "last", "out"], "script")
    write("out", Out(), (3, 5), ["a", "b", "c"], "trace")
    write("steps", Steps(), (3, 4), ["start", "out"], "script")
    write("sum", Sum(), (3, 4), ["a", "b"], "trace")


main()
