"""Small models that between them print every construct of TorchScript's code."""
from enum import Enum
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import nn


class Pair(NamedTuple):
    left: torch.Tensor
    right: Optional[torch.Tensor]


class Mode(Enum):
    A = 1
    B = 2


@torch.jit.script
class Counter:
    def __init__(self, n: int):
        self.n = n

    def bump(self, k: int) -> int:
        self.n += k
        return self.n


@torch.jit.script
def double_or_negate(x: torch.Tensor, s: float = 2.0) -> torch.Tensor:
    y = x * s
    if y.sum() > 0:
        y = -y
    return y


class Attention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.q = nn.Linear(d, d)
        self.k = nn.Linear(d, d)
        self.names: Dict[str, int] = {"a": 1}
        self.nothing: Optional[torch.Tensor] = None

    def attend(self, x: torch.Tensor, scale: float = 0.5) -> Tuple[torch.Tensor, torch.Tensor]:
        scores = torch.matmul(self.q(x), self.k(x).transpose(-1, -2)) * scale
        probs = torch.softmax(scores, dim=-1)
        return torch.matmul(probs, x), probs

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None):
        out, p = self.attend(x)
        if mask is not None:
            out = out * mask
        else:
            out = double_or_negate(out)
        return out, p


class Layer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.attn = Attention(d)
        self.mlp = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d))
        self.norm = nn.LayerNorm(d)
        self.register_buffer("scale", torch.ones(1))

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor]) -> torch.Tensor:
        a, _ = self.attn(x, mask)
        x = self.norm(x + a) * self.scale
        return x + self.mlp(x)


class Stack(nn.Module):
    def __init__(self, d=4):
        super().__init__()
        self.layers = nn.ModuleList([Layer(d) for _ in range(2)])

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None):
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Everything(nn.Module):
    def __init__(self, d=4):
        super().__init__()
        self.layers = nn.ModuleList([Layer(d) for _ in range(2)])
        self.byname = nn.ModuleDict({"one": nn.Linear(d, d), "two": nn.Tanh()})
        self.head = nn.Linear(d, 2)
        self.lstm = nn.LSTM(d, d, batch_first=True)
        self.mode = Mode.A
        self.eps = 1e-5

    @torch.jit.export
    def other(self, xs: List[torch.Tensor], d: Dict[str, torch.Tensor]) -> Dict[str, torch.Tensor]:
        out: Dict[str, torch.Tensor] = {}
        for i, x in enumerate(xs):
            out[str(i)] = self.head(x)
        for k, v in d.items():
            out[k] = v
        while len(xs) > 1:
            xs.pop()
        assert len(xs) == 1, "one"
        return out

    @torch.jit.export
    def pairs(self, p: Pair, n: int) -> Pair:
        c = Counter(n)
        m = c.bump(2)
        if self.mode == Mode.B:
            raise RuntimeError("bad \u00e9 'x' {}".format(m))
        z: Any = p.left
        assert isinstance(z, torch.Tensor)
        print(f"n {n}", "tab\tquote\"", n)
        r = p.right
        if r is None:
            r = p.left[0:1, ..., None, -1]
        return Pair(left=p.left if n > 2 and m < 3 or not (n == 4) else -p.left, right=r)

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None, steps: int = 1):
        hidden: List[torch.Tensor] = []
        for layer in self.layers:
            x = layer(x, mask)
            hidden.append(x)
        n = 0
        while n < steps:
            if n == 3:
                break
            for m in self.byname.values():
                x = m(x)
            n += 1
        y, _ = self.lstm(x)
        future = torch.jit.fork(self.head, y)
        z = torch.jit.wait(future)
        with torch.no_grad():
            w = z.detach() ** 2
        z[0] = 3.0
        u = torch.zeros([2], dtype=torch.float, device=x.device)
        return z, hidden, {"w": w, "u": u}, [float("inf"), float("nan"), -1.5], (1,)


class Mixed(nn.Module):
    """Traced outside, scripted inside."""

    def __init__(self):
        super().__init__()
        self.layer = torch.jit.script(Layer(4))
        self.first = nn.Linear(4, 4)

    def forward(self, x):
        return self.layer(self.first(x), None)
