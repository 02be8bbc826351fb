"""Networks of the transformers library: text, images, sound and series."""
import importlib

import torch

from architecture.spec import Chosen, Spec, tokens

SMALL = dict(vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
             intermediate_size=24, max_position_embeddings=32, pad_token_id=0, bos_token_id=1,
             eos_token_id=2)
NETWORKS = {}


def hf(name, model, config, inputs=None, names=("input_ids",), keys=None, attention="eager",
       fixed=None, how="trace", **settings):
    def make():
        library = importlib.import_module("transformers")
        made = getattr(library, config)(**settings)
        made._attn_implementation = attention
        network = getattr(library, model)(made)
        return Chosen(network, names, keys, **(fixed or {}))
    NETWORKS[name] = Spec(make, inputs or tokens(), how)


def decoder(name, stem, **more):
    """A language model by the common names of sizes."""
    settings = {**SMALL, "use_cache": False, **more}
    hf(name, f"{stem}ForCausalLM", f"{stem}Config", keys=("logits",), fixed={"use_cache": False},
       **settings)


def encoder(name, stem, head="Model", **more):
    settings = {**SMALL, **more}
    masked = lambda: [torch.randint(3, 50, (2, 7)), torch.ones(2, 7, dtype=torch.int64)]  # noqa
    hf(name, f"{stem}{head}", f"{stem}Config", masked, ("input_ids", "attention_mask"), **settings)


GPT2 = dict(vocab_size=50, n_embd=16, n_layer=2, n_head=2, n_positions=32, bos_token_id=1,
            eos_token_id=2, use_cache=False)
GROUPED = dict(num_key_value_heads=1, head_dim=8)
hf("gpt2", "GPT2LMHeadModel", "GPT2Config", keys=("logits",), fixed={"use_cache": False}, **GPT2)
hf("gpt2-sdpa", "GPT2LMHeadModel", "GPT2Config", keys=("logits",), attention="sdpa",
   fixed={"use_cache": False}, **GPT2)
hf("openai-gpt", "OpenAIGPTLMHeadModel", "OpenAIGPTConfig", keys=("logits",), vocab_size=50,
   n_embd=16, n_layer=2, n_head=2, n_positions=32)
hf("ctrl", "CTRLLMHeadModel", "CTRLConfig", keys=("logits",), fixed={"use_cache": False},
   vocab_size=50, n_embd=16, n_layer=2, n_head=2, n_positions=32, dff=24)
hf("gptj", "GPTJForCausalLM", "GPTJConfig", keys=("logits",), fixed={"use_cache": False},
   rotary_dim=4, **GPT2)
hf("codegen", "CodeGenForCausalLM", "CodeGenConfig", keys=("logits",), fixed={"use_cache": False},
   rotary_dim=4, **{**GPT2, "n_head": 4})
hf("gpt-neo", "GPTNeoForCausalLM", "GPTNeoConfig", keys=("logits",), fixed={"use_cache": False},
   vocab_size=50, hidden_size=16, num_layers=2, num_heads=2, intermediate_size=24,
   attention_types=[[["global", "local"], 1]], max_position_embeddings=32, window_size=4)
decoder("gpt-neox", "GPTNeoX")
decoder("gpt-bigcode", "GPTBigCode", n_embd=16, n_layer=2, n_head=2)
decoder("llama", "Llama", **GROUPED)
decoder("llama-tied", "Llama", tie_word_embeddings=True)
decoder("qwen2", "Qwen2", **GROUPED)
decoder("qwen3", "Qwen3", **GROUPED)
decoder("mistral", "Mistral", **GROUPED)
decoder("mixtral", "Mixtral", num_local_experts=2, **GROUPED)
decoder("gemma", "Gemma", **GROUPED)
decoder("gemma2", "Gemma2", **GROUPED)
decoder("gemma3", "Gemma3", **GROUPED)
NETWORKS.pop("gemma3")
hf("gemma3", "Gemma3ForCausalLM", "Gemma3TextConfig", keys=("logits",), fixed={"use_cache": False},
   **{**SMALL, **GROUPED})
decoder("falcon", "Falcon", new_decoder_architecture=False, parallel_attn=True, alibi=False,
        ffn_hidden_size=24)
decoder("falcon-alibi", "Falcon", new_decoder_architecture=False, parallel_attn=False, alibi=True,
        ffn_hidden_size=24)
decoder("opt", "OPT", word_embed_proj_dim=16, ffn_dim=24)
decoder("phi", "Phi")
decoder("phi3", "Phi3")
decoder("mpt", "Mpt", d_model=16, n_layers=2, n_heads=2, max_seq_len=32)
decoder("olmo2", "Olmo2")
decoder("olmo", "Olmo")
decoder("stablelm", "StableLm", num_key_value_heads=2)
decoder("starcoder2", "Starcoder2")
decoder("cohere", "Cohere")
decoder("persimmon", "Persimmon")
decoder("nemotron", "Nemotron", num_key_value_heads=2)
decoder("granite", "Granite")
decoder("glm", "Glm", **GROUPED)
decoder("smollm3", "SmolLM3", num_key_value_heads=2)
decoder("biogpt", "BioGpt")
decoder("xglm", "XGLM", d_model=16, num_layers=2, attention_heads=2, ffn_dim=24)
decoder("mamba", "Mamba", state_size=4, expand=2, conv_kernel=3, time_step_rank=4)
decoder("mamba2", "Mamba2", state_size=4, num_heads=4, head_dim=8, n_groups=1, chunk_size=4)
decoder("rwkv", "Rwkv", context_length=16, attention_hidden_size=16)
encoder("bert", "Bert")
encoder("bert-classifier", "Bert", "ForSequenceClassification")
encoder("bert-masked", "Bert", "ForMaskedLM")
encoder("roberta", "Roberta")
encoder("xlm-roberta", "XLMRoberta")
encoder("camembert", "Camembert", "ForTokenClassification")
encoder("electra", "Electra", embedding_size=8)
encoder("distilbert", "DistilBert", dim=16, n_layers=2, n_heads=2, hidden_dim=24)
encoder("albert", "Albert", embedding_size=8, num_hidden_groups=1)
encoder("deberta", "Deberta", relative_attention=True, pos_att_type=["c2p", "p2c"])
encoder("deberta-v2", "DebertaV2", relative_attention=True, pos_att_type=["c2p", "p2c"],
        position_buckets=8, norm_rel_ebd="layer_norm", share_att_key=True)
encoder("mpnet", "MPNet")
encoder("ernie", "Ernie")
encoder("layoutlm", "LayoutLM")
encoder("mobilebert", "MobileBert", intra_bottleneck_size=16, embedding_size=16,
        true_hidden_size=16)
encoder("squeezebert", "SqueezeBert", embedding_size=16, q_groups=2, k_groups=2, v_groups=2,
        post_attention_groups=1, intermediate_groups=2, output_groups=2)
encoder("convbert", "ConvBert", embedding_size=16, head_ratio=1, conv_kernel_size=3)
hf("fnet", "FNetModel", "FNetConfig", **{**SMALL, "type_vocab_size": 2})
encoder("roformer", "RoFormer", embedding_size=16)
encoder("nystromformer", "Nystromformer", num_landmarks=7, segment_means_seq_len=7,
        conv_kernel_size=3)
encoder("modernbert", "ModernBert", local_attention=4, global_attn_every_n_layers=2)
encoder("esm", "Esm", position_embedding_type="rotary", mask_token_id=4, token_dropout=False)
encoder("canine", "Canine", downsampling_rate=2, local_transformer_stride=8,
        num_hash_buckets=20, upsampling_kernel_size=2)
encoder("ibert", "IBert", quant_mode=False)
encoder("megatron-bert", "MegatronBert")
encoder("longformer", "Longformer", attention_window=4)
encoder("bigbird", "BigBird", attention_type="original_full")
encoder("data2vec-text", "Data2VecText")
hf("xlnet", "XLNetModel", "XLNetConfig", keys=("last_hidden_state",), vocab_size=50, d_model=16,
   n_layer=2, n_head=2, d_inner=24, fixed={"use_mems": False})
hf("xlm", "XLMModel", "XLMConfig", vocab_size=50, emb_dim=16, n_layers=2, n_heads=2,
   max_position_embeddings=32, keys=("last_hidden_state",))
hf("funnel", "FunnelModel", "FunnelConfig", vocab_size=50, block_sizes=[1, 1],
   num_decoder_layers=1, d_model=16, n_head=2, d_head=8, d_inner=24, keys=("last_hidden_state",))
PAIR = ("input_ids", "decoder_input_ids")
TO_TEXT = dict(vocab_size=50, d_model=16, encoder_layers=2, decoder_layers=2,
               encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=24,
               decoder_ffn_dim=24, max_position_embeddings=32, pad_token_id=0, bos_token_id=1,
               eos_token_id=2, decoder_start_token_id=2)
for name, stem, more in (
        ("bart", "Bart", {"forced_eos_token_id": 2}), ("mbart", "MBart", {}),
        ("pegasus", "Pegasus", {}), ("marian", "Marian", {"decoder_vocab_size": 50}),
        ("m2m100", "M2M100", {}), ("blenderbot", "Blenderbot", {}), ("plbart", "PLBart", {})):
    model = {"Marian": "MarianMTModel"}.get(stem, f"{stem}ForConditionalGeneration")
    hf(name, model, f"{stem}Config", tokens(count=2), PAIR, ("logits",),
       fixed={"use_cache": False}, **{**TO_TEXT, **more})
hf("led", "LEDModel", "LEDConfig", tokens(8, count=2), PAIR, ("last_hidden_state",),
   fixed={"use_cache": False}, attention_window=4, max_encoder_position_embeddings=32,
   max_decoder_position_embeddings=32, **{k: v for k, v in TO_TEXT.items() if "max_pos" not in k})
hf("prophetnet", "ProphetNetModel", "ProphetNetConfig", tokens(count=2), PAIR,
   ("last_hidden_state",), fixed={"use_cache": False}, vocab_size=50, hidden_size=16,
   encoder_ffn_dim=24, decoder_ffn_dim=24, num_encoder_layers=2, num_decoder_layers=2,
   num_encoder_attention_heads=2, num_decoder_attention_heads=2, max_position_embeddings=32)
T5 = dict(vocab_size=50, d_model=16, d_kv=8, d_ff=24, num_layers=2, num_decoder_layers=2,
          num_heads=2, pad_token_id=0, eos_token_id=1, decoder_start_token_id=0)
for name, stem, more in (("t5", "T5", {}), ("t5-gated", "T5", {
        "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False}),
        ("umt5", "UMT5", {}), ("mt5", "MT5", {}), ("longt5", "LongT5", {
            "local_radius": 4, "encoder_attention_type": "local"})):
    hf(name, f"{stem}ForConditionalGeneration", f"{stem}Config", tokens(count=2), PAIR,
       ("logits",), fixed={"use_cache": False}, **{**T5, **more})

EYE = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
           image_size=16, patch_size=8, num_channels=3)


def image(size=16, batch=2):
    return lambda: [torch.randn(batch, 3, size, size)]


def eye(name, stem, head="Model", size=16, **more):
    hf(name, f"{stem}{head}", f"{stem}Config", image(size), ("pixel_values",), **more)


eye("vit", "ViT", **EYE)
eye("vit-classifier", "ViT", "ForImageClassification", **EYE)
eye("deit", "DeiT", **EYE)
eye("beit", "Beit", use_relative_position_bias=True, layer_scale_init_value=0.1, **EYE)
eye("data2vec-vision", "Data2VecVision", use_relative_position_bias=True, **EYE)
eye("dinov2", "Dinov2", **EYE)
eye("dinov2-registers", "Dinov2WithRegisters", **EYE)
eye("ijepa", "IJepa", **EYE)
eye("yolos", "Yolos", **{**EYE, "image_size": [16, 16], "num_detection_tokens": 3})
eye("swin", "Swin", "ForImageClassification", 32, image_size=32, patch_size=4, embed_dim=8,
    depths=[2, 1], num_heads=[2, 2], window_size=4, num_labels=3)
eye("swinv2", "Swinv2", "ForImageClassification", 32, image_size=32, patch_size=4, embed_dim=8,
    depths=[2, 1], num_heads=[2, 2], window_size=4, num_labels=3)
eye("convnext-hf", "ConvNext", "ForImageClassification", 32, depths=[1, 1, 1, 1],
    hidden_sizes=[4, 8, 8, 8])
eye("convnextv2", "ConvNextV2", "ForImageClassification", 32, depths=[1, 1, 1, 1],
    hidden_sizes=[4, 8, 8, 8])
eye("resnet-hf", "ResNet", "ForImageClassification", 32, embedding_size=4,
    hidden_sizes=[8, 8, 16, 16], depths=[1, 1, 1, 1])
eye("regnet-hf", "RegNet", "ForImageClassification", 32, embedding_size=4, groups_width=4,
    hidden_sizes=[8, 8, 16, 16], depths=[1, 1, 1, 1])
eye("poolformer-hf", "PoolFormer", "ForImageClassification", 32, hidden_sizes=[4, 8, 8, 8],
    depths=[1, 1, 1, 1])
eye("segformer", "Segformer", "ForSemanticSegmentation", 32, hidden_sizes=[4, 8, 8, 8],
    depths=[1, 1, 1, 1], num_attention_heads=[1, 2, 2, 2], decoder_hidden_size=8)
eye("mobilevit", "MobileViT", "ForImageClassification", 32, hidden_sizes=[8, 8, 8],
    neck_hidden_sizes=[4, 8, 8, 8, 8, 8, 8], num_attention_heads=2)
eye("mobilenet-v1-hf", "MobileNetV1", "ForImageClassification", 32, depth_multiplier=0.1,
    min_depth=4)
eye("levit-hf", "Levit", "ForImageClassification", 64, image_size=64, hidden_sizes=[8, 16, 16],
    num_attention_heads=[2, 2, 2], depths=[1, 1, 1], key_dim=[4, 4, 4])
eye("pvt", "Pvt", "ForImageClassification", 32, image_size=32, hidden_sizes=[4, 8, 8, 8],
    depths=[1, 1, 1, 1], num_attention_heads=[1, 2, 2, 2], mlp_ratios=[2, 2, 2, 2],
    patch_sizes=[4, 2, 2, 1], strides=[4, 2, 2, 1], sequence_reduction_ratios=[2, 1, 1, 1])
eye("dpt", "DPT", "ForDepthEstimation", 32, **{**EYE, "image_size": 32, "num_hidden_layers": 4,
    "backbone_out_indices": [0, 1, 2, 3], "neck_hidden_sizes": [4, 8, 8, 8],
    "fusion_hidden_size": 8, "is_hybrid": False})
eye("clip-vision", "CLIPVision", **EYE)
eye("siglip-vision", "SiglipVision", **EYE)
hf("clip", "CLIPModel", "CLIPConfig",
   lambda: [torch.randint(3, 49, (2, 7)), torch.randn(2, 3, 16, 16)],
   ("input_ids", "pixel_values"), ("logits_per_image", "text_embeds"), projection_dim=8,
   text_config={k: v for k, v in SMALL.items()}, vision_config=EYE)
hf("timesformer", "TimesformerModel", "TimesformerConfig",
   lambda: [torch.randn(2, 2, 3, 16, 16)], ("pixel_values",), num_frames=2, **EYE)

SOUND = dict(vocab_size=12, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
             intermediate_size=24, conv_dim=[8, 8], conv_kernel=[5, 3], conv_stride=[3, 2],
             num_feat_extract_layers=2, num_conv_pos_embeddings=4,
             num_conv_pos_embedding_groups=2, feat_extract_norm="group")


def sound(name, stem, head="Model", **more):
    hf(name, f"{stem}{head}", f"{stem}Config", lambda: [torch.randn(2, 120)], ("input_values",),
       **{**SOUND, **more})


sound("wav2vec2", "Wav2Vec2")
sound("wav2vec2-layer", "Wav2Vec2", "ForCTC", feat_extract_norm="layer",
      do_stable_layer_norm=True)
sound("hubert", "Hubert", "ForCTC")
sound("wavlm", "WavLM", num_buckets=8, max_bucket_distance=16)
sound("sew", "SEW", squeeze_factor=2)
sound("unispeech", "UniSpeech")
sound("data2vec-audio", "Data2VecAudio")
hf("whisper", "WhisperForConditionalGeneration", "WhisperConfig",
   lambda: [torch.randn(2, 8, 24), torch.randint(3, 50, (2, 5))],
   ("input_features", "decoder_input_ids"), ("logits",), fixed={"use_cache": False},
   num_mel_bins=8, max_source_positions=12, max_target_positions=16,
   **{k: v for k, v in TO_TEXT.items() if k != "max_position_embeddings"})
hf("speech2text", "Speech2TextForConditionalGeneration", "Speech2TextConfig",
   lambda: [torch.randn(2, 24, 8), torch.randint(3, 50, (2, 5))],
   ("input_features", "decoder_input_ids"), ("logits",), fixed={"use_cache": False},
   input_feat_per_channel=8, input_channels=1, conv_channels=8, max_source_positions=32,
   max_target_positions=16,
   **{k: v for k, v in TO_TEXT.items() if k != "max_position_embeddings"})
hf("ast", "ASTModel", "ASTConfig", lambda: [torch.randn(2, 24, 16)], ("input_values",),
   **{k: v for k, v in EYE.items() if k not in ("image_size", "num_channels")},
   max_length=24, num_mel_bins=16, frequency_stride=8, time_stride=8)
hf("patchtst", "PatchTSTForPrediction", "PatchTSTConfig", lambda: [torch.randn(2, 16, 2)],
   ("past_values",), ("prediction_outputs",), num_input_channels=2, context_length=16,
   patch_length=4, patch_stride=4, d_model=8, num_hidden_layers=2, num_attention_heads=2,
   ffn_dim=16, prediction_length=3)
hf("patchtsmixer", "PatchTSMixerForPrediction", "PatchTSMixerConfig",
   lambda: [torch.randn(2, 16, 2)], ("past_values",), ("prediction_outputs",),
   num_input_channels=2, context_length=16, patch_length=4, patch_stride=4, d_model=8,
   num_layers=2, prediction_length=3)
