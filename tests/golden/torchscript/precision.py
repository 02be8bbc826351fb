"""Writes three small networks whose insides are float16, bfloat16 and float64.

    python precision.py ../../src/test/resources/torchscript
"""
import sys
from pathlib import Path

import torch
from torch import nn

import archive


class Typed(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype
        self.first, self.second, self.third = (nn.Linear(4, 4) for _ in range(3))
        self.to(dtype)

    def forward(self, x):
        return self.third(self.second(self.first(x.to(self.dtype)))).float()


for dtype in (torch.float16, torch.bfloat16, torch.float64):
    torch.manual_seed(42)
    module = torch.jit.trace(Typed(dtype).eval(), torch.randn(3, 4))
    archive.write(module, Path(sys.argv[1]) / f"{str(dtype).split('.')[1]}.pt")
