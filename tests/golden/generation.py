"""What PyTorch hooks give for text generated under interventions by the models of torchscript/.

Run: python generation.py ../src/test/resources/torchscript > ../src/test/resources/golden/generation.json
Needs PyTorch and the transformers library. The weights are read from the TorchScript files; the
passes are those of the library's own models, always with a cache of keys and values, also for the
files that have none: a file that runs the whole row again must come to the same. Each row runs
alone: that it has the same tokens in a batch is what is checked.
"""
import json
import sys
from pathlib import Path

import torch
import transformers

sys.path.insert(0, str(Path(__file__).parent / "torchscript"))
import pretrained  # noqa: E402

NEW = 6
MODELS = {  # how it is built, the place of the edits, its site
    "gpt2": (pretrained.gpt2, lambda m: m.transformer.h[0], "model.transformer.h.0"),
    "gpt2_cache": (pretrained.gpt2_cache, lambda m: m.transformer.h[0], "model.transformer.h.0"),
    "llama": (pretrained.llama, lambda m: m.model.layers[0], "model.model.layers.0"),
}
BASE, SOURCE = [[5, 9, 3, 23]], [[7, 31, 44, 2, 17]]
UNEVEN = [[5, 9, 3, 22, 40], [11, 26, 8]]
WHEN = {"all": lambda step: True, "prompt": lambda step: step == 0,
        "generated": lambda step: step > 0, "2": lambda step: step == 2}


def load(build, file):
    module = torch.jit.load(file)
    network = build().eval()
    network.load_state_dict(module.state_dict(), strict=False)
    own, theirs = dict(network.named_parameters()), module.state_dict()
    assert all(torch.equal(own[name], theirs[name]) for name in own)
    return network.model


def tokens(prompts):
    """Prompts of one length."""
    ids = torch.tensor(prompts)
    return ids, torch.ones_like(ids)


def activation(model, place, prompts):
    """What the block gives for prompts, all of one length."""
    kept = []
    hook = place.register_forward_hook(lambda module, inputs, output: kept.append(first(output)))
    ids, mask = tokens(prompts)
    model(input_ids=ids, attention_mask=mask)
    hook.remove()
    return kept[0]


def first(output):
    return output[0] if isinstance(output, tuple) else output


def generate(model, place, prompts, edit, when):
    """Greedy; `edit` changes what the block gives in the passes of `when`."""
    rows = [alone(model, place, [prompt], edit, when) for prompt in prompts]
    return [row for row, _ in rows], [logits for _, logits in rows]


def alone(model, place, prompts, edit, when):
    ids, mask = tokens(prompts)
    cache, step = transformers.DynamicCache(), 0

    def hook(module, inputs, output):
        if edit is None or not WHEN[when](step):
            return output
        changed = edit(first(output).clone())
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    handle = place.register_forward_hook(hook)
    row, logits = [], []
    for step in range(NEW):
        result = model(input_ids=ids, attention_mask=mask, past_key_values=cache, use_cache=True)
        last = result.logits[:, -1]
        best = last.topk(2, -1).values
        margin = (best[:, 0] - best[:, 1]).min()
        assert margin > 1e-3, f"step {step}: two tokens are {margin} apart"
        ids = last.argmax(-1, keepdim=True)
        mask = torch.cat([mask, torch.ones_like(ids)], 1)
        row.append(ids.item())
        logits.append([round(x, 5) for x in last[0].tolist()])
    handle.remove()
    return row, logits


def swap(at, value):
    def edit(x):
        x[:, at] = value
        return x
    return edit


def cases(model, place, site, vector):
    """(name, prompts, sources, plan, when, what the hook does)"""
    source = activation(model, place, SOURCE)
    add = {"site": site, "edit": "add", "value": vector.tolist()}
    put = {"site": site, "edit": "interchange", "source": 0}
    yield "plain", BASE, None, None, None, None
    for when in WHEN:
        yield f"steered {when}", BASE, None, add, when, lambda x: x + vector
    positions = {"base": [[1]], "source": [[2]]}
    yield ("interchange in the prompt", BASE, SOURCE, {**put, "positions": positions}, "prompt",
           swap(1, source[:, 2]))
    yield ("interchange of the last token", BASE, SOURCE, {**put, "site": site + "[-1]"}, "all",
           swap(-1, source[:, -1]))
    positions = {"base": [[0]], "source": [[3]]}
    yield ("interchange of new tokens", BASE, SOURCE, {**put, "positions": positions}, "generated",
           swap(0, source[:, 3]))
    yield "uneven plain", UNEVEN, None, None, None, None
    yield "uneven steered", UNEVEN, None, add, "all", lambda x: x + vector


def make(name, folder):
    build, find, site = MODELS[name]
    model = load(build, str(folder / f"{name}.pt"))
    place = find(model)
    vector = torch.randn(16, generator=torch.Generator().manual_seed(3)) * 2
    seen = []
    for label, prompts, sources, intervention, when, edit in cases(model, place, site, vector):
        rows, logits = generate(model, place, prompts, edit, when)
        made = {"model": name, "name": label, "prompts": prompts, "tokens": rows,
                "logits": logits}
        if intervention:
            made["plan"] = {"version": 1, "interventions": [intervention]}
            made["when"] = when
        if sources:
            made["sources"] = sources
        seen.append((prompts, logits))
        assert seen.count((prompts, logits)) == 1, f"{label} changes nothing"
        yield made


with torch.no_grad():
    lines = [json.dumps(case) for name in MODELS for case in make(name, Path(sys.argv[1]))]
print('{"cases": [\n' + ",\n".join(lines) + "\n]}")
