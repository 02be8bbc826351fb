"""Small networks with one construct each."""
import torch
import torch.nn.functional as F
from torch import nn

from architecture.spec import Spec, real, tokens

NETWORKS = {}
ROWS = real(2, 6)
STEPS = real(2, 5, 6)


def network(name, inputs=STEPS, how="trace", weights=True):
    def kept(make):
        NETWORKS[name] = Spec(make, inputs, how, weights)
        return make
    return kept


class Residual(nn.Module):
    """Writes in place into what its layers gave."""

    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3)
        self.relu, self.second = nn.ReLU(inplace=True), nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        y = self.relu(self.norm(self.first(x)))
        y = self.second(y)
        y += x
        return self.relu(y)


class Wrapped(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.before, self.layer, self.after = nn.Linear(6, 6), layer, nn.Linear(6, 3)

    def forward(self, x):
        return self.after(self.layer(self.before(x)))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.before, self.cell = nn.Linear(6, 6), kind(6, 6, batch_first=True)
        self.after = nn.Linear(6, 3)

    def forward(self, x):
        y, _ = self.cell(self.before(x))
        return self.after(y)


class TimeMajor(Recurrent):
    def __init__(self, kind):
        super().__init__(kind)
        self.cell = kind(6, 6)

    def forward(self, x):
        y, _ = self.cell(self.before(x).transpose(0, 1))
        return self.after(y.transpose(0, 1))


class Cells(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.after = nn.GRUCell(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        h = torch.zeros(x.shape[0], 6)
        for i in range(3):
            h = self.cell(x[:, i], h)
        return self.after(h)


class Tied(nn.Module):
    """The last layer's weight is the table's."""

    def __init__(self):
        super().__init__()
        self.table, self.norm = nn.Embedding(20, 6), nn.LayerNorm(6)
        self.head = nn.Linear(6, 20, bias=False)
        self.head.weight = self.table.weight

    def forward(self, ids):
        return self.head(self.norm(self.table(ids)))


class Rms(nn.Module):
    """Its caller reuses what it computes on the way."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(6))

    def forward(self, x):
        kind = x.dtype
        x = x.to(torch.float32)
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)).to(kind)


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.inner = Rms(), nn.Linear(6, 6)
        self.last, self.head = Rms(), nn.Linear(6, 3)

    def forward(self, x):
        x = x + self.inner(self.norm(x))
        return self.head(self.last(x))


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Linear(6, 6), nn.Linear(6, 6)

    def forward(self, x):
        return self.left(x), torch.tanh(self.right(x))


class Second(nn.Module):
    """Takes the second of a pair only."""

    def __init__(self):
        super().__init__()
        self.pair, self.after = Pair(), nn.Linear(6, 3)

    def forward(self, x):
        return self.after(self.pair(x)[1])


class Swapped(nn.Module):
    """Takes a pair the other way round."""

    def __init__(self):
        super().__init__()
        self.pair, self.after = Pair(), nn.Linear(6, 3)

    def forward(self, x):
        left, right = self.pair(x)
        return self.after(right * 2 + left)


class Masked(nn.Module):
    """Its first argument is used after its second."""

    def forward(self, x, mask):
        scale = mask.float().mean(-1, keepdim=True)
        return x * scale


class WithMask(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.masked, self.after = nn.Linear(6, 6), Masked(), nn.Linear(6, 3)

    def forward(self, x):
        return self.after(self.masked(self.before(x), x > 0))


class Keywords(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.masked, self.after = nn.Linear(6, 6), Masked(), nn.Linear(6, 3)

    def forward(self, x):
        y = self.before(x)
        return self.after(self.masked(mask=x > 0, x=y))


class Quiet(nn.Module):
    """Modules that do nothing when the network is not trained."""

    def __init__(self):
        super().__init__()
        self.first, self.drop, self.same = nn.Linear(6, 6), nn.Dropout(0.5), nn.Identity()
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        return self.last(self.same(self.drop(self.first(x))))


class Pooler(nn.Module):
    """What it gives is not used."""

    def __init__(self):
        super().__init__()
        self.body, self.dense, self.tanh = nn.Linear(6, 6), nn.Linear(6, 6), nn.Tanh()

    def forward(self, x):
        y = self.body(x)
        self.tanh(self.dense(y[:, 0]))
        return y


class PoolerUsed(Pooler):
    def forward(self, x):
        y = self.body(x)
        return y, self.tanh(self.dense(y[:, 0]))


class DroppedResidual(nn.Module):
    """Takes the input of a dropout, too, which a trace takes for its output."""

    def __init__(self):
        super().__init__()
        self.first, self.drop = nn.Linear(6, 6), nn.Dropout(0.5)
        self.inner, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        y = self.first(x)
        z = torch.tanh(self.inner(self.drop(y)))
        return self.last(z + y)


class ConvertedResidual(nn.Module):
    """What a norm converts at first comes out of it before its own output."""

    def __init__(self):
        super().__init__()
        self.table, self.norm = nn.Linear(6, 6), Rms()
        self.inner, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        x = self.table(x)
        residual = x
        y = self.norm(x.to(self.norm.weight.dtype))
        residual = residual.to(torch.float32)
        return self.last(residual + self.inner(y))


class Late(nn.Module):
    """Uses its second argument first; both have one shape."""

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(6, 6)

    def forward(self, x, other):
        return self.dense(other) * x


class LateFirst(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right, self.late = nn.Linear(6, 6), nn.Linear(6, 6), Late()
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        return self.last(self.late(self.left(x), self.right(x)))


class Thrice(nn.Module):
    """Query, key and value are one tensor to its caller."""

    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(6, 6) for _ in range(3))

    def forward(self, q, k, v):
        q, k, v = self.q(q), self.k(k), self.v(v)
        return torch.softmax(q @ k.transpose(1, 2), -1) @ v


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.attention, self.last = nn.Linear(6, 6), Thrice(), nn.Linear(6, 3)

    def forward(self, x):
        x = self.first(x)
        return self.last(self.attention(x, x, x))


class Kind(nn.Module):
    """Its first argument only says the type."""

    def forward(self, x, places):
        return torch.sin(places[..., None].float() * torch.arange(6)).to(x.dtype)


class Rotary(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.kind, self.last = nn.Linear(6, 6), Kind(), nn.Linear(6, 3)

    def forward(self, x):
        places = torch.arange(x.shape[1])[None]
        y = self.first(x)
        return self.last(y * self.kind(y, places))


class Marked(nn.Module):
    """A tuple of which the first goes nowhere, of another shape than the second."""

    def __init__(self):
        super().__init__()
        self.body, self.pool = nn.Linear(6, 6), nn.Linear(6, 6)

    def forward(self, x):
        y = self.body(x)
        return y, torch.tanh(self.pool(y[:, 0]))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert, self.last = Marked(), nn.Linear(6, 3)

    def forward(self, x):
        return self.last(self.bert(x)[1])


class FixedRows(nn.Module):
    """The number of rows becomes a constant of a trace."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        y = self.first(x)
        rows = torch.zeros(int(x.shape[0]), x.shape[1], 6)
        rows[: y.shape[0]] = y[: rows.shape[0]]
        return self.last(rows + y[:1])


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        return self.last(torch.tanh(self.layer(torch.relu(self.layer(x)))))


class Views(nn.Module):
    """Writes into a view of what a layer gave."""

    def __init__(self):
        super().__init__()
        self.layer, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        y = self.layer(x)
        y[:, :, :2] = 0
        y[:, 1:].mul_(2)
        return self.last(y)


class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(6, 6) for _ in range(3)])

    def forward(self, x):
        for layer in self.layers:
            if x.sum() > -1e9:
                x = torch.tanh(layer(x))
        return x


class Shapes(nn.Module):
    """Heads by reshaping, and a mean over the steps."""

    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(6, 6) for _ in range(3))
        self.out = nn.Linear(6, 3)

    def forward(self, x):
        b, s, _ = x.shape
        q, k, v = (f(x).view(b, s, 2, 3).transpose(1, 2) for f in (self.q, self.k, self.v))
        a = torch.softmax(q @ k.transpose(-1, -2) / 3 ** 0.5, -1)
        return self.out((a @ v).transpose(1, 2).reshape(b, s, 6)).mean(1)


class OverRows(nn.Module):
    """Takes the mean of the batch away."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        y = self.first(x)
        return self.last(y - y.mean(0, keepdim=True))


class Positions(nn.Module):
    """A table without a batch axis."""

    def __init__(self):
        super().__init__()
        self.places, self.first = nn.Embedding(8, 6), nn.Linear(6, 6)
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        return self.last(torch.tanh(self.first(x) + self.places(torch.arange(x.shape[1]))))


class Checks(nn.Module):
    """Optional arguments, lists and dictionaries."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        named = {"a": self.first(x), "b": x}
        parts = torch.split(named["a"] + named["b"], 3, dim=-1)
        return {"last": self.last(torch.cat([parts[1], parts[0]], -1)), "a": named["a"]}


class Split(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(6, 12), nn.Linear(6, 3)

    def forward(self, x):
        a, b = self.first(x).chunk(2, -1)
        a = F.gelu(a)
        a *= b
        return self.last(a)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.norm = nn.Conv2d(3, 4, 3, 2, 1), nn.GroupNorm(2, 4)
        self.act, self.up = nn.SiLU(inplace=True), nn.ConvTranspose2d(4, 3, 2, 2)
        self.last = nn.Conv2d(6, 2, 1)

    def forward(self, x):
        y = self.up(self.act(self.norm(self.down(x))))
        return self.last(torch.cat([x, y], 1))


class Sparse(nn.Module):
    """A mixture of experts that sends rows where they belong."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(6, 3)
        self.experts = nn.ModuleList([nn.Linear(6, 6) for _ in range(3)])

    def forward(self, x):
        best, which = torch.softmax(self.gate(x), -1).topk(2, -1)
        out = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            weight = (best * (which == i)).sum(-1, keepdim=True)
            out = out + weight * expert(x)
        return out


def mlp(*middle):
    return nn.Sequential(nn.Linear(6, 8), *middle, nn.Linear(8, 3))


def encoder(**more):
    return nn.TransformerEncoder(
        nn.TransformerEncoderLayer(6, 2, 8, batch_first=True, **more), 2,
        enable_nested_tensor=not more.get("norm_first", False))


def quantised(network):
    return torch.ao.quantization.quantize_dynamic(network.eval(), {nn.Linear, nn.LSTM, nn.GRU})


IMAGES = real(2, 3, 8, 8)
for how in ("trace", "script"):
    end = "" if how == "trace" else "-script"
    network("residual" + end, IMAGES, how)(Residual)
    network("lstm" + end, STEPS, how)(lambda: Recurrent(nn.LSTM))
    network("gru" + end, STEPS, how)(lambda: Recurrent(nn.GRU))
    network("time-major" + end, STEPS, how)(lambda: TimeMajor(nn.GRU))
    network("cells" + end, STEPS, how)(Cells)
    network("mlp" + end, ROWS, how)(lambda: mlp(nn.GELU()))
    network("mlp-inplace" + end, ROWS, how)(lambda: mlp(nn.ReLU(inplace=True)))
    network("tied" + end, tokens(5, 20), how)(Tied)
    network("rms" + end, STEPS, how)(Normed)
    network("second-of-pair" + end, STEPS, how)(Second)
    network("pair-swapped" + end, STEPS, how)(Swapped)
    network("with-mask" + end, STEPS, how)(WithMask)
    network("keywords" + end, STEPS, how)(Keywords)
    network("quiet" + end, STEPS, how)(Quiet)
    network("pooler" + end, STEPS, how)(Pooler)
    network("pooler-used" + end, STEPS, how)(PoolerUsed)
    network("dropped-residual" + end, STEPS, how)(DroppedResidual)
    network("converted-residual" + end, STEPS, how)(ConvertedResidual)
    network("late-first" + end, STEPS, how)(LateFirst)
    network("self-attention" + end, STEPS, how)(SelfAttention)
    network("rotary" + end, STEPS, how)(Rotary)
    network("classifier" + end, STEPS, how)(Classifier)
    network("fixed-rows" + end, STEPS, how)(FixedRows)
    network("twice" + end, STEPS, how)(Twice)
    network("views" + end, STEPS, how)(Views)
    network("loop" + end, STEPS, how)(Loop)
    network("over-rows" + end, STEPS, how)(OverRows)
    network("positions" + end, STEPS, how)(Positions)
    network("dictionary" + end, STEPS, how)(Checks)
    network("split" + end, STEPS, how)(Split)
    network("unet" + end, IMAGES, how)(UNet)
    network("sparse" + end, STEPS, how)(Sparse)
    network("nn-encoder" + end, STEPS, how)(encoder)
    network("nn-encoder-norm-first" + end, STEPS, how)(lambda: encoder(norm_first=True))
    network("nn-decoder" + end, lambda: [torch.randn(2, 4, 6), torch.randn(2, 5, 6)], how)(
        lambda: nn.TransformerDecoder(
            nn.TransformerDecoderLayer(6, 2, 8, batch_first=True), 2))
    network("dynamic-int8" + end, ROWS, how, False)(
        lambda: quantised(mlp(nn.ReLU(), nn.Linear(8, 8), nn.ReLU())))
network("shapes")(Shapes)
network("frozen", STEPS, "freeze")(Quiet)
network("frozen-trace", STEPS, "freeze-trace")(Normed)
network("mlp-deep", ROWS)(lambda: nn.Sequential(
    mlp(nn.Tanh()), nn.Sequential(nn.Linear(3, 6), nn.LayerNorm(6)), mlp(nn.SiLU())))
network("dynamic-int8-lstm", STEPS, "script", False)(lambda: quantised(Recurrent(nn.LSTM)))
