"""Runs a plan on a PyTorch module by forward hooks; what an edit does is in ../interventions.

A place is (path, port, index): port "input" or "output" and an index into the tensors of the
arguments or of what is returned, in their order, tuples and dicts unfolded; or port "softmax", what
the softmax inside the module gives. A module that is called again has an activation for each call.
"""
import contextlib
import sys
from pathlib import Path

import torch
from torch.utils._pytree import tree_flatten, tree_leaves, tree_unflatten

sys.path.append(str(Path(__file__).parent.parent / "interventions"))
import plans  # noqa: E402


def tensors(tree):
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, torch.Tensor)]


def replaced(tree, index, change):
    """The tree with its tensor of that index changed."""
    leaves, spec = tree_flatten(tree)
    at = [i for i, leaf in enumerate(leaves) if isinstance(leaf, torch.Tensor)][index]
    leaves[at] = change(leaves[at])
    return tree_unflatten(leaves, spec)


@contextlib.contextmanager
def softmax_hooks(network, changes):
    """changes: by path, what is done to the result of the softmax in that module."""
    plain, within, handles = torch.nn.functional.softmax, [], []

    def softmax(*args, **kwargs):
        result = plain(*args, **kwargs)
        return changes[within[-1]](result) if within else result

    for path in changes:
        module = network.get_submodule(path)
        handles.append(module.register_forward_pre_hook(lambda *_, p=path: within.append(p)))
        handles.append(module.register_forward_hook(lambda *_: within.pop() and None))
    torch.nn.functional.softmax = softmax
    try:
        yield
    finally:
        torch.nn.functional.softmax = plain
        for handle in handles:
            handle.remove()


def run(network, inputs, edits, read):
    """edits: by place, functions of (activation, call). Returns outputs, activations by place."""
    seen, handles, soft = {place: [] for place in {*edits, *read}}, [], {}

    def through(place, activation):
        for edit in edits.get(place, []):
            activation = edit(activation, len(seen[place]))
        seen[place].append(activation)
        return activation

    for place in seen:
        path, port, index = place
        change = lambda activation, place=place: through(place, activation)
        if port == "softmax":
            soft[path] = change
            continue
        module = network.get_submodule(path)
        if port == "input":
            hook = lambda m, args, kwargs, i=index, c=change: replaced((args, kwargs), i, c)
            handles.append(module.register_forward_pre_hook(hook, with_kwargs=True))
        else:
            hook = lambda m, args, result, i=index, c=change: replaced(result, i, c)
            handles.append(module.register_forward_hook(hook))
    try:
        with softmax_hooks(network, soft):
            return tensors(network(*inputs)), seen
    finally:
        for handle in handles:
            handle.remove()


def resolved(edit, arrays):
    """The edit with its "@name" replaced by arrays, and of its sites the regions only."""
    edit = dict(edit)
    for key, value in edit.items():
        if key in ("value", "weight") and isinstance(value, str):
            edit[key] = arrays[value[1:]]
        if isinstance(value, dict):
            edit[key] = resolved(value, arrays)
    for key in {"site", "from"} & edit.keys():
        edit[key] = "x" + "".join(edit[key].partition("[")[1:])
    return edit


def counterfactual(network, plan, places, base, source, arrays, calls=None):
    """Outputs. places: by site without its region; calls: which calls are edited, None for all."""
    at = lambda site: places[site.partition("[")[0]]
    origins = [at(edit.get("from", edit["site"])) for edit in plan["interventions"]]
    _, activations = run(network, source, {}, origins)
    edits = {}
    for edit, origin in zip(plan["interventions"], origins):
        def apply(activation, call, edit=resolved(edit, arrays), origin=origin):
            if calls is not None and call not in calls:
                return activation
            other = activations[origin][call] if edit["edit"] == "interchange" else None
            return plans.apply(edit, activation, other)
        edits.setdefault(at(edit["site"]), []).append(apply)
    return run(network, base, edits, [])[0]
