"""Losses of twenty steps of the arithmetic experiments, with the settings of the seed.

The networks, losses and optimiser are written from their description: one-hot numbers through one
shared linear layer, blocks of linear layers with an activation, parts of a layer swapped with those
of the source; each batch is half base and half source and interchanges one variable.
Run: python sum_steps.py ../src/test/resources/golden   (writes sum3-steps.npz and sum4-steps.npz)
At full size, which gives files too large to keep: python sum_steps.py FOLDER full
"""
import sys

import numpy as np
import torch
from torch.nn.functional import cross_entropy, one_hot

STEPS, BATCH, HALF = 20, 64, 32


class Net:
    """Linear layers in the order of use; `part` names a layer's output that can be swapped."""

    def __init__(self, numbers, highest, width, layers, activation, two_tasks):
        self.numbers, self.highest, self.width, self.two_tasks = numbers, highest, width, two_tasks
        self.act = activation
        wide = numbers * width
        linear = torch.nn.Linear
        self.embed = linear(highest, width)
        self.blocks = [
            [linear(wide, wide) for _ in range(layers if two_tasks else 1)],
            [linear(wide, wide) for _ in range(layers)],
            [linear(wide, wide) for _ in range(layers)],
        ]
        self.head = linear(width, 3 * width) if two_tasks else None

    def linears(self):
        all_ = [self.embed] + [layer for block in self.blocks for layer in block]
        return all_ + ([self.head] if self.head else [])

    def parameters(self):
        return [p for layer in self.linears() for p in (layer.weight, layer.bias)]

    def run(self, x, site=None, value=None):
        """Returns the outputs and all places; at `site` the value is put in."""
        places = {}

        def place(name, tensor, parts):
            pieces = list(tensor.chunk(parts, 1)) if parts > 1 else [tensor]
            for i, piece in enumerate(pieces):
                if site == (name, i):
                    pieces[i] = value
                places[name, i] = pieces[i]
            return torch.cat(pieces, 1)

        n = self.numbers
        h = self.embed(one_hot(x, self.highest).float()).flatten(1)
        h = place("embedding", h, n)
        for name, block in zip(("first", "second"), self.blocks):
            for layer in block:
                h = self.act(layer(h))
            h = place(name, h, n)
        part = h[:, :self.width]
        for i, layer in enumerate(self.blocks[2]):
            h = layer(h)
            if i < len(self.blocks[2]) - 1:
                h = self.act(h)
        h = place("third", h, 1)
        outputs = [h]
        if self.two_tasks:
            outputs.append(self.act(self.head(part)))
        return outputs, places


def sums3(x, fixed):
    x, y, z = (fixed.get(name, x[:, i]) for i, name in enumerate("xyz"))
    s = fixed.get("S", x + y)
    return {"x": x, "y": y, "z": z, "S": s, "O": fixed.get("O", s + z)}


def sums4(x, fixed):
    w, x, y, z = (fixed.get(name, x[:, i]) for i, name in enumerate("wxyz"))
    s1, c1, c2 = fixed.get("S1", w + x), fixed.get("C1", y), fixed.get("C2", z)
    s2, c3 = fixed.get("S2", s1 + c1), fixed.get("C3", c2)
    return {"w": w, "x": x, "y": y, "S1": s1, "C1": c1, "S2": s2, "O": fixed.get("O", s2 + c3)}


SITES3 = {"x": ("embedding", 0), "y": ("embedding", 1), "z": ("embedding", 2),
          "S": ("second", 0), "O": ("third", 0)}
SITES4 = {"w": ("embedding", 0), "x": ("embedding", 1), "y": ("embedding", 2),
          "S1": ("first", 0), "C1": ("first", 1), "S2": ("second", 0)}


def steps(net, sites, causal, rate, l1, outputs):
    """`outputs`: variables of the outputs; the counterfactual loss is on the last of them."""
    names = list(sites)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    kept = {"parameter.%d" % i: p.detach().numpy().copy() for i, p in enumerate(net.parameters())}
    rows = {"inputs": [], "variable": [], "losses": []}
    for _ in range(STEPS):
        x = torch.randint(0, net.highest, (BATCH, net.numbers))
        base, source = x[:HALF], x[HALF:]
        v = int(torch.randint(0, len(names), ()))
        found, _ = net.run(base)
        from_source, places = net.run(source)
        swapped, _ = net.run(base, sites[names[v]], places[sites[names[v]]])
        labels, source_labels = causal(base, {}), causal(source, {})
        counterfactual = causal(base, {names[v]: source_labels[names[v]]})
        losses = [
            cross_entropy(torch.cat((from_source[i], found[i])),
                          torch.cat((source_labels[name], labels[name])))
            for i, name in enumerate(outputs)
        ]
        losses.append(cross_entropy(swapped[-1], counterfactual[outputs[-1]]))
        if l1:
            losses.append(l1 * sum(p.abs().sum() for p in net.parameters()))
        optimizer.zero_grad()
        sum(losses).backward()
        optimizer.step()
        rows["inputs"].append(x.float().numpy())
        rows["variable"].append(v)
        rows["losses"].append([loss.item() for loss in losses])
    kept["inputs"] = np.array(rows["inputs"], dtype=np.float32)
    kept["variable"] = np.array(rows["variable"], dtype=np.int64)
    kept["losses"] = np.array(rows["losses"], dtype=np.float32)
    return kept


def main(folder, full):
    highest, width3, width4 = (30, 200, 200) if full else (10, 12, 10)
    torch.manual_seed(0)
    net = Net(3, highest, width3, 1, torch.tanh, False)
    np.savez(folder + "/sum3-steps.npz", **steps(net, SITES3, sums3, 0.001, 0, ["O"]))
    leaky = torch.nn.LeakyReLU()
    net = Net(4, highest, width4, 2, leaky, True)
    np.savez(folder + "/sum4-steps.npz", **steps(net, SITES4, sums4, 0.01, 1e-4, ["O", "S2"]))


if __name__ == "__main__":
    main(sys.argv[1], len(sys.argv) > 2)
