"""The cases: each a plan on a network, and seeds of its base and sources."""
import torch

from networks import ROW, rounded

HALF = {"mlp": "02LambdaBlock[0:4]", "transformer": "01TransformerEncoderBlock[1:3, 0:4]",
        "lstm": "01LSTM[1:3, 0:3]"}
WHOLE = {"mlp": "02LambdaBlock", "transformer": "01TransformerEncoderBlock", "lstm": "01LSTM"}
LATER = {"mlp": "04LambdaBlock[2:7]", "transformer": "02TransformerEncoderBlock[2, {0,5}]",
         "lstm": "02Linear[-1, 1:]"}
OTHER = {"mlp": ("02LambdaBlock", "04LambdaBlock"),
         "transformer": ("01TransformerEncoderBlock", "02TransformerEncoderBlock"),
         "lstm": ("01LSTM[:, 0:3]", "02Linear")}
SKIPPED = {"mlp": "03Linear", "transformer": "02TransformerEncoderBlock[:, 2:6]"}
SPANNED = {"mlp": 4, "transformer": 4, "lstm": 3}
WIDTH = {"mlp": 8, "transformer": 8, "lstm": 5}
ROWS = {"mlp": 4, "transformer": 2, "lstm": 2, "identity": 2}
GENERATOR = torch.Generator().manual_seed(7)


def normal(*shape):
    return rounded(torch.randn(shape, generator=GENERATOR, dtype=torch.double))


def orthonormal(rows, columns):
    square = torch.randn(rows, rows, generator=GENERATOR, dtype=torch.double)
    return torch.linalg.qr(square)[0][:, :columns].float().double()


def rotation(width):
    return {"type": "rotation", "weight": orthonormal(width, width)}


def lowrank(width, rank):
    return {"type": "lowrank", "weight": orthonormal(width, rank)}


def pca(width, components):
    return {"type": "pca", "mean": normal(width), "std": normal(width).abs() + 0.5,
            "components": orthonormal(width, components).T.contiguous()}


def autoencoder(width, latents, activation):
    made = {"type": "autoencoder", "encoder": normal(width, latents),
            "encoder_bias": normal(latents) * 0.5, "decoder": normal(latents, width) * 0.5,
            "decoder_bias": normal(width), "activation": activation}
    if activation == "jumprelu":
        made["threshold"] = normal(latents).abs() * 0.5
    return {key: v if isinstance(v, str) else rounded(v) for key, v in made.items()}


def do(site, edit="interchange", **keys):
    return {"site": site, "edit": edit, **keys}


def case(name, network, *interventions, collect=(), sources=1, lengths=None, gradients=None):
    """gradients: names of the plan's own numbers whose gradient is wanted, besides the inputs."""
    rows, row = ROWS[network], ROW[network]
    shapes = [row] + [(length, *row[1:]) for length in lengths or [row[0]] * sources]
    if network == "mlp":
        shapes = [row] * (sources + 1)
    base, *others = [normal(rows, *shape) for shape in shapes]
    plan = {"version": 1, "interventions": list(interventions), "collect": list(collect)}
    return {"name": f"{network}/{name}", "network": network, "plan": plan, "base": base,
            "sources": others, "wanted": gradients}


def edits(net):
    half, whole, spanned, width = HALF[net], WHOLE[net], SPANNED[net], WIDTH[net]
    yield case("plain", net, sources=0)
    yield case("collect", net, collect=[whole, LATER[net], half, whole + ":input"])
    yield case("interchange", net, do(half, source=0), collect=[whole, LATER[net]])
    yield case("interchange-whole", net, do(whole))
    yield case("interchange-later", net, do(LATER[net]))
    yield case("interchange-input", net, do(whole + ":input"))
    yield case("interchange-output", net, do(":output"))
    yield case("add", net, do(half, "add", value=normal(spanned)), sources=0)
    yield case("add-scaled", net, do(half, "add", value=normal(spanned), scale=-2.5), sources=0)
    yield case("add-one", net, do(whole, "add", value=normal()), sources=0)
    yield case("add-source", net, do(half, "add", source=0))
    yield case("add-source-scaled", net, do(whole, "add", source=0, scale=0.5))
    yield case("subtract", net, do(half, "subtract", value=normal(spanned)), sources=0)
    yield case("subtract-source-scaled", net, do(half, "subtract", source=0, scale=1.5))
    yield case("scale", net, do(half, "scale", value=normal()), sources=0)
    yield case("scale-each", net, do(half, "scale", value=normal(spanned)), sources=0)
    yield case("zero", net, do(half, "zero"), sources=0, collect=[half, LATER[net]])
    yield case("set", net, do(half, "set", value=normal(spanned)), sources=0)
    rows = ROWS[net]
    per_row = (rows, spanned) if net == "mlp" else (rows, 2, spanned)
    yield case("set-per-row", net, do(half, "set", value=normal(*per_row)), sources=0)
    yield case("mean", net, do(whole, "mean", value=normal(width)), sources=0)
    if net in SKIPPED:
        yield case("skip", net, do(SKIPPED[net], "skip"), sources=0)
    weights = rounded(torch.rand(spanned, generator=GENERATOR, dtype=torch.double))
    yield case("mask-weights", net, do(half, "mask", weights=weights))
    yield case("mask-logits", net, do(whole, "mask", logits=normal(width), temperature=0.5))
    yield case("mask-boundary", net, do(whole, "mask", boundary=0.4, temperature=0.75))


def featurizers(net):
    half, whole, spanned, width = HALF[net], WHOLE[net], SPANNED[net], WIDTH[net]
    yield case("rotation-all", net, do(whole, featurizer=rotation(width)))
    yield case("rotation", net, do(whole, featurizer=rotation(width), features="0:2"))
    yield case("rotation-region", net, do(half, featurizer=rotation(spanned), features=[0, 2]))
    yield case("rotation-add", net, do(whole, "add", featurizer=rotation(width), features="1:3",
                                       value=normal(2), scale=2.0), sources=0)
    yield case("rotation-zero", net, do(whole, "zero", featurizer=rotation(width),
                                        features="3:"), sources=0)
    yield case("boundless", net, do(whole, "mask", featurizer=rotation(width), boundary=0.5,
                                    temperature=0.5))
    yield case("rotation-mask", net, do(whole, "mask", featurizer=rotation(width),
                                        logits=normal(width), temperature=0.25))
    yield case("lowrank", net, do(whole, featurizer=lowrank(width, 3)))
    yield case("lowrank-features", net, do(whole, featurizer=lowrank(width, 3), features=[0, 2]))
    yield case("pca-full", net, do(whole, featurizer=pca(width, width), features="0:3"))
    yield case("pca", net, do(whole, featurizer=pca(width, 3), features="0:2"))
    relu, jump = autoencoder(width, 12, "relu"), autoencoder(width, 12, "jumprelu")
    yield case("autoencoder", net, do(whole, featurizer=relu, features=[0, 3, 7]))
    yield case("autoencoder-jumprelu", net, do(whole, featurizer=jump, features="2:8"))
    yield case("autoencoder-zero", net, do(whole, "zero", featurizer=jump, features="0:4"),
               sources=0)
    each = [[row % 3, row % 3 + 1] for row in range(ROWS[net])]
    yield case("features", net, do(half, features=[2, 0]))
    yield case("features-per-row", net, do(whole, features=each))
    yield case("rotation-per-row", net, do(whole, featurizer=rotation(width), features=each))


def several(net):
    half, whole, width = HALF[net], WHOLE[net], WIDTH[net]
    later, (written, read) = LATER[net], OTHER[net]
    yield case("from", net, do(written, **{"from": read}))
    rows = [0, 3] if net == "mlp" else [1]
    yield case("rows", net, do(whole, rows=rows))
    yield case("rows-apart", net, do(half, rows=[0]), do(half, source=1, rows=[1]), sources=2)
    yield case("two-sources", net, do(half), do(later, source=1), sources=2,
               collect=[whole, later])
    yield case("second-source-only", net, do(half, source=1), sources=2)
    yield case("network-order", net, do(later, "scale", value=torch.tensor(2.0).double()),
               do(whole), collect=[later])
    yield case("two-at-one-site", net, do(half, "add", value=normal()),
               do(whole, "scale", value=normal()), sources=0)
    yield case("two-at-one-site-turned", net, do(whole, "scale", value=normal()),
               do(half, "add", value=normal()), sources=0)
    yield case("last-of-two", net, do(whole), do(half, source=1), sources=2)
    yield case("chain", net, do(half, source=0, into=1), do(later, source=1), sources=2,
               collect=[whole, later])
    yield case("chain-of-three", net, do(half, source=0, into=1),
               do(whole + ":input", source=1, into=2), do(later, source=2), sources=3)


def positions(net):
    """Where there are steps or tokens: per-row positions, sources of another length, ranges."""
    whole, later = WHOLE[net], LATER[net].split("[")[0]
    at = {"base": [[0], [3]], "source": [[2], [1]]}
    pairs = {"base": [[1, 2], [0, 3]], "source": [[0, 3], [2, 1]]}
    yield case("position", net, do(whole + "[2]"))
    yield case("position-units", net, do(whole + "[2, 0:3]"))
    yield case("positions-set", net, do(whole + "[{0,-1}, 1:4]"))
    yield case("positions-per-row", net, do(whole, positions=at))
    yield case("positions-two-per-row", net, do(whole + "[:, 1:3]", positions=pairs),
               collect=[later])
    yield case("positions-zero", net, do(whole, "zero", positions={"base": [[0, 1], [3, 2]]}),
               sources=0)
    yield case("positions-rotation", net, do(whole, positions=at, features="0:2",
                                             featurizer=rotation(WIDTH[net])))
    yield case("positions-from", net, do(OTHER[net][0], positions=pairs,
                                         **{"from": OTHER[net][1]}))
    yield case("longer-source", net, do(whole, positions={"base": [[1], [3]],
                                                          "source": [[5], [4]]}), lengths=[6])
    yield case("shorter-source", net, do(whole, positions={"base": [[3], [2]],
                                                           "source": [[0], [1]]}), lengths=[2])
    yield case("lengths-apart", net, do(whole, positions={"base": [[1], [3]],
                                                          "source": [[5], [4]]}),
               do(later, source=1, positions={"base": [[0], [2]], "source": [[2], [1]]}),
               lengths=[6, 3])
    yield case("position-features-per-row", net, do(whole, positions=at,
                                                    features=[[0, 1], [3, 4]]))


def inside():
    """Places inside the transformer's blocks, heads, and a rectangle of layers by tokens."""
    net, blocks = "transformer", ("01TransformerEncoderBlock", "02TransformerEncoderBlock")
    first, second = blocks
    attention = ".01selfAttention."
    yield case("heads", net, do(first + attention + "04resultProjection:input[:, h{1}/2]"))
    yield case("heads-value", net, do(second + attention + "03valueProjection[1:3, h{0}/2]"))
    yield case("heads-zero", net, do(first + attention + "04resultProjection:input[1, h{0}/2]",
                                     "zero"), sources=0)
    yield case("heads-both", net,
               do(first + attention + "01keyProjection[:, h{1,0}/2]"),
               do(first + attention + "02queryProjection[:, h{0}/2]", source=1), sources=2)
    yield case("attention-output", net, do(first + attention + "04resultProjection[:, 0:4]"))
    yield case("attention-pattern", net, do(second + attention + "05probabilityDropout[1, 2]"))
    yield case("hidden", net, do(second + ".03outputBlock.02LambdaBlock[:, h{1,3}/4]"))
    yield case("feed-forward", net, do(first + ".03outputBlock[0:2]"))
    yield case("norm-input", net, do(first + ".02attentionNorm:input[3]"))
    yield case("rectangle", net, *[do(block + "[1:3]") for block in blocks], collect=list(blocks))
    yield case("rectangle-units", net, *[do(block + "[1:4, 2:5]") for block in blocks])
    yield case("rectangle-last-first", net, *[do(block + "[0:2]") for block in blocks[::-1]])


def gradients():
    for net in ("mlp", "transformer"):
        half, whole, width = HALF[net], WHOLE[net], WIDTH[net]
        yield case("gradient-interchange", net, do(half), gradients=[])
        yield case("gradient-rotation", net, do(whole, featurizer=rotation(width), features="0:3"),
                   gradients=["featurizer.weight"])
        yield case("gradient-boundless", net,
                   do(whole, "mask", featurizer=rotation(width), temperature=0.5,
                      boundary=torch.tensor(0.5).double()),
                   gradients=["featurizer.weight", "boundary"])
        yield case("gradient-mask", net,
                   do(whole, "mask", logits=normal(width), temperature=0.5), gradients=["logits"])
        yield case("gradient-lowrank-two-sources", net,
                   do(whole, featurizer=lowrank(width, 2)), do(LATER[net], source=1),
                   sources=2, gradients=["featurizer.weight"])


def identity():
    """The three cases of units, on counting numbers."""
    numbers = torch.arange(72).double().reshape(2, 2, 3, 6)
    first, second = "01HookPoint[:, 0:2]", "01HookPoint[2, 1:3]"
    plans = {
        "units": [do(first)],
        "units-per-position": [do("01HookPoint[0:2, 0:2]"), do(second)],
        "units-per-row": [do("01HookPoint", features=[[0, 1], [1, 2]])],
    }
    for name, interventions in plans.items():
        made = case(name, "identity", *interventions)
        yield {**made, "base": numbers[0], "sources": [numbers[1]]}


def all_cases():
    for net in ("mlp", "transformer", "lstm"):
        for group in (edits, featurizers, several):
            yield from group(net)
        if net != "mlp":
            yield from positions(net)
    yield from inside()
    yield from gradients()
    yield from identity()
