"""Networks of torchvision and timm."""
import torch
from torch import nn

from architecture.spec import Spec, real

IMAGE = real(2, 3, 32, 32)


def vision(build, inputs=IMAGE, how="trace"):
    """build: of the module torchvision.models, which is imported only when it is asked for."""
    def make():
        from torchvision import models
        return build(models)
    return Spec(make, inputs, how)


class Main(nn.Module):
    """What a model names 'out'."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x)["out"]


class Last(nn.Module):
    def __init__(self, model, updates):
        super().__init__()
        self.model, self.updates = model, updates

    def forward(self, first, second):
        return self.model(first, second, num_flow_updates=self.updates)[-1]


def slim_resnet(m, block, layers, **more):
    """A ResNet of few channels: its class fixes 64, so stages are made again."""
    class Slim(m.ResNet):
        def _make_layer(self, block, planes, blocks, stride=1, dilate=False):
            return super()._make_layer(block, planes // 8, blocks, stride, dilate)

    def make():
        network = Slim.__new__(Slim)
        m.ResNet.__init__(network, block, layers, num_classes=5, **more)
        return network

    # The stem has 64 channels, the classifier 512 times the expansion: both are replaced.
    network = make()
    network.fc = nn.Linear(64 * block.expansion, 5)
    return network


def efficientnet(m):
    from torchvision.models.efficientnet import FusedMBConvConfig, MBConvConfig
    settings = [MBConvConfig(1, 3, 1, 8, 8, 1), MBConvConfig(4, 5, 2, 8, 16, 2),
                FusedMBConvConfig(2, 3, 1, 16, 16, 1)]
    return m.EfficientNet(settings, dropout=0.1, last_channel=32, num_classes=5)


def mobilenet_v3(m):
    from torchvision.models.mobilenetv3 import InvertedResidualConfig as Block
    return m.MobileNetV3([Block(8, 3, 8, 8, True, "RE", 1, 1, 1),
                          Block(8, 5, 24, 16, True, "HS", 2, 1, 1),
                          Block(16, 3, 32, 16, False, "HS", 1, 1, 1)], 32, num_classes=5)


def regnet(m):
    from torchvision.models.regnet import BlockParams
    parameters = BlockParams.from_init_params(2, 8, 4.0, 2.0, 4, se_ratio=0.25)
    return m.RegNet(parameters, num_classes=5, stem_width=8)


def convnext(m):
    from torchvision.models.convnext import CNBlockConfig
    return m.ConvNeXt([CNBlockConfig(8, 16, 1), CNBlockConfig(16, None, 1)], num_classes=5,
                      layer_scale=0.5)


def vit(m):
    return m.VisionTransformer(32, 16, 2, 4, 16, 32, num_classes=5)


def swin(m, v2=False):
    from torchvision.models import swin_transformer as s
    more = {"block": s.SwinTransformerBlockV2, "downsample_layer": s.PatchMergingV2} if v2 else {}
    return m.SwinTransformer([4, 4], 16, [2, 2], [2, 2], [4, 4], num_classes=5, **more)


def deeplab(m):
    from torchvision.models.segmentation.deeplabv3 import DeepLabHead
    from torchvision.models.segmentation.deeplabv3 import DeepLabV3
    backbone = nn.Sequential()
    backbone.add_module("conv", nn.Conv2d(3, 8, 3, 2, 1))
    backbone.add_module("relu", nn.ReLU(inplace=True))

    class Backbone(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = backbone

        def forward(self, x):
            return {"out": self.layers(x)}

    head = DeepLabHead(8, 5, (2, 3))
    return DeepLabV3(Backbone(), head)


def fcn(m):
    from torchvision.models._utils import IntermediateLayerGetter
    from torchvision.models.segmentation.fcn import FCN, FCNHead
    network = slim_resnet(m, m.resnet.BasicBlock, [1, 1, 1, 1])
    backbone = IntermediateLayerGetter(network, {"layer4": "out"})
    return FCN(backbone, FCNHead(64, 5))


def raft(m):
    from torchvision.models.optical_flow.raft import ResidualBlock, _raft
    return _raft(
        weights=None, progress=False,
        feature_encoder_layers=(8, 8, 8, 8, 16), feature_encoder_block=ResidualBlock,
        feature_encoder_norm_layer=nn.BatchNorm2d,
        context_encoder_layers=(8, 8, 8, 8, 16), context_encoder_block=ResidualBlock,
        context_encoder_norm_layer=nn.BatchNorm2d,
        corr_block_num_levels=2, corr_block_radius=1, motion_encoder_corr_layers=(8,),
        motion_encoder_flow_layers=(8, 4), motion_encoder_out_channels=8,
        recurrent_block_hidden_state_size=8, recurrent_block_kernel_size=((1, 5), (5, 1)),
        recurrent_block_padding=((0, 2), (2, 0)), flow_head_hidden_size=8, use_mask_predictor=False)


def googlenet(m):
    import importlib
    g = importlib.import_module("torchvision.models.googlenet")

    def conv(inside, outside, **more):
        return g.BasicConv2d(max(3, inside // 8), outside // 8, **more)

    def block(*channels):
        return g.Inception(*(c // 8 for c in channels))

    network = m.GoogLeNet(5, aux_logits=False, init_weights=False,
                          blocks=[conv, block, g.InceptionAux])
    network.fc = nn.Linear(128, 5)
    return network


def inception(m):
    import functools
    import importlib
    i = importlib.import_module("torchvision.models.inception")

    def conv(inside, outside, **more):
        return i.BasicConv2d(max(3, inside // 8), outside // 8, **more)

    blocks = [functools.partial(b, conv_block=conv) for b in (
        i.InceptionA, i.InceptionB, i.InceptionC, i.InceptionD, i.InceptionE)]
    network = m.Inception3(5, aux_logits=False, init_weights=False,
                           inception_blocks=[conv, *blocks, i.InceptionAux])
    network.fc = nn.Linear(256, 5)
    return network


def shuffle(m):
    return m.ShuffleNetV2([1, 2, 1], [8, 8, 16, 16, 32], num_classes=5)


def densenet(m):
    return m.DenseNet(4, (2, 2), 8, bn_size=2, num_classes=5)


def mobilenet_v2(m):
    return m.MobileNetV2(5, 0.25, [[1, 8, 1, 1], [4, 16, 2, 2]])


NETWORKS = {}


def add(name, build, inputs=IMAGE, hows=("trace",)):
    for how in hows:
        suffix = "" if how == "trace" else f"-{how}"
        NETWORKS[name + suffix] = vision(build, inputs, how)


BOTH = ("trace", "script")
add("tv-resnet18", lambda m: slim_resnet(m, m.resnet.BasicBlock, [2, 1, 1, 1]), hows=BOTH)
add("tv-resnet50", lambda m: slim_resnet(m, m.resnet.Bottleneck, [2, 1, 1, 1]), hows=(*BOTH, "freeze"))
add("tv-resnext", lambda m: slim_resnet(m, m.resnet.Bottleneck, [1, 1, 1, 1], groups=2,
                                        width_per_group=32))
add("tv-squeezenet", lambda m: m.squeezenet1_1(num_classes=5), hows=BOTH)
add("tv-densenet", densenet, hows=BOTH)
add("tv-mobilenet-v2", mobilenet_v2, hows=BOTH)
add("tv-mobilenet-v3", mobilenet_v3, hows=BOTH)
add("tv-efficientnet", efficientnet, hows=BOTH)
add("tv-mnasnet", lambda m: m.MNASNet(0.1, 5), real(2, 3, 32, 32))
add("tv-googlenet", googlenet)
add("tv-shufflenet", shuffle, hows=BOTH)
add("tv-regnet", regnet, hows=BOTH)
add("tv-convnext", convnext, hows=BOTH)
add("tv-vit", vit, hows=BOTH)
add("tv-swin", swin, hows=BOTH)
add("tv-swin-v2", lambda m: swin(m, True), hows=BOTH)
add("tv-deeplabv3", lambda m: Main(deeplab(m)))
add("tv-deeplabv3-script", deeplab)
NETWORKS["tv-deeplabv3-script"].how = "script"
add("tv-fcn", lambda m: Main(fcn(m)))
add("tv-inception", inception, real(2, 3, 80, 80), BOTH)
add("tv-raft", lambda m: Last(raft(m), 2),
    lambda: [torch.rand(1, 3, 128, 128) * 2 - 1 for _ in range(2)])


def timm_model(name, how="trace", size=32, **more):
    def make():
        import timm
        return timm.create_model(name, num_classes=5, **more)
    return Spec(make, real(2, 3, size, size), how)


def timm_class(file, name, how="trace", size=32, **settings):
    """A class of timm by its settings; those that are texts name classes of the same file."""
    def make():
        import importlib
        library = importlib.import_module(f"timm.models.{file}")
        resolved = {k: getattr(library, v) if isinstance(v, str) else v
                    for k, v in settings.items()}
        return getattr(library, name)(num_classes=5, **resolved)
    return Spec(make, real(2, 3, size, size), how)


def maxvit():
    from timm.models import maxxvit as m
    config = m.MaxxVitCfg(
        embed_dim=(8, 16), depths=(1, 1), block_type=("M", "M"), stem_width=8,
        conv_cfg=m.MaxxVitConvCfg(), transformer_cfg=m.MaxxVitTransformerCfg(
            dim_head=4, window_size=(4, 4)))
    return m.MaxxVit(config, img_size=64, num_classes=5)


MIXER = dict(img_size=32, patch_size=8, embed_dim=16, num_blocks=2)
SMALL_VIT = dict(img_size=32, patch_size=8, embed_dim=16, depth=2, num_heads=2)
NETWORKS |= {
    "timm-resnet": timm_model("test_resnet"),
    "timm-resnet-script": timm_model("test_resnet", "script"),
    "timm-efficientnet": timm_model("test_efficientnet"),
    "timm-efficientnet-evos": timm_model("test_efficientnet_evos"),
    "timm-byobnet": timm_model("test_byobnet"),
    "timm-vit-test": timm_model("test_vit", size=160),
    "timm-vit": timm_model("vit_tiny_patch16_224", **SMALL_VIT),
    "timm-vit-script": timm_model("vit_tiny_patch16_224", "script", **SMALL_VIT),
    "timm-deit": timm_model("deit_tiny_distilled_patch16_224", **SMALL_VIT),
    "timm-beit": timm_model("beit_base_patch16_224", **SMALL_VIT),
    "timm-eva": timm_model("eva02_tiny_patch14_224", **SMALL_VIT),
    "timm-cait": timm_model("cait_xxs24_224", **SMALL_VIT),
    "timm-xcit": timm_model("xcit_nano_12_p16_224", **(SMALL_VIT | {"num_heads": 2})),
    "timm-swin": timm_model("swin_tiny_patch4_window7_224", img_size=32, window_size=4,
                            embed_dim=8, depths=(2, 2), num_heads=(2, 2)),
    "timm-swin-script": timm_model("swin_tiny_patch4_window7_224", "script", img_size=32,
                                   window_size=4, embed_dim=8, depths=(2, 2), num_heads=(2, 2)),
    "timm-mixer": timm_class("mlp_mixer", "MlpMixer", **MIXER),
    "timm-mixer-script": timm_class("mlp_mixer", "MlpMixer", "script", **MIXER),
    "timm-resmlp": timm_class("mlp_mixer", "MlpMixer", block_layer="ResBlock", mlp_ratio=4,
                              norm_layer="Affine", **MIXER),
    "timm-densenet": timm_model("densenet121", growth_rate=4, block_config=(2, 2)),
    "timm-maxvit": Spec(maxvit, real(2, 3, 64, 64)),
    "timm-levit": timm_class("levit", "Levit", size=64, img_size=64, embed_dim=(16, 16),
                             key_dim=4, num_heads=(2, 2), depth=(1, 1)),
    "timm-convnext": timm_model("test_convnext"),
    "timm-convnext-script": timm_model("test_convnext", "script"),
    "timm-convnext2": timm_model("test_convnext2"),
    "timm-nfnet": timm_model("test_nfnet"),
    "timm-mambaout": timm_model("test_mambaout"),
    "timm-mobilenetv3": timm_model("mobilenetv3_small_050"),
    "timm-mobilenetv4": timm_model("mobilenetv4_conv_small_035"),
    "timm-ghostnet": timm_model("ghostnet_050"),
    "timm-poolformer": timm_class("metaformer", "MetaFormer", depths=(1, 1), dims=(8, 16)),
    "timm-pvt": timm_model("pvt_v2_b0", depths=(1, 1), embed_dims=(8, 16), num_heads=(1, 2),
                           mlp_ratios=(2, 2), sr_ratios=(2, 1)),
    "timm-volo": timm_class("volo", "VOLO", layers=[1, 1], img_size=32, embed_dims=[16, 16],
                            num_heads=[2, 2], downsamples=[False, False],
                            outlook_attention=[True, False]),
    "timm-dla": timm_model("dla46_c"),
    "timm-visformer": timm_class("visformer", "Visformer", img_size=32, init_channels=8,
                                 embed_dim=32, depth=(1, 1, 1), num_heads=2),
    "timm-mobilevit": timm_model("mobilevit_xxs"),
    "timm-twins": timm_model("twins_svt_small", img_size=64, embed_dims=(8, 16), depths=(1, 1),
                             num_heads=(2, 2), mlp_ratios=(2, 2), sr_ratios=(2, 1), wss=(4, 4)),
}
