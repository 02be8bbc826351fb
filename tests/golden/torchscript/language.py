"""Writes the untrained language model that the recipe ioi trains.

    python language.py ../../../zoo/src/main/resources/io/github/djliit/zoo/language

GPT-2's layout and names in plain PyTorch: traced, the model of the transformers library names the
device that it was traced on; this one runs on any, with any number of rows and tokens.
"""
import sys
from pathlib import Path

import torch
from torch import nn

import archive

WORDS, POSITIONS, UNITS, HEADS, LAYERS, INNER = 49, 24, 64, 4, 4, 128


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn = nn.Linear(UNITS, 3 * UNITS)
        self.c_proj = nn.Linear(UNITS, UNITS)
        later = torch.full((POSITIONS, POSITIONS), -1e9).triu(1)
        self.register_buffer("later", later)

    def forward(self, x):
        rows, tokens, _ = x.shape
        query, key, value = (part.view(rows, tokens, HEADS, -1).transpose(1, 2)
                             for part in self.c_attn(x).split(UNITS, 2))
        scores = query @ key.transpose(2, 3) * (UNITS // HEADS) ** -.5
        weights = (scores + self.later[:tokens, :tokens]).softmax(-1)
        heads = weights @ value
        return self.c_proj(heads.transpose(1, 2).reshape(rows, tokens, UNITS))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_fc = nn.Linear(UNITS, INNER)
        self.c_proj = nn.Linear(INNER, UNITS)

    def forward(self, x):
        return self.c_proj(nn.functional.gelu(self.c_fc(x), approximate="tanh"))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1 = nn.LayerNorm(UNITS)
        self.attn = Attention()
        self.ln_2 = nn.LayerNorm(UNITS)
        self.mlp = Mlp()

    def forward(self, x):
        middle = x + self.attn(self.ln_1(x))
        return middle + self.mlp(self.ln_2(middle))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(WORDS, UNITS)
        self.wpe = nn.Parameter(torch.empty(POSITIONS, UNITS))
        self.h = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.ln_f = nn.LayerNorm(UNITS)

    def forward(self, input_ids):
        x = self.wte(input_ids) + self.wpe[:input_ids.shape[1]]
        for layer in self.h:
            x = layer(x)
        return self.ln_f(x)


class LanguageModel(nn.Module):
    """input_ids [batch, tokens] -> logits [batch, tokens, words]."""

    def __init__(self):
        super().__init__()
        self.transformer = Transformer()
        self.lm_head = nn.Linear(UNITS, WORDS, bias=False)

    def forward(self, input_ids):
        return self.lm_head(self.transformer(input_ids))


def build():
    model = LanguageModel().eval()
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter)
        elif "ln_" not in name:
            nn.init.normal_(parameter, std=.08)
    return model


folder = Path(sys.argv[1])
torch.manual_seed(42)
model = build()
traced = torch.jit.trace(model, torch.randint(WORDS, (5, 14)))
for shape in (1, 1), (3, 9), (2, POSITIONS):
    ids = torch.randint(WORDS, shape)
    torch.testing.assert_close(traced(ids), model(ids))
folder.mkdir(parents=True, exist_ok=True)
archive.write(traced, folder / "ioi.pt")
