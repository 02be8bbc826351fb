"""Runs the code of a TorchScript module as Python, statement by statement, and keeps what it sees.

Traced code is straight, so that Python can execute it: what stands in it as `torch.add` is the
operator `aten::add`. The calls that it records tell which array of a traced module is which array
of the module it was traced from, and what the variables of each `forward` hold.
"""
import re
from types import SimpleNamespace

import torch


class Operators:
    """`torch.add` and `ops.prim.NumToTensor`, as the code means them."""

    def __init__(self, namespace):
        self.namespace = namespace

    def __getattr__(self, name):
        if name == "device":
            return torch.device
        return torch._C._jit_get_operation(f"{self.namespace}::{name}")[0]


class Primitives:
    @staticmethod
    def NumToTensor(number):
        return torch.tensor(number)


class Namespaces:
    prim = Primitives


class Types:
    def __getitem__(self, item):
        return self


NAMES = {"torch": Operators("aten"), "ops": Namespaces, "Tensor": None, "number": "number",
         "annotate": lambda kind, value: value.item() if kind == "number" else value,
         "inf": float("inf"), "int": int, "float": float,
         "bool": bool, "List": Types(), "Optional": Types(), "Tuple": Types(), "Dict": Types()}


def source(module, method):
    """The code of a method, keeping its variables at the return."""
    code, constants = module._c._get_method(method).code_with_constants
    lines = []
    for line in code.splitlines():
        match = re.match(r"(\s+)return (.*)$", line)
        if match:
            indent, value = match.groups()
            lines += [f"{indent}_returned = {value}", f"{indent}_keep(locals())"]
            line = f"{indent}return _returned"
        lines.append(line)
    return "\n".join(lines), SimpleNamespace(**constants)


class Traced:
    """A traced module at a path, whose calls are recorded.

    A module that is called again has `forward1`, `forward2`, ... for the later calls.
    """

    def __init__(self, module, path="", calls=None):
        self._module, self._path, self._calls = module, path, {} if calls is None else calls

    def __getattr__(self, name):
        if re.fullmatch(r"forward\d*", name):
            return lambda *arguments: self._run(name, arguments)
        found = getattr(self._module, name)
        if isinstance(found, torch.nn.Module):
            path = f"{self._path}.{name}" if self._path else name
            return Traced(found, path, self._calls)
        return found

    def _run(self, method, arguments):
        code, constants = source(self._module, method)
        kept = {}
        names = dict(NAMES, CONSTANTS=constants, _keep=kept.update)
        exec(code, names)
        result = names[method](self, *arguments)
        variables = {k: v for k, v in kept.items() if isinstance(v, torch.Tensor)}
        self._calls.setdefault(self._path, []).append(
            {"method": method, "arguments": list(arguments), "result": result,
             "variables": variables})
        return result


def calls(module, inputs):
    """Of each path the calls it got: arguments, result, variables of tensor type."""
    root = Traced(module)
    with torch.no_grad():
        root.forward(*inputs)
    return root._calls
