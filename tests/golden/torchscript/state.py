"""Networks whose calls leave something behind for the next, and ones that only look so.

Run: python torchscript/state.py ../src/test/resources/state
Needs PyTorch. Of each network it writes NAME.pt, and NAME.npz:

    base, source    the inputs
    plain0, ...     what it gives when called with the base, and called again
    swapped         of one that keeps nothing: the output for the base where that of `a` is what it
                    was for the source, by a forward hook
"""
import sys
from pathlib import Path
from typing import Dict, List, Optional

import numpy
import torch
from torch import Tensor, nn

FOLDER = Path(sys.argv[1])
WIDTH = 3


class Counts(nn.Module):
    """An int that is set."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.a(x) * self.calls


class Averages(nn.Module):
    """A buffer that is written in place, through a view."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.register_buffer("mean", torch.zeros(1, WIDTH))

    def forward(self, x):
        y = self.a(x)
        self.mean.view(-1).add_(y.mean(0))
        return y - self.mean


class Copies(nn.Module):
    """A buffer that is written by copy_, in a child's method."""

    class Memory(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("last", torch.zeros(2, WIDTH))

        def forward(self, x: Tensor):
            before = self.last.clone()
            self.last.copy_(x + before)
            return before

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.memory = Copies.Memory()

    def forward(self, x):
        y = self.a(x)
        return y + self.memory(y)


class Lists(nn.Module):
    """A list to which each call appends."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.seen: List[Tensor] = [torch.zeros(2, WIDTH)]

    def forward(self, x):
        y = self.a(x)
        self.seen.append(y)
        return torch.stack(self.seen).sum(0)


class Dicts(nn.Module):
    """A dict of which each call sets an entry, by another name of it."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.keys: Dict[str, Tensor] = {"k": torch.zeros(2, WIDTH)}

    def forward(self, x):
        y = self.a(x)
        keys = self.keys
        keys["k"] = keys["k"] + y
        return keys["k"] * 2


class Cache(nn.Module):
    """A tensor that the first call makes, in an if."""

    cache: Optional[Tensor]

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.cache = None

    def forward(self, x):
        y = self.a(x)
        if self.cache is None:
            self.cache = y
        cache = self.cache
        assert cache is not None
        return y + 2 * cache


class Constant(nn.Module):
    """A tensor that is no buffer, which a trace keeps as a constant."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.total = torch.zeros(1)

    def forward(self, x):
        self.total += 1
        return self.a(x) * self.total


class Halves(nn.Module):
    """Weights that each call divides in place, as RWKV's rescaling does in a trace."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        with torch.no_grad():
            self.a.weight.div_(2)
        return self.a(x)


class Flag(nn.Module):
    """A flag that the first call clears."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.first = True

    def forward(self, x):
        y = self.a(x)
        if self.first:
            self.first = False
            return y * 0
        return y


class Forked(nn.Module):
    """A buffer that is written in a fork."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.register_buffer("sum", torch.zeros(WIDTH))

    def add(self, x: Tensor):
        self.sum.add_(x.mean(0))
        return self.sum * 2

    def forward(self, x):
        future = torch.jit.fork(self.add, x)
        return self.a(x) + torch.jit.wait(future)


class Elements(nn.Module):
    """Tensors of a list, which a loop writes."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.sums: List[Tensor] = [torch.zeros(WIDTH)]

    def forward(self, x):
        for sum in self.sums:
            sum.add_(1)
        return self.a(x) + self.sums[0]


class Shared(nn.Module):
    """A module at two paths: what is set at one is read at the other."""

    class Number(nn.Module):
        def __init__(self):
            super().__init__()
            self.value = 1

        def forward(self, x: Tensor):
            return x * self.value

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.b = Shared.Number()
        self.c = self.b

    def forward(self, x):
        y = self.c(self.a(x))
        self.b.value = 5
        return y


class Renormed(nn.Module):
    """Rows of an embedding that get their largest norm, once and for all."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.rows = nn.Embedding(4, WIDTH, max_norm=0.5)

    def forward(self, x):
        return self.a(x) + self.rows(torch.arange(2))


class Normed(nn.Module):
    """A batch norm that is traced as in training: it takes the statistics of the batch."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.BatchNorm1d(WIDTH)

    def train(self, mode=True):
        super().train(mode)
        self.norm.train()
        return self

    def forward(self, x):
        return self.norm(self.a(x)) * torch.tensor([1.0, 2.0, 3.0])


class Training(nn.Module):
    """Written in training alone, and a norm that counts its batches."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.BatchNorm1d(WIDTH)
        self.calls = 0

    def forward(self, x):
        if self.training and self.a.in_features > 2:
            self.calls += 1
        return self.norm(self.a(x)) * (self.calls + 1)


class Shows(nn.Module):
    """An attribute for others to look at, which no code reads."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.seen = torch.zeros(1)

    def forward(self, x):
        y = self.a(x)
        self.seen = y
        return torch.relu_(y + 1)


class Sets(nn.Module):
    """An attribute that each call sets before it reads it."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.hidden = torch.zeros(1)

    def step(self, x: Tensor):
        self.hidden = self.hidden + x
        return self.hidden

    def forward(self, x):
        y = self.a(x)
        self.hidden = torch.zeros_like(y)
        self.hidden.add_(1)
        for _ in range(2):
            self.step(y)
        return self.hidden * 2


class Clones(nn.Module):
    """A weight of which a copy is written, or that itself is read."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.steps: List[int] = [1, 2]

    def forward(self, x, copied: bool = True):
        steps = self.steps.copy()
        steps[0] = x.size(0)
        bias = self.a.bias
        if copied:
            bias = bias.clone()
            bias[0] = 0
        return self.a(x) + bias * steps[0]


def run(network, x, *hooks):
    handles = [network.a.register_forward_hook(hook) for hook in hooks]
    output = network(x.clone())
    for handle in handles:
        handle.remove()
    return output


def made(make, weights):
    network = make().eval()
    network.load_state_dict(weights)
    return network


def write(name, make, how, keeps):
    """A trace runs the network, so that what is compared is another one with the same weights."""
    torch.manual_seed(len(name))
    weights = {key: value.clone() for key, value in make().state_dict().items()}
    base, source = torch.randn(2, WIDTH), torch.randn(2, WIDTH)
    network = made(make, weights)
    file = str(FOLDER / f"{name}.pt")
    with torch.no_grad():
        if how == "script":
            torch.jit.script(network).save(file)
        else:
            torch.jit.trace(network, base.clone(), check_trace=False).save(file)
        loaded = torch.jit.load(file)
        arrays = {"base": base, "source": source}
        for call in range(2):
            arrays[f"plain{call}"] = loaded(base.clone()).clone()
        if not keeps:
            others = []
            eager = made(make, weights)
            run(eager, source, lambda m, args, result: others.append(result.clone()))
            arrays["swapped"] = run(eager, base, lambda m, args, result: others[0].clone())
    numpy.savez(FOLDER / f"{name}.npz", **{key: value.numpy() for key, value in arrays.items()})


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in {
        "counts": Counts,
        "averages": Averages,
        "copies": Copies,
        "lists": Lists,
        "dicts": Dicts,
        "cache": Cache,
        "flag": Flag,
        "forked": Forked,
        "elements": Elements,
        "shared": Shared,
    }.items():
        write(name, make, "script", True)
    for name, make in {
        "averages_trace": Averages,
        "copies_trace": Copies,
        "constant": Constant,
        "halves": Halves,
    }.items():
        write(name, make, "trace", True)
    for name, make in {
        "training": Training,
        "shows": Shows,
        "sets": Sets,
        "clones": Clones,
    }.items():
        write(name, make, "script", False)
    write("renormed", Renormed, "trace", False)
    write("normed", Normed, "trace", False)


main()
