"""Runs the code of a traced module as Python, statement by statement, and sees or edits all of it.

Traced code is straight, so that Python can execute it: what stands in it as `torch.add` is the
operator `aten::add`. The calls tell which array of a traced module is which array of the module it
was traced from, and what the variables of each `forward` hold. Edits made here and edits made by
hooks must come to the same.
"""
import re
from types import SimpleNamespace

import torch
from torch.utils._pytree import tree_flatten, tree_unflatten

import hooks

SITE = re.compile(r"([^:@\[]*)(?::(\w+))?(?:@(\w+))?")


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


ASSIGNED = re.compile(r"( +)(\w+(?:, \w+)*),? = ")


def source(module, method):
    """The code of a method, each assigned variable sent through `_through`; its constants."""
    code, constants = module._c._get_method(method).code_with_constants
    lines = []
    for line in code.splitlines():
        lines.append(line)
        match = ASSIGNED.match(line)
        for name in match[2].split(", ") if match else []:
            lines.append(f"{match[1]}{name} = _through('{name}', {name})")
    return "\n".join(lines), SimpleNamespace(**constants)


class Traced:
    """A traced module at a path.

    `calls`: of each path the calls it got. `through(path, port, index, call, array)` sees each
    tensor and gives the one to go on with; of a variable, port is "@" and index its name.
    A module that is called again has methods `forward1`, `forward2`, ... for the later calls.
    """

    def __init__(self, module, path, calls, through):
        self._module, self._path, self._calls, self._through = module, path, calls, through

    def __getattr__(self, name):
        if re.fullmatch(r"forward\d*", name):
            return lambda *arguments: self._run(name, arguments)
        found = getattr(self._module, name)
        if isinstance(found, torch.nn.Module):
            path = f"{self._path}.{name}" if self._path else name
            return Traced(found, path, self._calls, self._through)
        return found

    def _run(self, method, arguments):
        call = {"method": method, "variables": {}}
        number = len(self._calls.setdefault(self._path, []))
        self._calls[self._path].append(call)

        def tensor(port, index, value):
            if not isinstance(value, torch.Tensor):
                return value
            value = self._through(self._path, port, index, number, value)
            if port == "@":
                call["variables"][index] = value
            return value

        code, constants = source(self._module, method)
        names = dict(NAMES, CONSTANTS=constants, _through=lambda *at: tensor("@", *at))
        exec(code, names)
        call["arguments"] = [tensor("input", i, value) for i, value in enumerate(arguments)]
        leaves, spec = tree_flatten(names[method](self, *call["arguments"]))
        call["result"] = [tensor("output", i, value) for i, value in enumerate(leaves)]
        return tree_unflatten(call["result"], spec)


def calls(module, inputs, through=lambda path, port, index, call, array: array):
    """Of each path the calls it got: method, arguments, result, variables of tensor type."""
    found = {}
    with torch.no_grad():
        Traced(module, "", found, through).forward(*inputs)
    return found


def where(site):
    """(path, port, index) of a site, as `through` gets them."""
    path, port, name = SITE.match(site).groups()
    if name is not None:
        return path, "@", name
    port, index = re.fullmatch(r"(\D+)(\d*)", port or "output").groups()
    return path, port, int(index or 0)


def counterfactual(module, plan, base, source, arrays, only=None):
    """Outputs, by edits in the traced code; `only`: which calls are edited, None for all."""
    seen = {}

    def keep(path, port, index, call, array):
        seen[path, port, index, call] = array
        return array

    def edit(path, port, index, call, array):
        for intervention in plan["interventions"]:
            edited = where(intervention["site"]) == (path, port, index)
            if edited and (only is None or call in only):
                origin = where(intervention.get("from", intervention["site"]))
                other = seen[*origin, call] if intervention["edit"] == "interchange" else None
                array = hooks.plans.apply(hooks.resolved(intervention, arrays), array, other)
        return array

    calls(module, source, keep)
    return calls(module, base, edit)[""][0]["result"]
