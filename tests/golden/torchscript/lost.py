"""Networks of which an export keeps less than Python knows, or whose results are no arrays.

Run: python torchscript/lost.py ../src/test/resources/lost
Needs PyTorch. It writes files; what must come out of them is said in ExportLossTest.
"""
import sys
from pathlib import Path
from typing import List, NamedTuple, Optional, Tuple

import torch
from torch import nn

FOLDER = Path(sys.argv[1])


class WithNone(NamedTuple):
    logits: torch.Tensor
    aux: Optional[torch.Tensor]


class Pair(NamedTuple):
    logits: torch.Tensor
    aux: torch.Tensor


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 3)


class NamedNone(Head):
    def forward(self, x: torch.Tensor) -> WithNone:
        return WithNone(self.a(x), None)


class NamedPair(Head):
    def forward(self, x: torch.Tensor) -> Pair:
        h = self.a(x)
        return Pair(h, h * 2)


class NoneInTuple(Head):
    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, Optional[torch.Tensor]]:
        return self.a(x), None


class NumberInTuple(Head):
    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, int]:
        return self.a(x), x.size(0)


class Gate(nn.Module):
    """Branches and loops, which a trace cannot have: it is scripted inside one."""

    def __init__(self):
        super().__init__()
        self.up = nn.Linear(4, 4)
        self.down = nn.Linear(4, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if bool(x.sum() > 0):
            x = self.up(x)
        else:
            x = self.down(x)
        for i in range(2):
            x = torch.tanh(self.down(x))
        return x


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.gate = torch.jit.script(Gate())
        self.last = nn.Linear(4, 2)

    def forward(self, x):
        return self.last(self.gate(torch.relu(self.first(x))))


class Quiet(nn.Module):
    """Modules that do nothing, and one whose result goes nowhere."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.same = nn.Identity()
        self.drop = nn.Dropout(0.1)
        self.seq = nn.Sequential(nn.Linear(4, 4), nn.Identity(), nn.ReLU())
        self.dead = nn.Linear(4, 4)
        self.last = nn.Linear(4, 2)

    def forward(self, x):
        h = self.same(self.first(x))
        self.dead(h)
        return self.last(self.drop(self.seq(h)))


class Fast(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.last = nn.Linear(8, 2)

    def forward(self, x):
        return self.last(self.encoder(x))


class TwoNames(nn.Module):
    """One module under two names; another has weights of its own, one shares only some."""

    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(4, 4), nn.Tanh())
        self.b = self.a
        self.c = nn.Linear(4, 4)
        self.d = nn.Linear(4, 4)
        self.d.weight = self.c.weight

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.d(self.c(self.b(self.a(x) + 1)))


class Listed(nn.Module):
    """Returns a list, and takes one."""

    class Both(nn.Module):
        def forward(self, x: torch.Tensor) -> List[torch.Tensor]:
            return [x, x + 1]

    class Sum(nn.Module):
        def forward(self, values: List[torch.Tensor]) -> torch.Tensor:
            return values[0] + values[1]

    class Maybe(nn.Module):
        def forward(self, x: torch.Tensor) -> Tuple[Optional[torch.Tensor], torch.Tensor]:
            return (x if x.size(0) > 9 else None), x * 2

    def __init__(self):
        super().__init__()
        self.both = Listed.Both()
        self.sum = Listed.Sum()
        self.maybe = Listed.Maybe()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        _, y = self.maybe(self.sum(self.both(x)))
        return y


def save(name, module):
    module.save(str(FOLDER / (name + ".pt")))


def script(module):
    return torch.jit.script(module.eval())


def trace(module, *shape):
    with torch.no_grad():
        return torch.jit.trace(module.eval(), torch.ones(*shape))


torch.manual_seed(0)
save("named_none", script(NamedNone()))
save("named_tuple", script(NamedPair()))
save("none_in_tuple", script(NoneInTuple()))
save("number_in_tuple", script(NumberInTuple()))
save("listed", script(Listed()))
save("two_names_script", script(TwoNames()))
save("two_names_trace", trace(TwoNames(), 3, 4))
save("mixed", trace(Mixed(), 3, 4))
save("quiet", trace(Quiet(), 3, 4))
save("fast", trace(Fast(), 3, 5, 8))
save("frozen_trace", torch.jit.freeze(trace(Quiet(), 3, 4)))
save("frozen_script", torch.jit.freeze(script(Quiet())))
save("frozen_part", torch.jit.freeze(script(Quiet()), preserved_attrs=["last"]))
save("optimized", torch.jit.optimize_for_inference(script(Quiet())))
