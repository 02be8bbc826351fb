"""TorchScript files that return dicts and nested values, whose arrays have an order in their code.

Run: python torchscript/outputs.py ../src/test/resources/torchscript
Needs PyTorch. Each has three tensors of its own; a hash map has the dict in another order.
"""
import sys
from pathlib import Path
from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn


class DictOrder(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, x) -> Dict[str, Tensor]:
        h = self.a(x)
        return {"last_hidden_state": h, "pooler_output": h + 1, "attentions": h + 2}


class ListAmong(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, x) -> Tuple[Tuple[Tensor, Tensor], List[Tensor], Tensor]:
        h = self.a(x)
        return (h, h + 1), [h + 2, h + 3], h + 4


def main(folder):
    torch.manual_seed(12)
    torch.jit.script(DictOrder()).save(folder / "dict_order.pt")
    torch.jit.script(ListAmong()).save(folder / "list_among.pt")


main(Path(sys.argv[1]))
