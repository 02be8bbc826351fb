"""Files of other kinds, and networks that take dicts, lists and tuples, with what they give.

Run: python named.py ../../src/test/resources/torchscript
Needs PyTorch. Of each network NAME.pt stands in named.npz: NAME.base.INPUT and NAME.source.INPUT, by the
names that DJL gives inputs; NAME.base.output, what it gives; NAME.swapped.output, what it gives for the base
with the output of module `a` from the source.
"""
import sys
from pathlib import Path
from typing import Dict, List, Tuple

import numpy
import torch
from torch import Tensor, nn


class DictIn(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, x: Dict[str, Tensor], hooks: Dict[str, Tensor]) -> Dict[str, Tensor]:
        return {"out": self.a(x["x"]) * x["m"] + hooks["shift"]}


class ListIn(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, first: Tensor, x: List[Tensor]) -> List[Tensor]:
        return [self.a(first) * x[0], x[1] - x[0]]


class TupleIn(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, x: Tuple[Tensor, Tensor], y: Tensor) -> Tuple[Tensor, Tensor]:
        return self.a(x[0]) * y, x[1] - y


class Methods(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, x):
        return self.a(x)

    @torch.jit.export
    def twice(self, x, y):
        return self.a(x) * 2 + y


class NoForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    @torch.jit.export
    def encode(self, x):
        return self.a(x)


def dict_in(values):
    return {"x.x": values[0], "x.m": values[1], "hooks.shift": values[2]}


def list_in(values):
    return {"first": values[0], "x[]0": values[1], "x[]1": values[2]}


def tuple_in(values):
    return {"x()0": values[0], "x()1": values[1], "y": values[2]}


def arguments(inputs):
    """What DJL makes of arrays by their names."""
    made = {}
    for name, value in inputs.items():
        if "." in name:
            made.setdefault(name.split(".")[0], {})[name.split(".")[1]] = value
        elif "[]" in name or "()" in name:
            made.setdefault(name[:-1], []).append(value)
        else:
            made[name] = value
    return [tuple(v) if name.endswith("()") else v for name, v in made.items()]


def first(output):
    return list(output.values())[0] if isinstance(output, dict) else output[0]


def run(model, inputs, given=None):
    """Returns the first output, and that of `a`; `given` stands for the latter."""
    kept = []
    hook = model.a.register_forward_hook(
        lambda module, args, output: kept.append(output) or given)
    output = first(model(*arguments(inputs)))
    hook.remove()
    return output, kept[0]


def main(folder):
    torch.manual_seed(11)
    arrays = {}
    for name, model, named in (("dict_in", DictIn(), dict_in), ("list_in", ListIn(), list_in),
                               ("tuple_in", TupleIn(), tuple_in)):
        base, source = (named([torch.randn(3, 4) for _ in range(3)]) for _ in range(2))
        for side, inputs in (("base", base), ("source", source)):
            arrays.update({f"{name}.{side}.{key}": x for key, x in inputs.items()})
        arrays[f"{name}.base.output"] = run(model, base)[0]
        arrays[f"{name}.swapped.output"] = run(model, base, run(model, source)[1])[0]
        torch.jit.script(model).save(folder / f"{name}.pt")
    torch.jit.script(Methods()).save(folder / "methods.pt")
    torch.jit.script(NoForward()).save(folder / "no_forward.pt")
    torch.jit.script(nn.Sequential(nn.Linear(4, 3)))._save_for_lite_interpreter(
        str(folder / "lite.ptl"))
    numpy.savez(folder / "named.npz", **{name: x.numpy() for name, x in arrays.items()})


with torch.no_grad():
    main(Path(sys.argv[1]))
