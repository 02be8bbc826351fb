"""Writes a transformer of twelve layers, 340 MB, by which TorchScriptCost measures.

    python twelve.py FOLDER
"""
import sys
from pathlib import Path

import torch
from torch import nn

from networks import Attention

UNITS = 768


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(UNITS)
        self.attn = Attention(UNITS, 12)
        self.norm2 = nn.LayerNorm(UNITS)
        self.up = nn.Linear(UNITS, 4 * UNITS)
        self.down = nn.Linear(4 * UNITS, UNITS)

    def forward(self, x):
        h = x + self.attn(self.norm1(x))
        return h + self.down(nn.functional.gelu(self.up(self.norm2(h))))


class Twelve(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(12))
        self.out = nn.Linear(UNITS, 10)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.out(x[:, -1])


torch.manual_seed(42)
module = torch.jit.trace(Twelve().eval(), torch.randn(4, 32, UNITS))
torch.jit.save(module, Path(sys.argv[1]) / "twelve.pt")
