"""The networks, with modules and parameters named as DJL names its blocks, in double precision."""
import math

import torch
from torch import nn

LENGTH, TRANSFORMER_SIZES, LSTM_SIZES = 4, (8, 2, 16), (3, 5, 3)


class Block(nn.Module):
    """Runs its children one after the other."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            self.add_module(name.lstrip("_"), child)

    def child(self, name):
        return self.get_submodule(name)

    def forward(self, x):
        for child in self.children():
            x = child(x)
        return x


class HookPoint(nn.Module):
    def forward(self, x):
        return x


class BatchNorm(nn.Module):
    """As in DJL's transformer block; outside training it uses its running statistics."""

    def __init__(self, units):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.zeros(units))
        self.runningMean = nn.Parameter(torch.zeros(units))
        self.runningVar = nn.Parameter(torch.ones(units))

    def forward(self, x):
        return (x - self.runningMean) / torch.sqrt(self.runningVar + 1e-5) * self.gamma + self.beta


class Attention(Block):
    def __init__(self, width, heads):
        super().__init__(
            _01keyProjection=nn.Linear(width, width),
            _02queryProjection=nn.Linear(width, width),
            _03valueProjection=nn.Linear(width, width),
            _04resultProjection=nn.Linear(width, width),
            _05probabilityDropout=nn.Identity(),
        )
        self.heads = heads

    def split(self, x):  # [rows, length, width] -> [rows, heads, length, width / heads]
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x):
        keys = self.split(self.child("01keyProjection")(x))
        queries = self.split(self.child("02queryProjection")(x))
        values = self.split(self.child("03valueProjection")(x))
        scores = queries @ keys.transpose(2, 3) / math.sqrt(keys.shape[-1])
        probabilities = self.child("05probabilityDropout")(scores.softmax(3))
        return self.child("04resultProjection")((probabilities @ values).transpose(1, 2).flatten(2))


class TransformerEncoderBlock(Block):
    """Both residuals add the block's input, the second one too."""

    def __init__(self, width, heads, hidden):
        super().__init__(
            _01selfAttention=Attention(width, heads),
            _02attentionNorm=BatchNorm(width),
            _03outputBlock=Block(
                _01Linear=nn.Linear(width, hidden),
                _02LambdaBlock=nn.ReLU(),
                _03Linear=nn.Linear(hidden, width),
            ),
            _04outputNorm=BatchNorm(width),
        )

    def forward(self, x):
        attended = self.child("02attentionNorm")(self.child("01selfAttention")(x) + x)
        return self.child("04outputNorm")(self.child("03outputBlock")(attended) + x)


class Lstm(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.l_0_i2h_WEIGHT = nn.Parameter(torch.empty(4 * units, inputs))
        self.l_0_h2h_WEIGHT = nn.Parameter(torch.empty(4 * units, units))
        self.l_0_i2h_BIAS = nn.Parameter(torch.empty(4 * units))
        self.l_0_h2h_BIAS = nn.Parameter(torch.empty(4 * units))

    def forward(self, x):
        state = x.new_zeros(1, x.shape[0], self.l_0_h2h_WEIGHT.shape[1])
        weights = list(self.parameters())
        return torch.lstm(x, (state, state), weights, True, 1, 0.0, False, False, True)[0]


def mlp():
    return Block(
        _01Linear=nn.Linear(6, 8), _02LambdaBlock=nn.ReLU(),
        _03Linear=nn.Linear(8, 8), _04LambdaBlock=nn.ReLU(),
        _05Linear=nn.Linear(8, 4),
    )


def transformer():
    return Block(
        _01TransformerEncoderBlock=TransformerEncoderBlock(*TRANSFORMER_SIZES),
        _02TransformerEncoderBlock=TransformerEncoderBlock(*TRANSFORMER_SIZES),
    )


def lstm():
    inputs, units, outputs = LSTM_SIZES
    return Block(_01LSTM=Lstm(inputs, units), _02Linear=nn.Linear(units, outputs))


def identity():
    return Block(_01HookPoint=HookPoint(), _02HookPoint=HookPoint())


SIZES = {
    "mlp": {"inputs": 6, "hidden": 8, "outputs": 4},
    "transformer": {"embeddingSize": 8, "headCount": 2, "hiddenSize": 16, "blocks": 2},
    "lstm": {"inputs": 3, "stateSize": 5, "outputs": 3},
    "identity": {"hookPoints": 2},
}
ROW = {"mlp": (6,), "transformer": (LENGTH, 8), "lstm": (LENGTH, 3), "identity": (3, 6)}


def rounded(tensor):
    """Numbers of three decimals, as single precision holds them, so that the file stays small."""
    return tensor.mul(1000).round().div(1000).float().double()


def build(kind, seed):
    generator = torch.Generator().manual_seed(seed)
    network = {"mlp": mlp, "transformer": transformer, "lstm": lstm, "identity": identity}[kind]()
    network.double().eval().requires_grad_(False)
    for name, parameter in network.named_parameters():
        last = name.split(".")[-1]
        values = torch.randn(parameter.shape, generator=generator, dtype=torch.double)
        values *= parameter.shape[-1] ** -0.5 if parameter.dim() == 2 else 0.3
        if last in ("gamma", "runningVar"):  # keep activations near 1, for the sake of rounding
            values = values.clamp(-0.5, 0.5) + {"gamma": 0.75, "runningVar": 1.5}[last]
        parameter.copy_(rounded(values))
    return network


def to_json(kind, network):
    parameters = {
        name.replace(".", "_"): parameter for name, parameter in network.named_parameters()
    }
    return {"kind": kind, "sizes": SIZES[kind], "parameters": parameters}
