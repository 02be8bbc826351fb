"""Networks of public libraries as TorchScript, and what interventions on them give in eager PyTorch.

Run: python architectures.py --out DIR [--only NAME]... [--list] [--sites N]
Needs torch 2.13.0, torchvision 0.28.0, timm 1.0.29, transformers 5.18.0 and numpy. Nothing is
downloaded: sizes are small and weights random. Of each network it makes the folder DIR/NAME:

model.pt        traced, scripted, frozen or quantised
base.npz, source.npz   the inputs in order, one array each
expected.npz    arrays that expected.json names
expected.json   how it was made; the plain outputs; what forward hooks and pre-hooks see at each call
                of a module, cloned when they see it; and the outputs where hooks return new tensors

All values come from the eager Python module, never from the TorchScript made of it. `off` says how
far that is from the module by itself, relative to the largest value.
"""
import argparse
import hashlib
import inspect
import io
import json
import re
import sys
import traceback
import warnings
import zipfile
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).parent))
from architecture import NETWORKS  # noqa: E402
from architecture.spec import torchvision_operators  # noqa: E402

EDITS = ("interchange", "part", "add", "zero", "set", "scale")
ADDED, SET, SCALED = 0.5, 0.25, 1.5


def tensors(tree):
    """Tensors in their order, tuples, lists and dicts unfolded."""
    if isinstance(tree, torch.Tensor):
        return [tree]
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        return [tensor for part in tree for tensor in tensors(part)]
    return []


def replaced(tree, change):
    """The tree with its first tensor changed, and whether there was one."""
    if isinstance(tree, torch.Tensor):
        return change(tree), True
    if isinstance(tree, dict):
        for key, part in tree.items():
            new, done = replaced(part, change)
            if done:
                copied = type(tree)(tree)
                copied[key] = new
                return copied, True
    if isinstance(tree, (tuple, list)):
        for i, part in enumerate(tree):
            new, done = replaced(part, change)
            if done:
                parts = [*tree[:i], new, *tree[i + 1:]]
                named = hasattr(tree, "_fields")
                return (type(tree)(*parts) if named else type(tree)(parts)), True
    return tree, False


def arguments(module, args, kwargs):
    """What a module is called with, in the order of its signature."""
    try:
        bound = inspect.signature(module.forward).bind(*args, **kwargs).arguments
    except TypeError:
        return [*args, *kwargs.values()]
    return list(bound.values())


def recorded(network, inputs):
    """The outputs, and by (path, port) the tensors that hooks see: clones, and the tensors."""
    seen, handles = {}, []

    def keep(path, port, tree):
        found = tensors(tree)
        seen.setdefault((path, port), []).append([(t.detach().clone(), t) for t in found])

    for path, module in network.named_modules():
        handles.append(module.register_forward_pre_hook(
            lambda m, args, kwargs, p=path: keep(p, "input", arguments(m, args, kwargs)),
            with_kwargs=True))
        handles.append(module.register_forward_hook(
            lambda m, args, result, p=path: keep(p, "output", result)))
    try:
        outputs = [t.detach().clone() for t in tensors(network(*inputs))]
    finally:
        for handle in handles:
            handle.remove()
    return outputs, seen


def changed(kind, activation, source):
    """What an edit makes of an activation."""
    if kind == "interchange":
        return source.clone()
    if kind == "part":
        half, whole = activation.shape[-1] // 2, activation.clone()
        whole[..., :half] = source[..., :half]
        return whole
    if kind == "add":
        return activation + ADDED
    if kind == "zero":
        return torch.zeros_like(activation)
    return torch.full_like(activation, SET) if kind == "set" else activation * SCALED


def edited(network, inputs, path, port, kind, sources):
    """The outputs where each call of a module is edited."""
    calls = iter(sources)

    def change(activation):
        return changed(kind, activation, next(calls))

    def before(module, args, kwargs):
        new, done = replaced(args, change)
        if done:
            return new, kwargs
        order = [n for n in inspect.signature(module.forward).parameters if n in kwargs]
        new, _ = replaced({name: kwargs[name] for name in order}, change)
        return args, {**kwargs, **new}

    module = network.get_submodule(path)
    if port == "input":
        handle = module.register_forward_pre_hook(before, with_kwargs=True)
    else:
        handle = module.register_forward_hook(lambda m, a, result: replaced(result, change)[0])
    try:
        return [t.detach().clone() for t in tensors(network(*inputs))]
    finally:
        handle.remove()


def text(path, port="output"):
    """The text of a site."""
    steps = ['"%s"' % s.replace("\\", "\\\\").replace('"', '\\"')
             if re.search(r"[^\w-]", s) else s for s in path.split(".")]
    return ".".join(steps) + (":input" if port == "input" else "")


def intervention(path, port, kind, shape):
    site = text(path, port)
    if kind == "part":
        axes = [":"] * (len(shape) - 2) + [f"0:{shape[-1] // 2}"]
        return {"site": f"{site}[{', '.join(axes)}]", "edit": "interchange", "source": 0}
    more = {"interchange": {"source": 0}, "add": {"value": ADDED}, "zero": {},
            "set": {"value": SET}, "scale": {"value": SCALED}}[kind]
    return {"site": site, "edit": kind, **more}


class Arrays:
    """Arrays by name, equal ones once."""

    def __init__(self):
        self.named, self.names = {}, {}

    def add(self, tensor):
        array = tensor.detach().contiguous().numpy()
        key = (hashlib.sha256(array.tobytes()).digest(), array.shape, array.dtype)
        if key not in self.names:
            self.names[key] = f"a{len(self.named)}"
            self.named[self.names[key]] = array
        return self.names[key]

    def all(self, found):
        return [self.add(t) for t in found]


def storable(call):
    """Whether numpy and this library have the types."""
    kinds = (torch.float32, torch.float64, torch.float16, torch.int64, torch.int32, torch.bool)
    return all(clone.dtype in kinds and not clone.is_quantized and clone.layout == torch.strided
               for clone, _ in call)


def calls(network, base, source, arrays):
    """Each module that is called: its values, and whether the code writes into them later."""
    described, classes = [], {p: type(m).__name__ for p, m in network.named_modules()}
    for (path, port), runs in base.items():
        if not path or not all(map(storable, [*runs, *source.get((path, port), [])])):
            continue
        others = source.get((path, port), [])
        described.append({
            "site": text(path, port), "class": classes[path],
            "base": [arrays.all(clone for clone, _ in call) for call in runs],
            "source": [arrays.all(clone for clone, _ in call) for call in others],
            "written": any(not torch.equal(clone, tensor) for call in runs for clone, tensor in call
                           if clone.is_floating_point() and not clone.isnan().any())})
    return described


def places(base, source, port, count):
    """Sites spread over the depth."""
    def fits(at):
        runs, others = base[at], source.get(at, [])
        return at[0] and at[1] == port and len(runs) == len(others) and all(
            a and b and a[0][0].shape == b[0][0].shape and a[0][0].dtype == torch.float32
            and a[0][0].dim() > 0 and a[0][0].numel() > 1 for a, b in zip(runs, others))

    good = [at for at in base if fits(at)]
    if len(good) <= count:
        return good
    return [good[round(i * (len(good) - 1) / (count - 1))] for i in range(count)]


def edits(network, inputs, base, source, arrays, count):
    described = []
    for port in ("output", "input"):
        for path, _ in places(base, source, port, count):
            runs = [call[0][0] for call in base[path, port]]
            others = [call[0][0] for call in source[path, port]]
            for kind in EDITS:
                if kind == "part" and any(
                        r.dim() < 2 or r.shape[-1] < 2 or r.dim() != runs[0].dim()
                        or r.shape[-1] != runs[0].shape[-1] or len(r) != len(inputs[0])
                        for r in runs):
                    continue
                outputs = edited(network, inputs, path, port, kind, others)
                plan = {"version": 1,
                        "interventions": [intervention(path, port, kind, runs[0].shape)]}
                described.append({"site": text(path, port), "kind": kind, "plan": plan,
                                  "outputs": arrays.all(outputs)})
    return described


def off(found, wanted):
    """How far, relative to the largest value."""
    if len(found) != len(wanted) or any(a.shape != b.shape for a, b in zip(found, wanted)):
        return float("inf")
    return max([float((a.double() - b.double()).abs().max()) / max(float(b.abs().max()), 1e-6)
                for a, b in zip(found, wanted) if b.numel()], default=0.0)


def write(folder, name, arrays):
    numpy.savez_compressed(folder / f"{name}.npz", **arrays)


def save(script, file):
    """Without what helps only a debugger, and the same bytes each time."""
    whole = io.BytesIO()
    torch.jit.save(script, whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                kept = zipfile.ZipInfo(entry.filename.replace("archive", file.stem, 1))
                new.writestr(kept, old.read(entry))


def inputs_named(inputs):
    return {f"input{i}": t.numpy() for i, t in enumerate(inputs)}


@torch.no_grad()
def make(name, spec, out, count):
    torch.manual_seed(sum(map(ord, name)))
    network, base, source = spec.build()
    script = spec.export(network, base)
    result = network(*base)
    plain = [t.clone() for t in tensors(result)]
    outputs, seen = recorded(network, base)
    source_outputs, source_seen = recorded(network, source)
    if any(not t.isfinite().all() for t in [*outputs, *source_outputs] if t.is_floating_point()):
        raise ValueError("outputs that are no numbers")
    folder, arrays = out / name, Arrays()
    folder.mkdir(parents=True, exist_ok=True)
    save(script, folder / "model.pt")
    described = {
        "name": name, "how": spec.how, "keys": list(result) if isinstance(result, dict) else [],
        "off": off(tensors(script(*base)), outputs), "hooks_off": off(plain, outputs),
        "base": arrays.all(outputs), "source": arrays.all(source_outputs),
        "calls": calls(network, seen, source_seen, arrays),
        "edits": edits(network, base, seen, source_seen, arrays, count)}
    write(folder, "base", inputs_named(base))
    write(folder, "source", inputs_named(source))
    write(folder, "expected", arrays.named)
    (folder / "expected.json").write_text(json.dumps(described, separators=(",", ":")) + "\n")
    size = (folder / "model.pt").stat().st_size
    print(f"{name}: {len(described['calls'])} activations, {len(described['edits'])} edits,"
          f" {size >> 10} kB, off {described['off']:.1e}, hooks {described['hooks_off']:.1e}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", action="append", help="the name of one network; may be repeated")
    parser.add_argument("--sites", type=int, default=8, help="at how many sites of a port")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")
    torchvision_operators()
    failed = []
    for name in options.only or NETWORKS:
        try:
            make(name, NETWORKS[name], options.out, options.sites)
        except Exception as e:
            traceback.print_exc(limit=-4)
            failed.append(f"{name}: {type(e).__name__}: {str(e).splitlines()[:1]}")
            print("FAILED", failed[-1], flush=True)
    print("\n".join(["", f"{len(failed)} failed", *failed]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
