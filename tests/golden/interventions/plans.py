"""Runs a plan by forward hooks. Row by row, in the plainest way: it is the measure, not a tool."""
import re

import torch

SITE = re.compile(r"([^:\[]*)(?::(input|output))?(?:\[(.*)\])?$")
AXIS = re.compile(r"\{[^}]*\}|h\{[^}]*\}/\d+|[^,{}\s]+")


def place(site):
    path, port, _ = SITE.match(site).groups()
    return path, port or "output"


def axis_indices(text, length):
    text = text.strip()
    everything = list(range(length))
    if text.startswith("h{"):
        heads, count = text[2:].split("}/")
        width = length // int(count)
        return [int(h) * width + i for h in heads.split(",") for i in range(width)]
    if text.startswith("{"):
        return [everything[int(i)] for i in text[1:-1].split(",")]
    if ":" in text:
        return everything[slice(*(int(bound) if bound else None for bound in text.split(":")))]
    return [everything[int(text)]]


def region(site, shape, positions):
    """Index lists, one per axis after the batch; an index keeps its axis."""
    axes = AXIS.findall(SITE.match(site).group(3) or "")
    axes += [":"] * (len(shape) - len(axes))
    lists = [axis_indices(text, length) for text, length in zip(axes, shape)]
    if positions is not None:
        lists[0] = positions
    return lists


def mesh(lists):
    count = len(lists)
    return tuple(
        torch.tensor(indices).reshape([-1 if i == axis else 1 for i in range(count)])
        for axis, indices in enumerate(lists)
    )


def cut(activation, site, positions=None):
    """[rows, region...]; positions: one list per row."""
    rows = []
    for row, values in enumerate(activation):
        at = region(site, values.shape, positions and positions[row])
        rows.append(values[mesh(at)])
    return torch.stack(rows)


def featurize(featurizer, x):
    kind = featurizer["type"]
    if kind in ("rotation", "lowrank"):
        return x @ featurizer["weight"]
    if kind == "pca":
        return ((x - featurizer["mean"]) / featurizer["std"]) @ featurizer["components"].T
    if kind == "autoencoder":
        before = x @ featurizer["encoder"] + featurizer["encoder_bias"]
        if "threshold" not in featurizer:
            return torch.relu(before)
        assert (before - featurizer["threshold"]).abs().min() > 1e-4, "too near a jump"
        return torch.relu(before) * (before > featurizer["threshold"])
    return x


def restore(featurizer, features, x):
    kind = featurizer["type"]
    if kind == "rotation":
        return features @ featurizer["weight"].T
    change = features - featurize(featurizer, x)
    if kind == "lowrank":
        return x + change @ featurizer["weight"].T
    if kind == "pca":
        return x + change @ featurizer["components"] * featurizer["std"]
    if kind == "autoencoder":
        return x + change @ featurizer["decoder"]
    return features


def mask_weights(edit, width):
    if "weights" in edit:
        return edit["weights"]
    if "logits" in edit:
        return torch.sigmoid(edit["logits"] / edit["temperature"])
    i = torch.arange(width)
    end = torch.as_tensor(edit["boundary"]).clamp(1e-3, 1) * width
    temperature = edit["temperature"]
    return torch.sigmoid(i / temperature) * torch.sigmoid((end - i) / temperature)


def edited(edit, base, source, value):
    """base, source: [region..., features] of one row."""
    name = edit["edit"]
    if name in ("interchange", "skip"):
        return source
    if name == "zero":
        return torch.zeros_like(base)
    if name == "mask":
        weights = mask_weights(edit, base.shape[-1])
        return (1 - weights) * base + weights * source
    operand = source if value is None else value.expand_as(base)
    if name in ("set", "mean"):
        return operand
    if name == "scale":
        return base * operand
    sign = {"add": 1, "subtract": -1}[name]
    return base + sign * edit.get("scale", 1.0) * operand


def selected(features, row, width):
    if features is None:
        return list(range(width))
    if isinstance(features, str):
        return axis_indices(features, width)
    return features[row] if isinstance(features[0], list) else features


def apply(edit, activation, source):
    """The activation after one edit; source: whole activation of the place that is read."""
    positions = edit.get("positions", {})
    base = cut(activation, edit["site"], positions.get("base"))
    if source is not None:
        source = cut(source, edit.get("from", edit["site"]), positions.get("source"))
    featurizer = edit.get("featurizer", {"type": "identity"})
    value = edit.get("value")
    rows = list(activation)
    for row in edit.get("rows", range(len(rows))):
        x = base[row]
        features = featurize(featurizer, x)
        other = None if source is None else featurize(featurizer, source[row])
        at = selected(edit.get("features"), row, features.shape[-1])
        number = value
        if value is not None and value.dim() == activation.dim():
            number = value[row if len(value) > 1 else 0]
        change = edited(edit, features[..., at], None if other is None else other[..., at], number)
        merged = features.clone()
        merged[..., at] = change
        to = region(edit["site"], rows[row].shape, positions.get("base") and positions["base"][row])
        rows[row] = rows[row].index_put(mesh(to), restore(featurizer, merged, x))
    return torch.stack(rows)


def execute(network, x, edits, read):
    """One run under edits; returns its output and the whole activation of every place."""
    activations, handles = {}, []
    places = {place(edit["site"]) for edit in edits}
    places |= {place(edit.get("from", edit["site"])) for edit in edits} | read

    def through(at, activation, block_input):
        for edit in edits:
            if place(edit["site"]) == at:
                source = block_input if edit["edit"] == "skip" else edit.get("activation")
                activation = apply(edit, activation, source)
        activations[at] = activation
        return activation

    for at in sorted(places):
        module = network.get_submodule(at[0])
        if at[1] == "input":
            hook = lambda module, args, at=at: (through(at, args[0], None),)
            handles.append(module.register_forward_pre_hook(hook))
        else:
            hook = lambda module, args, output, at=at: through(at, output, args[0])
            handles.append(module.register_forward_hook(hook))
    try:
        return network(x), activations
    finally:
        for handle in handles:
            handle.remove()


class Counterfactual:
    """One plan on one base and its sources."""

    def __init__(self, network, plan, base, sources):
        self.network, self.plan, self.inputs = network, plan, {"base": base}
        self.inputs |= {index: source for index, source in enumerate(sources)}
        self.read = {place(edit.get("from", edit["site"])) for edit in plan["interventions"]}
        self.read |= {place(site) for site in plan["collect"]}
        self.runs = {}

    def run(self, which):
        """which: "plain" (the base untouched), "base" (the counterfactual) or a source's index."""
        if which not in self.runs:
            edits = []
            for edit in self.plan["interventions"]:
                if edit.get("into", "base") == which:
                    takes = edit["edit"] in ("interchange", "mask")
                    takes |= edit["edit"] in ("add", "subtract") and "value" not in edit
                    edits.append(dict(edit))
                    if takes:
                        at = place(edit.get("from", edit["site"]))
                        edits[-1]["activation"] = self.run(edit.get("source", 0))[1][at]
            x = self.inputs["base" if which == "plain" else which]
            self.runs[which] = execute(self.network, x, edits, self.read)
        return self.runs[which]

    def output(self):
        return self.run("base")[0]

    def collected(self):
        names = {"base": "plain", "counterfactual": "base"}
        names |= {f"source{i}": i for i in self.inputs if i != "base"}
        return {
            site: {name: cut(self.run(run)[1][place(site)], site) for name, run in names.items()}
            for site in self.plan["collect"]
        }
