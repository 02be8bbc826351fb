"""Networks that mix the rows of a batch, and some that do not, as TorchScript with right values.

    python tests/golden/rows OUT

Each NAME.pt has a NAME.npz: the inputs in_base and in_source, and what PyTorch's hooks give for
base and source run apart: base, source, and swapped, an interchange of all of a site.
"""

import pathlib
import sys

import numpy as np
import torch
from torch import nn


class Middle(nn.Module):
    """A linear layer, something over rows, and a linear layer."""

    def __init__(self, over):
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.over = over
        self.last = nn.Linear(4, 3)

    def forward(self, x):
        return self.last(self.over(torch.relu(self.first(x))))


class MeanOverRows(nn.Module):
    def forward(self, x):
        return x - x.mean(0)


class AttentionOverRows(nn.Module):
    def forward(self, x):
        return torch.softmax(x @ x.t(), -1) @ x


class RunningSum(nn.Module):
    def forward(self, x):
        return torch.cumsum(x, 0)


class Capacity(nn.Module):
    """Each expert takes two rows at most: those that it gives the highest gates."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(4, 2)
        self.experts = nn.ModuleList(nn.Linear(4, 4) for _ in range(2))

    def forward(self, x):
        gates = torch.softmax(self.gate(x), -1)
        out = torch.zeros_like(x)
        for e, expert in enumerate(self.experts):
            value, row = torch.topk(gates[:, e], 2)
            out = out.index_add(0, row, expert(x.index_select(0, row)) * value.unsqueeze(1))
        return out


class Recurrent(nn.Module):
    def __init__(self, **settings):
        super().__init__()
        self.rnn = nn.LSTM(4, 5, **settings)
        self.last = nn.Linear(10 if settings.get("bidirectional") else 5, 2)

    def forward(self, x):
        return self.last(self.rnn(x)[0])


class Transposing(nn.Module):
    """Turns a batch-first input into time-major inside."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 5)
        self.last = nn.Linear(5, 2)

    def forward(self, x):
        return self.last(self.rnn(x.transpose(0, 1))[0].transpose(0, 1))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.norm = nn.LayerNorm(8)
        self.last = nn.Linear(8, 3)

    def forward(self, x):
        q, k, v = (
            a.view(x.size(0), -1, 2, 4).transpose(1, 2) for a in self.qkv(self.norm(x)).split(8, -1)
        )
        mixed = nn.functional.scaled_dot_product_attention(q, k, v)
        return self.last(x + mixed.transpose(1, 2).reshape(x.size(0), x.size(1), -1))


def rows(*shape):
    return torch.randn(*shape)


def time_major_transformer():
    layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0)
    return Middle(nn.TransformerEncoder(layer, 1, enable_nested_tensor=False))


CASES = {
    # name: (network, input shape, site)
    "mean_over_rows": (lambda: Middle(MeanOverRows()), (3, 4), "over"),
    "attention_over_rows": (lambda: Middle(AttentionOverRows()), (3, 4), "over"),
    "running_sum": (lambda: Middle(RunningSum()), (3, 4), "over"),
    "expert_capacity": (lambda: Middle(Capacity()), (4, 4), "over"),
    "time_major_lstm": (Recurrent, (6, 3, 4), "rnn"),
    "time_major_both_ways": (lambda: Recurrent(bidirectional=True), (6, 3, 4), "rnn"),
    "time_major_transformer": (time_major_transformer, (6, 3, 4), "over"),
    "batch_first_lstm": (lambda: Recurrent(batch_first=True), (3, 6, 4), "rnn"),
    "transposing_gru": (Transposing, (3, 6, 4), "last"),
    "attention": (Attention, (3, 6, 8), "qkv"),
    "convolutions": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(36, 3),
        ),
        (3, 1, 8, 8),
        "0",
    ),
}


def first(value):
    return value[0] if isinstance(value, tuple) else value


def swapped(network, module, base, source):
    """Runs base with what the module gives for source."""
    kept = []
    handle = module.register_forward_hook(lambda m, i, o: kept.append(o))
    network(source)
    handle.remove()

    def swap(m, i, o):
        return (kept[0][0], *o[1:]) if isinstance(o, tuple) else kept[0]

    handle = module.register_forward_hook(swap)
    try:
        return network(base)
    finally:
        handle.remove()


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    for number, (name, (make, shape, site)) in enumerate(CASES.items()):
        torch.manual_seed(number)
        network = make().eval()
        base, source = rows(*shape), rows(*shape) + 1
        with torch.no_grad():
            torch.jit.trace(network, base, check_trace=False).save(str(out / f"{name}.pt"))
            values = {
                "in_base": base,
                "in_source": source,
                "base": network(base),
                "source": network(source),
                "swapped": swapped(network, network.get_submodule(site), base, source),
            }
        np.savez(out / f"{name}.npz", **{k: v.numpy() for k, v in values.items()})


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
