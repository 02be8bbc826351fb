"""Gradients of a rotation where a network stays as it is, by PyTorch hooks on the Python modules.

Run: python gradients.py ../../src/test/resources/gradients
Needs PyTorch. One network, with a dropout and a batch norm, which run as for prediction; as a trace
and as a script. `planted.pt` is a script with a dropout, whose weights Java sets. The gradient of
the rotation is that of the polar factor at an orthogonal W: (G - W G^T W) / 2.
"""
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

import archive

UNITS, FEATURES, TOKENS, ROWS = 8, 3, 3, 4


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(UNITS)
        self.query = nn.Linear(UNITS, UNITS)
        self.up = nn.Linear(UNITS, 2 * UNITS)
        self.dropout = nn.Dropout(0.5)
        self.down = nn.Linear(2 * UNITS, UNITS)

    def forward(self, x):
        h = self.norm(x)
        scores = torch.softmax(self.query(h) @ h.transpose(1, 2), -1)
        h = x + scores @ h
        return h + self.down(self.dropout(torch.tanh(self.up(h))))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(5, UNITS)
        self.layers = nn.Sequential(Layer(), Layer(), Layer())
        self.norm = nn.BatchNorm1d(UNITS)
        self.out = nn.Linear(UNITS, 4)

    def forward(self, x):
        return self.out(self.norm(self.layers(self.embed(x)).mean(1)))


def counterfactual(network, rotation, base, source):
    kept = []
    handle = network.layers[1].register_forward_hook(lambda m, i, o: kept.append(o))
    network(source)
    handle.remove()

    def edit(module, args, output):
        features = output @ rotation
        features = torch.cat([(kept[0] @ rotation)[..., :FEATURES], features[..., FEATURES:]], -1)
        return features @ rotation.T

    handle = network.layers[1].register_forward_hook(edit)
    output = network(base)
    handle.remove()
    return output


folder = Path(sys.argv[1])
torch.manual_seed(17)
network = Network()
with torch.no_grad():
    network.norm.running_mean.normal_()
    network.norm.running_var.uniform_(0.5, 1.5)
network.eval()
base, source = torch.randn(2, ROWS, TOKENS, 5).unbind()
rotation = torch.linalg.qr(torch.randn(UNITS, UNITS))[0].contiguous().requires_grad_()
weights = torch.randn(ROWS, 4)
archive.write(torch.jit.trace(network, base), folder / "traced.pt")
archive.write(torch.jit.script(network), folder / "scripted.pt")

output = counterfactual(network, rotation, base, source)
(output * weights).sum().backward()
free, w = rotation.grad, rotation.detach()
arrays = {
    "base": base,
    "source": source,
    "rotation": w,
    "output_weights": weights,
    "output": output,
    "gradient.rotation": (free - w @ free.T @ w) / 2,
    "gradient.embed.weight": network.embed.weight.grad,
    "gradient.layers.2.down.weight": network.layers[2].down.weight.grad,
    "gradient.norm.weight": network.norm.weight.grad,
}
numpy.savez(folder / "gradients.npz", **{k: v.detach().numpy() for k, v in arrays.items()})

planted = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5), nn.Linear(8, 9), nn.ReLU())
archive.write(torch.jit.script(planted), folder / "planted.pt")
