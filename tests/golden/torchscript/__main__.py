"""TorchScript files with random weights, and what interventions on them give by PyTorch hooks.

Run: python torchscript ../src/test/resources/torchscript [NAME...]
Needs PyTorch and the transformers library. The expected values come from the Python modules, never
from the TorchScript made of them; of a traced one, edits in its code are asserted to give the same.
With names, only those models are made anew.
"""
import json
import re
import sys
from pathlib import Path

import numpy
import torch

import archive
import hooks
import reader
from cases import MODELS, edits

SEEDS = {name: seed for seed, name in enumerate(MODELS, 1)}


def build(name):
    """Weights large enough for an intervention to show."""
    generator = torch.Generator().manual_seed(SEEDS[name])
    network = MODELS[name].build().eval()
    with torch.no_grad():
        for parameter in network.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise * 0.35 if parameter.dim() > 1 else 0.5 + noise * 0.3)
        for key, buffer in network.named_buffers():
            if key.endswith(("running_mean", "running_var")):
                buffer.copy_(torch.rand(buffer.shape, generator=generator) + 0.5)
    return network, generator


def compiled(network, made, inputs):
    if made == "scripted":
        return torch.jit.script(network)
    traced = torch.jit.trace(network, tuple(inputs))
    return torch.jit.freeze(traced) if made == "frozen" else traced


def check(network, module, base, source):
    """The file does what the network does, and base and source can go in as one batch."""
    both = [torch.cat(pair) for pair in zip(base, source)]
    with torch.no_grad():
        for inputs in (base, source, both):
            pairs = hooks.tensors(module(*inputs)), hooks.tensors(network(*inputs))
            for found, wanted in zip(*pairs, strict=True):
                torch.testing.assert_close(found, wanted, rtol=1e-5, atol=1e-6)


def needed(plan, generator, arrays):
    """Makes the arrays that a plan names."""
    for name, width in re.findall(r'"@((?:add|rotation)(\d+))"', json.dumps(plan)):
        width = int(width)
        if name not in arrays:
            array = torch.randn(width, generator=generator)
            if name.startswith("rotation"):
                array = torch.linalg.qr(torch.randn(width, width, generator=generator))[0]
            arrays[name] = array


def plans(model, activations, places):
    """(name, plan) of each case."""
    for site in model.sites:
        for kind, edit in edits(site, activations[places[site]].shape):
            if kind != "units" or site not in model.uneven:
                yield f"{site} {kind}", {"version": 1, "interventions": [edit]}
    for name, interventions in model.more:
        yield name, {"version": 1, "interventions": interventions}


def gradients(network, model, places, base, source, arrays, generator):
    """Of sum(counterfactual * output weights), for named weights and inputs of real numbers."""
    site, weights = model.gradients
    plan = {"version": 1, "interventions": [{"site": site, "edit": "interchange", "source": 0}]}
    leaves = {name: network.get_parameter(name) for name in weights}
    leaves |= {f"{side}.input{i}": array for side, inputs in (("base", base), ("source", source))
               for i, array in enumerate(inputs) if array.is_floating_point()}
    for leaf in leaves.values():
        leaf.requires_grad_(True)
    output = hooks.counterfactual(network, plan, places, base, source, arrays)[0]
    arrays["gradient.output_weights"] = torch.randn(output.shape, generator=generator)
    loss = (output * arrays["gradient.output_weights"]).sum()
    for name, gradient in zip(leaves, torch.autograd.grad(loss, list(leaves.values()))):
        arrays[f"gradient.{name}"] = gradient
    return {"plan": plan, "output_weights": "gradient.output_weights",
            "of": {name: f"gradient.{name}" for name in leaves}}


def cases(network, module, model, places, base, source, arrays, generator):
    _, activations = hooks.run(network, base, {}, set(places.values()))
    counts = {place: len(calls) for place, calls in activations.items()}
    firsts = {place: calls[0] for place, calls in activations.items() if calls}
    for i, (name, plan) in enumerate(plans(model, firsts, places)):
        needed(plan, generator, arrays)
        count = counts[places[plan["interventions"][0]["site"].partition("[")[0]]]
        made = {"name": name, "plan": plan, "expected": {}}
        for calls in [None] if count == 1 else [None, *range(count)]:
            key = f"case{i}" if calls is None else f"case{i}.call{calls}"
            only = None if calls is None else [calls]
            outputs = hooks.counterfactual(network, plan, places, base, source, arrays, only)
            plain = hooks.tensors(network(*base))
            change = max((a - b).abs().max() for a, b in zip(outputs, plain))
            assert change > 1e-3, f"{name} changes nothing"
            if model.made != "scripted":
                again = reader.counterfactual(module, plan, base, source, arrays, only)
                torch.testing.assert_close(again, outputs, rtol=1e-5, atol=1e-5)
            names = [f"{key}.output{k}" for k in range(len(outputs))]
            arrays |= dict(zip(names, outputs))
            made["expected"]["all" if calls is None else f"call{calls}"] = names
        yield made


def make(name, folder):
    model = MODELS[name]
    network, generator = build(name)
    base, source = model.inputs(generator), model.inputs(generator)
    module = compiled(network, model.made, base)
    check(network, module, base, source)
    archive.write(module, folder / f"{name}.pt")
    sites = archive.scripted_sites if model.made == "scripted" else archive.traced_sites
    described, places = sites(network, module, base)
    places |= model.known
    missing = [site for site in model.sites + model.collect if site not in places]
    assert not missing, f"{name}: no {missing}"
    arrays, collected = {}, {}
    with torch.no_grad():
        for side, inputs in (("base", base), ("source", source)):
            outputs, found = hooks.run(network, inputs, {}, {places[s] for s in model.collect})
            arrays |= {f"{side}.input{i}": array for i, array in enumerate(inputs)}
            arrays |= {f"{side}.output{i}": array for i, array in enumerate(outputs)}
            for site in model.collect:
                calls = found[places[site]]
                for i, array in enumerate(calls):
                    key = f"{site}.{side}" + (f".call{i}" if len(calls) > 1 else "")
                    arrays[key] = array
                    collected.setdefault(site, {}).setdefault(side, []).append(key)
        made = list(cases(network, module, model, places, base, source, arrays, generator))
    result = {
        "name": name, "made": model.made, "class": type(network).__name__,
        "inputs": [{"name": n, "type": str(x.dtype)[6:], "shape": list(x.shape)}
                   for n, x in zip(network.forward.__code__.co_varnames[1:], base)],
        "outputs": [list(x.shape) for x in outputs], "sites": described, "collect": collected,
        "cases": made}
    if model.note:
        result["note"] = model.note
    if model.gradients:
        result["gradients"] = gradients(
            network, model, places, base, source, arrays, generator)
    rows = {key: numpy.ascontiguousarray(array.detach()) for key, array in arrays.items()}
    numpy.savez(folder / f"{name}.npz", **rows)
    return result


def text(model):
    """JSON with a line for each site and each case."""
    lines = []
    for key, value in model.items():
        if key in ("sites", "cases"):
            items = ",\n    ".join(json.dumps(item) for item in value)
            lines.append(f'  "{key}": [\n    {items}]')
        else:
            lines.append(f'  "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(lines) + "}"


folder = Path(sys.argv[1])
file = folder / "models.json"
known = json.loads(file.read_text()) if file.exists() else []
described = {model["name"]: model for model in known}
for name in sys.argv[2:] or MODELS:
    described[name] = make(name, folder)
    print(name, file=sys.stderr)
file.write_text("[\n" + ",\n".join(text(described[n]) for n in MODELS if n in described) + "\n]\n")
