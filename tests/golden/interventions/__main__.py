"""Expected values of interventions, by PyTorch hooks, and by pyvene where it can say the same.

Run: python interventions > ../src/test/resources/golden/interventions.json
Where pyvene can be imported (PYTHONPATH), `peer.py` says which cases it can express; what it finds
is asserted to be the same, and the case is marked. Gradients are of sum(output * output_weights),
by the hooks alone. Everything runs in double precision and is written in single.
"""
import json
import sys

import numpy
import torch

import peer
from cases import all_cases
from networks import build, to_json
from plans import Counterfactual

SEEDS = {"mlp": 1, "transformer": 2, "lstm": 3, "identity": 4}


def numbers(value):
    """Plain JSON; each number in the fewest digits that single precision needs."""
    if isinstance(value, torch.Tensor):
        return numbers(value.tolist())
    if isinstance(value, dict):
        return {key: numbers(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers(item) for item in value]
    return float(str(numpy.float32(value))) if isinstance(value, float) else value


def parameter(plan, name):
    """A number of the first intervention: `boundary`, `featurizer.weight`."""
    at = plan["interventions"][0]
    for key in name.split("."):
        at = at[key]
    return at


def gradients(network, case):
    leaves = {"base": case["base"]}
    leaves |= {f"source{i}": source for i, source in enumerate(case["sources"])}
    leaves |= {name: parameter(case["plan"], name) for name in case["wanted"]}
    for leaf in leaves.values():
        leaf.requires_grad_(True)
    output = Counterfactual(network, case["plan"], case["base"], case["sources"]).output()
    generator = torch.Generator().manual_seed(11)
    weights = torch.randn(output.shape, generator=generator).mul(100).round().div(100).double()
    found = torch.autograd.grad((output * weights).sum(), list(leaves.values()))
    for leaf in leaves.values():
        leaf.requires_grad_(False)
    return weights, dict(zip(leaves, found))


def expected(network, case):
    run = Counterfactual(network, case["plan"], case["base"], case["sources"])
    if case["plan"]["interventions"]:
        change = (run.output() - network(case["base"])).abs().max()
        assert change > 1e-3, f"{case['name']} changes nothing"
    collected = run.collected()
    made = {key: case[key] for key in ("name", "network", "plan", "base", "sources")}
    made |= {"output": run.output(), "collected": collected}
    by_peer = peer.confirms(network, case, run.output(), collected)
    made["by"] = "pyvene" if by_peer else "hooks"
    if case["wanted"] is not None:
        made["output_weights"], made["gradients"] = gradients(network, case)
    return made


networks = {kind: build(kind, seed) for kind, seed in SEEDS.items()}
cases = [expected(networks[case["network"]], case) for case in all_cases()]
for made in cases:
    print(made["by"], made["name"], file=sys.stderr)
described = {kind: to_json(kind, network) for kind, network in networks.items()}
lines = [json.dumps(numbers(made), separators=(",", ":")) for made in cases]
head = json.dumps({"networks": numbers(described)}, separators=(",", ":"))[:-1]
print(head + ',\n"cases":[\n' + ",\n".join(lines) + "\n]}")
