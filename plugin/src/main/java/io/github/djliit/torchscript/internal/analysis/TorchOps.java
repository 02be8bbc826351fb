/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What PyTorch's own operators return, as far as a site's listing has to know. */
final class TorchOps {

    private static final String TORCH = "torch.";
    private static final ScriptType TENSORS = ScriptType.of("List", ScriptType.TENSOR);
    private static final ScriptType INTS = ScriptType.of("List", ScriptType.named("int"));

    /** One tensor, whatever goes in. */
    private static final Set<String> TENSOR =
            words(
                    "linear matmul bmm mm mv addmm baddbmm addbmm addmv einsum dot outer embedding "
                            + "softmax log_softmax sigmoid tanh relu relu_ gelu silu mish elu selu "
                            + "leaky_relu hardtanh hardswish hardsigmoid softplus log_sigmoid "
                            + "prelu glu layer_norm batch_norm group_norm instance_norm rms_norm "
                            + "dropout dropout_ feature_dropout alpha_dropout conv1d conv2d conv3d "
                            + "_convolution convolution conv_transpose1d conv_transpose2d "
                            + "max_pool1d max_pool2d avg_pool1d avg_pool2d adaptive_avg_pool1d "
                            + "adaptive_avg_pool2d upsample_nearest2d upsample_bilinear2d pad "
                            + "constant_pad_nd view reshape view_as reshape_as transpose t permute "
                            + "contiguous flatten unflatten squeeze unsqueeze expand expand_as "
                            + "repeat repeat_interleave cat stack select slice narrow index "
                            + "index_select index_add index_put index_put_ index_fill gather "
                            + "scatter scatter_add masked_fill masked_fill_ masked_scatter "
                            + "masked_select take tril triu roll flip clone detach to type_as "
                            + "zeros ones full empty rand randn zeros_like ones_like full_like "
                            + "empty_like rand_like randn_like new_zeros new_ones new_full "
                            + "new_empty arange linspace eye tensor as_tensor scalar_tensor exp "
                            + "log log2 log1p expm1 rsqrt sin cos erf square reciprocal clamp "
                            + "clamp_min clamp_max mean std var norm cumsum cumprod argmax argmin "
                            + "argsort logsumexp scaled_dot_product_attention addcmul addcdiv "
                            + "lerp logical_not logical_and logical_or bitwise_not bitwise_and "
                            + "bitwise_or isnan isinf isfinite one_hot diff bernoulli multinomial "
                            + "copy_ fill_ zero_ add_ sub_ mul_ div_ movedim swapaxes diagonal "
                            + "cross_entropy_loss nll_loss mse_loss cosine_similarity pixel_shuffle "
                            + "dequantize quantize_per_tensor quantize_per_channel "
                            + "quantize_per_tensor_dynamic linear_relu linear_dynamic "
                            + "linear_relu_dynamic linear_dynamic_fp16 linear_relu_dynamic_fp16 "
                            + "conv1d_relu conv2d_relu conv3d_relu conv2d_add conv2d_add_relu "
                            + "add_relu cat_relu mul_relu add_scalar mul_scalar float "
                            + "double half long numpy_T all any where sum prod");

    /** A tensor if one goes in; else a number, or a truth value of comparisons. */
    private static final Set<String> NUMERIC =
            words(
                    "add sub mul div neg pow floordiv floor_divide remainder fmod abs sqrt floor "
                            + "ceil round rsub true_divide __and__ __or__ __xor__ __lshift__ "
                            + "__rshift__ bitwise_xor trunc");

    private static final Set<String> COMPARISONS = words("eq ne lt gt le ge");

    /** Several tensors: always, or if the result is taken apart. */
    private static final Set<String> SEVERAL =
            words(
                    "lstm gru rnn_tanh rnn_relu lstm_cell topk sort max min median mode kthvalue "
                            + "cummax cummin var_mean std_mean native_layer_norm native_batch_norm "
                            + "native_group_norm aminmax frexp unique_dim _unique2 "
                            + "max_pool2d_with_indices svd qr linalg_svd linalg_qr linalg_eigh "
                            + "embedding_bag _native_multi_head_attention slogdet linalg_slogdet");

    private static final Set<String> LISTS =
            words(
                    "split split_with_sizes chunk unbind tensor_split hsplit vsplit meshgrid "
                            + "broadcast_tensors unsafe_split unsafe_chunk nonzero_numpy");

    /** What is no tensor. */
    private static final Map<String, String> OTHERS = others();

    private TorchOps() {}

    static Set<String> words(String all) {
        return Arrays.stream(all.split(" ")).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> others() {
        Map<String, Set<String>> types =
                Map.of(
                        "int",
                        words("dim numel len ord ndimension get_device hash dtype layout"),
                        "bool",
                        words(
                                "__is__ __isnot__ __not__ __contains__ is_floating_point "
                                        + "is_complex is_grad_enabled is_cuda requires_grad equal "
                                        + "is_tensor has_torch_function isinstance is_scripting "
                                        + "is_autocast_enabled startswith endswith is_contiguous "
                                        + "is_nonzero is_training"),
                        "str",
                        words("format str join replace lower upper strip __str__"),
                        "NoneType",
                        words(
                                "append extend insert clear _set_item set_grad_enabled warn "
                                        + "manual_seed Delete reverse RaiseException Print"),
                        "Device",
                        words("device"),
                        "number",
                        words("item Float Int Bool Scalar ScalarImplicit IntImplicit"),
                        "float",
                        words("FloatImplicit"),
                        "?",
                        words("list keys values items pop copy dict slicing __getitem__ wait"));
        return types.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(op -> Map.entry(op, e.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Returns the name of an operator without {@code torch.}; nothing of any other call. */
    static String name(Expression.Call call) {
        String name = call.callee().dotted().orElse("");
        return name.startsWith(TORCH) ? name.substring(TORCH.length()) : "";
    }

    /** Returns the last part of the name of an operator, of {@code torch} or {@code ops}. */
    static Optional<String> ofEngine(Expression.Call call) {
        return call.callee()
                .dotted()
                .filter(name -> name.startsWith(TORCH) || name.startsWith("ops."))
                .map(name -> name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Returns what an operator returns.
     *
     * @param name its name without {@code torch.}
     * @param arguments what goes in
     */
    static AbstractValue returns(String name, List<AbstractValue> arguments) {
        if (name.equals("size") || name.equals("stride") || name.equals("shape")) {
            boolean one = arguments.size() > 1;
            return AbstractValue.Value.of(one ? ScriptType.named("int") : INTS);
        }
        if (OTHERS.containsKey(name)) {
            String type = OTHERS.get(name);
            return type.equals("?")
                    ? new AbstractValue.Unknown(
                            "the code does not say what torch." + name + " returns")
                    : AbstractValue.Value.of(type);
        }
        if (LISTS.contains(name)) {
            return AbstractValue.Value.of(TENSORS);
        }
        if (NUMERIC.contains(name) || COMPARISONS.contains(name)) {
            return numeric(name, arguments);
        }
        boolean certain = TENSOR.contains(name) || name.equals("NumToTensor");
        return certain ? AbstractValue.Value.TENSOR : AbstractValue.Value.LIKELY;
    }

    /** Returns whether an operator returns tensors for sure when its result is taken apart. */
    static boolean isSeveral(String name) {
        return SEVERAL.contains(name);
    }

    /** Returns whether what an operator gives is no tensor for sure, and has none in it. */
    static boolean isPlain(String name) {
        return name.equals("size")
                || name.equals("stride")
                || !OTHERS.getOrDefault(name, "?").equals("?");
    }

    /** Returns whether an operator is among those that are known here. */
    static boolean isKnown(String name) {
        return TENSOR.contains(name)
                || NUMERIC.contains(name)
                || COMPARISONS.contains(name)
                || SEVERAL.contains(name)
                || LISTS.contains(name)
                || isPlain(name);
    }

    private static AbstractValue numeric(String name, List<AbstractValue> arguments) {
        for (AbstractValue argument : arguments) {
            if (argument instanceof AbstractValue.Value value && value.type().isTensor()) {
                return value.certain() ? AbstractValue.Value.TENSOR : AbstractValue.Value.LIKELY;
            }
        }
        boolean known = arguments.stream().allMatch(AbstractValue.Value.class::isInstance);
        if (!known || arguments.isEmpty()) {
            return AbstractValue.Value.LIKELY;
        }
        return COMPARISONS.contains(name) ? AbstractValue.Value.of("bool") : arguments.get(0);
    }
}
