"""The same cases by pyvene (https://github.com/stanfordnlp/pyvene), where it can express them.

Left to the hooks, because pyvene has no words for it or means something else: rows; another site
read in the source; skip at a part; scaling; numbers per row; features per row where there is also
an axis of positions (there it takes them per position); features of an added or zeroed rotation;
masks over positions; PCA of fewer components and autoencoders (it drops what they do not
reconstruct); chains without positions, or longer than two; activations of four axes.
"""
import contextlib
import sys
from types import SimpleNamespace

import torch

from plans import AXIS, SITE, axis_indices, place, region

try:
    with contextlib.redirect_stdout(sys.stderr):  # it prints
        import pyvene
except ImportError:
    pyvene = None


class Inexpressible(Exception):
    pass


def need(condition):
    if not condition:
        raise Inexpressible


def full_width(value, units, width):
    need(value.dim() < 2)
    full = torch.zeros(width).double()
    full[units] = value
    return full


def rotated(kind, weight, **keys):
    made = kind(embed_dim=weight.shape[0], keep_last_dim=True, **keys).double()
    made.rotate_layer.weight = weight.clone()
    torch.testing.assert_close(made.rotate_layer.weight, weight, rtol=1e-6, atol=1e-7)
    return made


def masked(edit, width, featurizer):
    weight = featurizer.get("weight", torch.eye(width).double())
    if "boundary" in edit:
        made = rotated(pyvene.BoundlessRotatedSpaceIntervention, weight)
        made.intervention_boundaries.data = torch.as_tensor([edit["boundary"]]).double()
    elif featurizer["type"] == "rotation":
        made = rotated(pyvene.SigmoidMaskRotatedSpaceIntervention, weight)
        made.masks.data = edit["logits"].clone()
    else:
        need("logits" in edit)
        made = pyvene.SigmoidMaskIntervention(embed_dim=width).double()
        made.mask.data = edit["logits"].clone()
    made.temperature.data = torch.tensor(edit["temperature"]).double()
    return made


def interchange(featurizer, width):
    kind = featurizer["type"]
    if kind == "identity":
        return pyvene.VanillaIntervention(embed_dim=width)
    if kind == "rotation":
        return rotated(pyvene.RotatedSpaceIntervention, featurizer["weight"])
    if kind == "lowrank":
        rank = featurizer["weight"].shape[1]
        return rotated(pyvene.LowRankRotatedSpaceIntervention, featurizer["weight"],
                       low_rank_dimension=rank)
    need(kind == "pca" and len(featurizer["components"]) == width)
    components = SimpleNamespace(components_=featurizer["components"].numpy())
    return pyvene.PCARotatedSpaceIntervention(
        embed_dim=width, keep_last_dim=True, pca=components,
        pca_mean=featurizer["mean"].numpy(), pca_std=featurizer["std"].numpy()).double()


def translated(edit, shape, units):
    """The intervention, and whether it reads a source."""
    name, width, whole = edit["edit"], shape[-1], len(units) == shape[-1]
    featurizer = edit.get("featurizer", {"type": "identity"})
    if name == "interchange":
        need(featurizer["type"] == "identity" or whole)
        return interchange(featurizer, width), True
    if name == "mask":
        need(whole and (len(shape) == 1 or ("logits" in edit and featurizer["type"] == "identity")))
        return masked(edit, width, featurizer), True
    need(featurizer["type"] == "identity")
    if name == "zero":
        return pyvene.ZeroIntervention(embed_dim=width), False
    if name == "skip":
        return pyvene.SkipIntervention(embed_dim=width), True
    kinds = {"add": pyvene.AdditionIntervention, "subtract": pyvene.SubtractionIntervention,
             "set": pyvene.VanillaIntervention, "mean": pyvene.VanillaIntervention}
    need(name in kinds)
    if "value" in edit:
        full = full_width(edit["value"], units, width) * edit.get("scale", 1.0)
        return kinds[name](embed_dim=width, source_representation=full), False
    need(edit.get("scale", 1.0) == 1.0)
    return kinds[name](embed_dim=width), True


def where(edit, shape, source_shape, rows):
    """Positions in source and base per row, and units per row (None: all)."""
    at = edit.get("positions", {})
    lists = region(edit["site"], shape, None)
    axes = AXIS.findall(SITE.match(edit["site"]).group(3) or "") or [":"]
    base = source = None
    if len(shape) == 2:
        base = at.get("base", [lists[0]] * rows)
        everywhere = [axis_indices(axes[0], source_shape[0])] * rows
        source = at.get("source", base if "base" in at else everywhere)
    units, features = lists[-1], edit.get("features")
    if features is None:
        return base, source, units, None if len(units) == shape[-1] else [units] * rows
    if isinstance(features, str):
        width = edit["featurizer"]["weight"].shape[1] if "weight" in edit.get("featurizer", {}) \
            else len(units)
        features = axis_indices(features, width)
    per_row = features if isinstance(features[0], list) else [features] * rows
    need(features is not per_row or len(shape) == 1)
    if "featurizer" not in edit:
        per_row = [[units[feature] for feature in row] for row in per_row]
    return base, source, units, per_row


class Translation:
    """A plan as pyvene's configuration and arguments."""

    def __init__(self, network, case):
        self.network, self.base, self.sources = network, case["base"], case["sources"]
        self.plan, self.rows = case["plan"], len(case["base"])
        self.config, self.inputs, self.at, self.units = [], [], ([], []), []

    def shape(self, site, x):
        shapes = []
        path, port = place(site)
        hook = lambda module, args, output: shapes.append((args[0] if port == "input" else output))
        handle = self.network.get_submodule(path).register_forward_hook(hook)
        self.network(x)
        handle.remove()
        need(path)
        return shapes[0].shape[1:]

    def add(self, site, intervention, x, locations):
        path, port = place(site)
        base, source, _, units = locations
        self.config.append({"component": f"{path}.{port}", "intervention": intervention})
        self.inputs.append(None if x is None else {"x": x.clone()})
        self.at[0].append(source)
        self.at[1].append(base)
        self.units.append(units)

    def add_edit(self, edit):
        need("rows" not in edit and "from" not in edit)
        x = self.sources[edit.get("source", 0)] if self.sources else self.base
        shape = self.shape(edit["site"], self.base)
        need(len(shape) < 3)
        locations = where(edit, shape, self.shape(edit["site"], x), self.rows)
        intervention, reads = translated(edit, shape, locations[2])
        need(edit.get("featurizer", {}).get("type") != "lowrank" or len(shape) == 1
             or "features" not in edit)
        self.add(edit["site"], intervention, x if reads else None, locations)

    def add_collect(self, site):
        shape = self.shape(site, self.base)
        need(len(shape) < 3)
        collect = pyvene.CollectIntervention(embed_dim=shape[-1])
        self.add(site, collect, None, where({"site": site}, shape, shape, self.rows))

    def run(self, **keys):
        self.network.config, self.network.device = SimpleNamespace(to_dict=dict), "cpu"
        model = pyvene.IntervenableModel(pyvene.IntervenableConfig(self.config, **keys),
                                         self.network)
        units = self.units if any(unit is not None for unit in self.units) else None
        serial = keys.get("mode") == "serial"
        at = {"sources->base": self.at}
        if serial:
            at = {f"source_{i}->{'base' if i else 'source_1'}":
                  ([self.at[0][i]], [self.at[1][i]]) for i in range(2)}
        elif self.at[1][0] is None:
            at = None
        with torch.no_grad():
            found, output = model({"x": self.base.clone()}, self.inputs, at, subspaces=units)
        return output, found[1] if isinstance(found, tuple) else []


def translation(network, case):
    made = Translation(network, case)
    edits = case["plan"]["interventions"]
    for edit in edits:
        made.add_edit(edit)
    chain = any("into" in edit for edit in edits)
    if chain:
        need([edit.get("into", "base") for edit in edits] == [1, "base"] and made.base.dim() == 3)
        return made, {"mode": "serial"}
    for site in case["plan"]["collect"]:
        made.add_collect(site)
    need(made.config)
    return made, {}


def confirms(network, case, output, collected):
    """Whether pyvene can run the case; asserts that it finds the same."""
    if pyvene is None:
        return False
    try:
        made, keys = translation(network, case)
    except Inexpressible:
        return False
    found, kept = made.run(**keys)
    torch.testing.assert_close(found, output, rtol=1e-6, atol=1e-7, msg=case["name"])
    for values, activation in zip(kept, [] if keys else collected.values(), strict=True):
        expected = activation["counterfactual"]
        torch.testing.assert_close(values.reshape(expected.shape), expected, rtol=1e-6, atol=1e-7)
    return True
