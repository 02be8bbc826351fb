"""The small networks of our own."""
import torch
from torch import Tensor, nn


class Head(nn.Module):
    def __init__(self, units, outputs):
        super().__init__()
        self.hidden = nn.Linear(units, units)
        self.act = nn.ReLU()
        self.out = nn.Linear(units, outputs)

    def forward(self, x):
        h = self.act(self.hidden(x))
        return self.out(h) + x.sum(-1, keepdim=True)


def mlp():
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), Head(8, 4))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + x)


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(Residual(4), Residual(4))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(4, 5)

    def forward(self, image):
        x = self.blocks(self.stem(image))
        return self.fc(torch.flatten(self.pool(x), 1))


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6, num_layers=2, batch_first=True)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        out, (h, c) = self.lstm(x)
        return self.fc(out) + self.fc(h[-1] + c[-1]).unsqueeze(1)


class Gate(nn.Module):
    """Another path by what goes in, and a method that is not forward."""

    def __init__(self, units):
        super().__init__()
        self.up = nn.Linear(units, units)
        self.down = nn.Linear(units, units)

    def mix(self, x: Tensor, times: int) -> Tensor:
        for _ in range(times):
            x = torch.tanh(self.up(x)) + 0.5 * x
        return x

    def forward(self, x: Tensor) -> Tensor:
        h = self.mix(x, 2)
        if bool(h.sum() > 1e6):
            y = h - x
        else:
            y = self.down(h)
        return y


class Block(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.norm = nn.LayerNorm(units)
        self.linear = nn.Linear(units, units)

    def forward(self, x: Tensor, scale: float = 1.0) -> Tensor:
        h = self.norm(x)
        return x + torch.relu(self.linear(h)) * scale


class Scripted(nn.Module):
    """Loops, conditions, and one class for several children."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(5, 8)
        self.layers = nn.ModuleList([Block(8), Block(8), Block(8)])
        self.gate = Gate(8)
        self.out = nn.Linear(8, 3)

    def summary(self, x: Tensor) -> Tensor:
        pooled = x.mean(1)
        return self.out(pooled)

    def forward(self, x: Tensor) -> Tensor:
        h = self.embed(x)
        for i, layer in enumerate(self.layers):
            if i == 1:
                h = layer(h, scale=0.5)
            else:
                h = layer(h)
        h = self.gate(h)
        return self.summary(h)


def scripted_sequential():
    return nn.Sequential(nn.Linear(6, 8), Block(8), Block(8), nn.Sequential(Block(8), nn.ReLU()),
                         nn.Linear(8, 4))


class Attention(nn.Module):
    def __init__(self, units, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(units, 3 * units)
        self.proj = nn.Linear(units, units)

    def forward(self, x):
        rows, tokens, units = x.shape
        query, key, value = self.qkv(x).chunk(3, -1)
        query = query.view(rows, tokens, self.heads, -1).transpose(1, 2)
        key = key.view(rows, tokens, self.heads, -1).transpose(1, 2)
        value = value.view(rows, tokens, self.heads, -1).transpose(1, 2)
        scores = query @ key.transpose(-1, -2) * (units // self.heads) ** -0.5
        weights = torch.nn.functional.softmax(scores, dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(rows, tokens, units)
        return self.proj(mixed)


class Encoder(nn.Module):
    """A transformer small enough to be read when it is one flat graph."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 8)
        self.norm1 = nn.LayerNorm(8)
        self.attn = Attention(8, 2)
        self.norm2 = nn.LayerNorm(8)
        self.up = nn.Linear(8, 16)
        self.down = nn.Linear(16, 8)
        self.out = nn.Linear(8, 5)

    def forward(self, input_ids):
        x = self.embed(input_ids)
        h = x + self.attn(self.norm1(x))
        y = h + self.down(torch.relu(self.up(self.norm2(h))))
        return self.out(y)


class Split(nn.Module):
    """Returns a tuple within a tuple."""

    def __init__(self):
        super().__init__()
        self.left = nn.Linear(6, 4)
        self.right = nn.Linear(6, 8)

    def forward(self, x):
        a = self.left(x)
        b = self.right(x)
        return a, (b, a * 2)


class TupleOut(nn.Module):
    def __init__(self):
        super().__init__()
        self.split = Split()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        a, (b, c) = self.split(x)
        d = torch.tanh(self.fc(b))
        return d + a, (d * c, b)


class Parts(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.Linear(6, 4)
        self.spread = nn.Linear(6, 4)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return {"mean": self.mean(x), "spread": torch.relu(self.spread(x))}


class DictOut(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = Parts()
        self.fc = nn.Linear(4, 4)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        parts = self.parts(x)
        y = self.fc(parts["mean"] + parts["spread"])
        return {"y": y, "scale": parts["spread"] * 2}


class Shared(nn.Module):
    """One object under two names; both are called."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(6, 6)
        self.act = nn.Tanh()
        self.second = self.first
        self.out = nn.Linear(6, 4)

    def forward(self, x):
        a = self.act(self.first(x))
        b = self.second(a + x)
        return self.out(b)


class Twice(nn.Module):
    """One child, called twice."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(6, 6)
        self.act = nn.Tanh()
        self.out = nn.Linear(6, 4)

    def forward(self, x):
        a = self.act(self.layer(x))
        b = self.layer(a + x)
        return self.out(b)
