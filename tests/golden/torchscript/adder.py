"""Writes the untrained models that Java trains: adder.pt and batch_norm.pt.

    python adder.py ../../src/test/resources/torchscript
"""
import sys
from pathlib import Path

import torch
from torch import nn

import archive
from networks import Attention

NUMBERS, TOKENS, UNITS = 4, 3, 32
SUMS = TOKENS * (NUMBERS - 1) + 1


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(UNITS)
        self.attn = Attention(UNITS, 2)
        self.norm2 = nn.LayerNorm(UNITS)
        self.up = nn.Linear(UNITS, 2 * UNITS)
        self.down = nn.Linear(2 * UNITS, UNITS)

    def forward(self, x):
        h = x + self.attn(self.norm1(x))
        return h + self.down(torch.relu(self.up(self.norm2(h))))


class Adder(nn.Module):
    """Numbers and their positions in, the class of the sum out, read at the last token."""

    def __init__(self):
        super().__init__()
        self.numbers = nn.Embedding(NUMBERS, UNITS)
        self.positions = nn.Embedding(TOKENS, UNITS)
        self.layers = nn.ModuleList([Layer(), Layer()])
        self.out = nn.Linear(UNITS, SUMS)

    def forward(self, input_ids, position_ids):
        x = self.numbers(input_ids) + self.positions(position_ids)
        for layer in self.layers:
            x = layer(x)
        return self.out(x[:, -1])


folder = Path(sys.argv[1])
torch.manual_seed(42)
rows = torch.randint(NUMBERS, (5, TOKENS))
positions = torch.arange(TOKENS).repeat(5, 1)
archive.write(torch.jit.trace(Adder().eval(), (rows, positions)), folder / "adder.pt")
# Scripted, so that its running mean still changes in training.
norm = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
archive.write(torch.jit.script(norm), folder / "batch_norm.pt")
