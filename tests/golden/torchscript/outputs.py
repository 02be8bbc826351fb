"""TorchScript files whose outputs have an order in their code, and whose weights look like rows.

Run: python torchscript/outputs.py ../src/test/resources/torchscript
Needs PyTorch. A hash map has the dict in another order.
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


class Rowless(nn.Module):
    """For a batch of three, the weight of `a` and the positions look as if they had rows."""

    def __init__(self):
        super().__init__()
        self.places = nn.Embedding(3, 4)
        self.a = nn.Linear(4, 3)

    def forward(self, x):
        return self.a(x + self.places(torch.arange(x.shape[1])))


def main(folder):
    torch.manual_seed(12)
    torch.jit.script(DictOrder()).save(folder / "dict_order.pt")
    torch.jit.script(ListAmong()).save(folder / "list_among.pt")
    rowless = Rowless()
    torch.jit.trace(rowless, torch.ones(2, 3, 4)).save(folder / "rowless.pt")
    torch.jit.script(rowless).save(folder / "rowless_scripted.pt")


main(Path(sys.argv[1]))
