"""How a network comes about."""
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import torch
from torch import nn

KEPT = []
HOW = {
    "trace": lambda network, inputs: torch.jit.trace(
        network, tuple(inputs), check_trace=False, strict=False),
    "script": lambda network, inputs: torch.jit.script(network),
    "freeze": lambda network, inputs: torch.jit.freeze(torch.jit.script(network)),
    "freeze-trace": lambda network, inputs: torch.jit.freeze(
        torch.jit.trace(network, tuple(inputs), check_trace=False)),
}


@dataclass
class Spec:
    """A network, its base and source inputs, and how it becomes TorchScript."""

    make: Callable
    inputs: Callable
    how: str = "trace"
    weights: bool = True

    def build(self):
        network = self.make().eval()
        if self.weights:
            scatter(network)
        return network, list(self.inputs()), list(self.inputs())

    def export(self, network, inputs):
        return HOW[self.how](network, inputs)


def scatter(network):
    """Random weights, large enough for an edit to show and small enough for depth."""
    with torch.no_grad():
        for parameter in network.parameters():
            if not parameter.is_floating_point():
                continue
            if parameter.dim() > 1:
                fan = parameter[0].numel() if parameter.dim() > 1 else 1
                spread = 1.0 if isinstance_embedding(parameter, network) else fan ** -0.5
                parameter.copy_(torch.randn_like(parameter) * spread)
            else:
                parameter.add_(torch.randn_like(parameter) * 0.1)
        for key, buffer in network.named_buffers():
            if key.endswith("running_mean"):
                buffer.copy_(torch.randn_like(buffer) * 0.1)
            if key.endswith("running_var"):
                buffer.copy_(torch.rand_like(buffer) + 0.5)


def isinstance_embedding(parameter, network):
    return any(isinstance(m, nn.Embedding) and m.weight is parameter for m in network.modules())


def real(*shape):
    """Real numbers: batch first."""
    return lambda: [torch.randn(*shape)]


def tokens(length=7, vocabulary=50, batch=2, count=1):
    return lambda: [torch.randint(3, vocabulary, (batch, length)) for _ in range(count)]


class Chosen(nn.Module):
    """A model whose result is a tuple of what counts, called by names."""

    def __init__(self, model, names, keys=None, **fixed):
        super().__init__()
        self.model, self.names, self.keys, self.fixed = model, names, keys, fixed

    def forward(self, *inputs):
        result = self.model(**dict(zip(self.names, inputs)), **self.fixed)
        if isinstance(result, torch.Tensor):
            return result
        keys = self.keys or [k for k, v in result.items() if isinstance(v, torch.Tensor)]
        return tuple(result[key] for key in keys)


def torchvision_operators():
    """Names the operators of torchvision where its own library does not fit this PyTorch.

    No network here runs one; torchvision is not imported without them.
    """
    place = Path(importlib.util.find_spec("torchvision").origin).parent
    try:
        for library in place.glob("_C*.so"):
            torch.ops.load_library(library)
    except OSError:
        pass
    if not hasattr(torch.ops.torchvision, "nms"):
        names = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            names.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        KEPT.append(names)
