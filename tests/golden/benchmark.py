"""The work of the benchmarks by PyTorch hooks and by pyvene, for tests/benchmarks.

    python benchmark.py TASK LAYERS UNITS TOKENS ROWS

It says which sides it has, `hooks` or `hooks pyvene`, and then takes orders, `SIDE RUNS` on a line
each, and answers with the nanoseconds that they took, by the clock and of the processor. Networks
and sizes are those of the benchmarks, with random weights; one thread. pyvene is left out where it
cannot be imported; the environment variable IIT_PYVENE names a folder with it.
"""
import contextlib
import os
import sys
import time
from types import SimpleNamespace

import torch
from torch import nn

from sum_steps import SITES3, Net, sums3
from torch.nn.functional import cross_entropy

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "torchscript"))
from networks import Attention  # noqa: E402

CLASSES = 10


class Layer(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.norm1 = nn.LayerNorm(units)
        self.attn = Attention(units, units // 64)
        self.norm2 = nn.LayerNorm(units)
        self.up = nn.Linear(units, 4 * units)
        self.down = nn.Linear(4 * units, units)

    def forward(self, x):
        h = x + self.attn(self.norm1(x))
        return h + self.down(nn.functional.gelu(self.up(self.norm2(h))))


class Transformer(nn.Module):
    def __init__(self, layers, units):
        super().__init__()
        self.layers = nn.ModuleList(Layer(units) for _ in range(layers))
        self.out = nn.Linear(units, CLASSES)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.out(x[:, -1])


class Mlp(nn.Module):
    def __init__(self, layers, units):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Linear(units, units), nn.ReLU()) for _ in range(layers))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Hooks:
    """Forward hooks that keep or replace the outputs of layers."""

    def __init__(self, network, numbers):
        self.network = network
        self.layers = [(i, network.layers[i]) for i in numbers]

    def run(self, x, keep=None, put=None):
        def hook(number):
            def change(module, args, output):
                if keep is not None:
                    keep[number] = output
                return None if put is None else put(number, output)
            return change

        handles = [layer.register_forward_hook(hook(i)) for i, layer in self.layers]
        try:
            return self.network(x)
        finally:
            for handle in handles:
                handle.remove()


def capture(network, numbers, base, _):
    hooks = Hooks(network, numbers)

    def work():
        with torch.no_grad():
            hooks.run(base, keep={})
    return work


def interchange(network, numbers, base, source):
    hooks = Hooks(network, numbers)

    def work():
        with torch.no_grad():
            kept = {}
            hooks.network(base)
            hooks.run(source, keep=kept)
            hooks.run(base, put=lambda number, output: kept[number])
    return work


def step(network, number, base, source, units):
    """Half of the rows take the first quarter of the units from the source, half the second."""
    optimizer = torch.optim.SGD(network.parameters(), lr=.001, momentum=.9)
    labels = torch.zeros(len(base), dtype=torch.long)
    hooks = Hooks(network, [number])
    mask = torch.zeros(len(base), 1, units, dtype=torch.bool)
    mask[0::2, :, :units // 4] = True
    mask[1::2, :, units // 4:units // 2] = True

    def work():
        kept = {}
        outputs = [network(base), hooks.run(source, keep=kept)]
        outputs.append(hooks.run(base, put=lambda i, own: torch.where(mask, kept[i], own)))
        optimizer.zero_grad()
        sum(cross_entropy(output, labels) for output in outputs).backward()
        optimizer.step()
    return work


def seed_step():
    """The seed's configuration "base", with the variable S."""
    net = Net(3, 30, 200, 1, torch.tanh, False)
    optimizer = torch.optim.SGD(net.parameters(), lr=.001, momentum=.9)
    x = torch.randint(0, 30, (64, 3))
    base, source, site = x[:32], x[32:], SITES3["S"]
    labels, of_source = sums3(base, {}), sums3(source, {})
    counterfactual = sums3(base, {"S": of_source["S"]})

    def work():
        found, _ = net.run(base)
        from_source, places = net.run(source)
        swapped, _ = net.run(base, site, places[site])
        loss = cross_entropy(torch.cat((from_source[0], found[0])),
                             torch.cat((of_source["O"], labels["O"])))
        loss = loss + cross_entropy(swapped[0], counterfactual["O"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return work


def pyvene_work(task, network, numbers, base, source):
    folder = os.environ.get("IIT_PYVENE")
    if folder:
        sys.path.append(folder)
    with contextlib.redirect_stdout(sys.stderr):  # it prints
        import pyvene
    network.config, network.device = SimpleNamespace(to_dict=dict), "cpu"
    kind = pyvene.CollectIntervention if task == "capture" else pyvene.VanillaIntervention
    config = [{"component": f"layers[{i}].output", "intervention": kind(embed_dim=base.shape[-1])}
              for i in numbers]
    model = pyvene.IntervenableModel(pyvene.IntervenableConfig(config), network)
    sources = [None if task == "capture" else {"x": source} for _ in numbers]
    at = None
    if base.dim() == 3:
        everywhere = [[list(range(base.shape[1]))] * len(base)] * len(numbers)
        at = {"sources->base": (None if task == "capture" else everywhere, everywhere)}
        if task == "capture":
            at = {"base": everywhere}

    def work():
        with torch.no_grad():
            model({"x": base}, sources, at, output_original_output=task != "capture")
    work()
    return work


def sides(task, layers, units, tokens, rows):
    if task == "step" and tokens == 0:
        return {"hooks": seed_step()}
    network = (Transformer if tokens else Mlp)(layers, units)
    shape = (rows, tokens, units) if tokens else (rows, units)
    base, source, middle = torch.randn(shape), torch.randn(shape), layers // 2 - 1
    if task == "step":
        return {"hooks": step(network, middle, base, source, units)}
    network.eval()
    numbers = [middle] if task == "one" else range(layers)
    by_hooks = capture if task == "capture" else interchange
    found = {"hooks": by_hooks(network, numbers, base, source)}
    try:
        found["pyvene"] = pyvene_work(task, network, numbers, base, source)
    except ImportError as error:
        print("Without pyvene:", error, file=sys.stderr)
    return found


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        works = sides(sys.argv[1], *map(int, sys.argv[2:]))
    print(*works, file=answers, flush=True)
    for order in sys.stdin:
        side, runs = order.split()
        wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
        for _ in range(int(runs)):
            works[side]()
        spent = time.perf_counter_ns() - wall, time.thread_time_ns() - cpu
        print(*spent, file=answers, flush=True)


if __name__ == "__main__":
    main()
