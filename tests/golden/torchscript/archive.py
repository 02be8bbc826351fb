"""Writes TorchScript files, and says what their modules take, return and name."""
import io
import re
import zipfile

import torch

import hooks
import reader


def write(module, file):
    """Without what helps only a debugger, and the same bytes each time."""
    whole = io.BytesIO()
    torch.jit.save(module, whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                kept = zipfile.ZipInfo(entry.filename.replace("archive", file.stem, 1))
                kept.compress_type = entry.compress_type
                new.writestr(kept, old.read(entry))


def seen(network, inputs):
    """All activations of the Python module by place, each of the first call."""
    found, handles = {}, []
    paths = dict(network.named_modules())

    def hook(path):
        def keep(module, args, kwargs, result):
            for port, tree in (("output", result), ("input", (args, kwargs))):
                for i, tensor in enumerate(hooks.tensors(tree)):
                    found.setdefault((path, port, i), tensor)
        return keep

    for path, module in paths.items():
        handles.append(module.register_forward_hook(hook(path), with_kwargs=True))
    with torch.no_grad():
        network(*inputs)
        for handle in handles:
            handle.remove()
        softmaxes = {(path, "softmax", 0) for path in paths if path}
        _, activations = hooks.run(network, inputs, {}, softmaxes)
    return found | {at: calls[0] for at, calls in activations.items() if calls}


def place(tensor, path, port, activations):
    """Where the Python module has that activation: the same path and port, then anywhere within."""
    same = [at for at, other in activations.items()
            if other.shape == tensor.shape and other.dtype == tensor.dtype
            and torch.allclose(other, tensor, 1e-5, 1e-7)]
    exact = [at for at in same if at[:2] == (path, port)]
    if port != "value":
        return exact[0] if exact else None
    order = {"softmax": 0, "output": 1, "input": 2}
    inside = [at for at in same if f"{at[0]}.".startswith(f"{path}." if path else "")]
    return min(inside, key=lambda at: (order[at[1]], -len(at[0])), default=None)


def named(places, path, port, index, at):
    """Gives a place its sites: `path:output0`, and for the first `path:output` and `path`."""
    places[f"{path}:{port}{index}"] = at
    if index == 0:
        places[f"{path}:{port}"] = at
        if port == "output":
            places[path] = at


def traced_sites(network, module, inputs):
    """Descriptions by path, and places by site."""
    activations = seen(network, inputs)
    names = dict(module.named_modules())
    described, places = [], {}
    for path, calls in sorted(reader.calls(module, inputs).items()):
        first, site = calls[0], {"path": path, "class": names[path].original_name}
        if len(calls) > 1:
            site["calls"] = [call["method"] for call in calls]
        ports = {"input": first["arguments"], "output": first["result"]}
        for port, arrays in ports.items():
            found = [place(array, path, port, activations) for array in arrays]
            site[f"{port}s"] = [at and at[2] for at in found]
            for i, at in enumerate(found):
                if at:
                    named(places, path, port, i, at)
        site["values"] = list(first["variables"])
        for name, value in first["variables"].items():
            if value.dim() and value.is_floating_point():
                places[f"{path}@{name}"] = place(value, path, "value", activations)
        described.append(site)
    return described, {site: at for site, at in places.items() if at}


def scripted_sites(network, module, inputs):
    """The same of a scripted module, whose arrays are those of Python."""
    described, places = [], {}
    activations = seen(network, inputs)
    for path, script in module.named_modules():
        site = {"path": path, "class": script.original_name}
        for port in ("input", "output"):
            found = [at for at in activations if at[:2] == (path, port)]
            site[f"{port}s"] = [at[2] for at in found]
            for at in found:
                named(places, path, port, at[2], at)
        if site["outputs"]:
            code = script._c._get_method("forward").code
            site["values"] = re.findall(r"^ +(\w+) = (?:torch\.|\(\w+\)\.)", code, re.M)
            described.append(site)
    return described, places
