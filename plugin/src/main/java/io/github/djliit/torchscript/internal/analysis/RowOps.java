/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.RowValue.Fixed;
import io.github.djliit.torchscript.internal.analysis.RowValue.Many;
import io.github.djliit.torchscript.internal.analysis.RowValue.Parts;
import io.github.djliit.torchscript.internal.analysis.RowValue.Rows;
import io.github.djliit.torchscript.internal.syntax.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What PyTorch's operators do to rows, those that are known to treat them apart. */
final class RowOps {

    private static final Set<String> ELEMENTWISE =
            TorchOps.words(
                    "relu gelu silu sigmoid tanh exp log sqrt rsqrt neg abs square erf sin cos "
                            + "hardtanh hardswish hardsigmoid elu selu leaky_relu softplus mish celu "
                            + "log_sigmoid clamp clamp_min clamp_max dropout feature_dropout "
                            + "alpha_dropout contiguous clone detach float double half long "
                            + "reciprocal logical_not bitwise_not isnan isinf floor ceil round log1p "
                            + "expm1 trunc relu6 hardshrink softshrink tanhshrink to zeros_like "
                            + "ones_like alias");

    private static final Set<String> PAIRS =
            TorchOps.words(
                    "add sub mul div rsub pow remainder fmod maximum minimum eq ne lt gt le ge "
                            + "logical_and logical_or __and__ __or__ true_divide floor_divide");

    private static final Set<String> REDUCING =
            TorchOps.words("mean sum prod amax amin logsumexp all any argmax argmin max min");

    private static final Set<String> ALONG = TorchOps.words("softmax log_softmax cumsum cumprod");

    private static final Set<String> SIZES =
            TorchOps.words(
                    "device dtype layout dim ndimension is_floating_point is_complex is_cuda "
                            + "requires_grad is_nested __is__ __isnot__ __not__ NumToTensor");

    private static final Set<String> SAME =
            TorchOps.words("int Int NumToTensor ImplicitTensorToNum IntImplicit");

    /** Which work on the last axes of arrays of so many. */
    private static final Map<String, Integer> RANKS =
            Map.ofEntries(
                    Map.entry("conv1d", 3),
                    Map.entry("conv2d", 4),
                    Map.entry("conv3d", 5),
                    Map.entry("conv_transpose1d", 3),
                    Map.entry("conv_transpose2d", 4),
                    Map.entry("max_pool1d", 3),
                    Map.entry("max_pool2d", 4),
                    Map.entry("avg_pool1d", 3),
                    Map.entry("avg_pool2d", 4),
                    Map.entry("adaptive_avg_pool1d", 3),
                    Map.entry("adaptive_avg_pool2d", 4),
                    Map.entry("adaptive_max_pool2d", 4),
                    Map.entry("upsample_nearest2d", 4),
                    Map.entry("upsample_bilinear2d", 4),
                    Map.entry("pixel_shuffle", 4));

    private static final Set<String> RECURRENT = TorchOps.words("lstm gru rnn_tanh rnn_relu");

    private static final int BATCH_NORM_TRAINING = 5;
    private static final int RECURRENT_BATCH_FIRST = 8;
    private static final int MIN_CONVOLUTION = 3;

    private RowOps() {}

    /** Returns what an operator gives. */
    static RowValue of(RowCall call) throws RowDoubt {
        String name = call.name();
        if (SAME.contains(name) && call.values().size() == 1) {
            return call.value(0);
        } else if (SIZES.contains(name)) {
            return RowValue.NUMBER;
        } else if (name.equals("size")) {
            return size(call);
        } else if (ELEMENTWISE.contains(name)) {
            return elementwise(call);
        } else if (PAIRS.contains(name)) {
            return pair(call);
        }
        boolean isFilling = name.equals("zeros") || name.equals("ones");
        boolean hasRows = call.values().stream().anyMatch(v -> !(v instanceof Fixed));
        return hasRows ? rows(call) : isFilling ? RowValue.FIXED : fixed(call);
    }

    private static RowValue fixed(RowCall call) throws RowDoubt {
        if (ScriptEffects.isRandom(call.name())) {
            throw call.doubt();
        }
        return RowValue.FIXED;
    }

    private static RowValue rows(RowCall call) throws RowDoubt {
        String name = call.name();
        if (RANKS.containsKey(name)) {
            if (call.rank(0) != RANKS.get(name)) {
                throw call.doubt();
            }
            return onRest(call);
        } else if (REDUCING.contains(name)) {
            return reduced(call);
        } else if (ALONG.contains(name)) {
            call.axis(1, call.rank(0));
            return onRest(call);
        } else if (RECURRENT.contains(name)) {
            return recurrent(call);
        }
        RowValue shaped = RowShapes.of(call);
        return shaped == null ? layer(call) : shaped;
    }

    private static RowValue layer(RowCall call) throws RowDoubt {
        return switch (call.name()) {
            case "linear", "prelu" -> needs(call, call.rank(0) >= 2);
            case "_convolution", "convolution" -> needs(call, call.rank(0) >= MIN_CONVOLUTION);
            case "batch_norm" ->
                    needs(call, call.rank(0) >= 2 && call.is(BATCH_NORM_TRAINING, "False"));
            case "group_norm" -> needs(call, call.rank(0) >= 2);
            case "layer_norm", "rms_norm" -> needs(call, call.size(1) < call.rank(0));
            case "addmm" -> addmm(call);
            case "embedding" -> embedding(call);
            case "mm" -> needs(call, call.rank(0) == 2);
            case "matmul", "bmm" -> product(call);
            case "scaled_dot_product_attention" -> attention(call);
            case "where" -> together(call, 0);
            case "masked_fill" -> together(call, 0);
            default -> throw call.doubt();
        };
    }

    private static RowValue size(RowCall call) throws RowDoubt {
        if (call.value(0) instanceof Fixed) {
            return RowValue.NUMBER;
        }
        int rank = call.rank(0);
        int axis = call.number(1).orElseThrow(call::doubt);
        return (axis < 0 ? axis + rank : axis) == 0 ? RowValue.COUNT : RowValue.NUMBER;
    }

    private static RowValue elementwise(RowCall call) throws RowDoubt {
        if (call.value(0) instanceof Fixed fixed) {
            call.checkRestFixed(1);
            return fixed;
        }
        return onRest(call);
    }

    /** Broadcasting puts the batch on another axis where the other has as many axes, or more. */
    private static RowValue pair(RowCall call) throws RowDoubt {
        call.checkRestFixed(2);
        RowValue first = call.value(0);
        RowValue second = call.value(1);
        if (first instanceof Fixed a && second instanceof Fixed b) {
            boolean isKnown = a.rank() >= 0 && b.rank() >= 0;
            return new Fixed(isKnown ? Math.max(a.rank(), b.rank()) : -1);
        }
        return first instanceof Fixed
                ? broadcast(call, second, first)
                : broadcast(call, first, second);
    }

    private static RowValue broadcast(RowCall call, RowValue rows, RowValue other) throws RowDoubt {
        boolean fits =
                rows instanceof Rows own
                        && (other.equals(own)
                                || (other instanceof Fixed fixed
                                        && fixed.rank() >= 0
                                        && fixed.rank() < own.rank()));
        if (!fits) {
            throw call.doubt();
        }
        return rows;
    }

    private static RowValue together(RowCall call, int from) throws RowDoubt {
        RowValue all = null;
        for (int i = from; i < call.values().size(); i++) {
            if (call.isRows(i)) {
                all = all == null ? call.value(i) : broadcast(call, all, call.value(i));
            } else if (!call.value(i).equals(RowValue.NUMBER)) {
                throw call.doubt();
            }
        }
        if (all == null) {
            throw call.doubt();
        }
        return all;
    }

    private static RowValue needs(RowCall call, boolean holds) throws RowDoubt {
        if (!holds) {
            throw call.doubt();
        }
        return onRest(call);
    }

    /** Returns rows as they come in; the other arguments do not depend on them. */
    private static RowValue onRest(RowCall call) throws RowDoubt {
        call.checkRestFixed(1);
        return new Rows(call.rank(0));
    }

    private static RowValue reduced(RowCall call) throws RowDoubt {
        int rank = call.rank(0);
        boolean isOne = call.number(1).isPresent();
        Set<Integer> axes = isOne ? Set.of(call.axis(1, rank)) : axes(call, call.list(1), rank);
        if (axes.isEmpty()) {
            throw call.doubt();
        }
        call.checkRestFixed(2);
        boolean isKept = call.is(2, "True");
        if (call.arguments().size() > 2 && !isKept && !call.is(2, "False")) {
            throw call.doubt();
        }
        RowValue result = new Rows(isKept ? rank : rank - axes.size());
        boolean isPair = call.name().equals("max") || call.name().equals("min");
        return isPair ? new Parts(List.of(result, result)) : result;
    }

    private static Set<Integer> axes(RowCall call, List<Expression> written, int rank)
            throws RowDoubt {
        List<Integer> axes = new ArrayList<>();
        for (Expression axis : written) {
            Optional<Integer> number = RowCall.number(axis);
            axes.add(call.axis(number, rank));
        }
        return Set.copyOf(axes);
    }

    private static RowValue addmm(RowCall call) throws RowDoubt {
        if (call.isFixed(0) && call.rank(1) == 2 && call.isFixed(2)) {
            call.checkRestFixed(2);
            return new Rows(2);
        }
        throw call.doubt();
    }

    private static RowValue embedding(RowCall call) throws RowDoubt {
        if (!call.isFixed(0)) {
            throw call.doubt();
        }
        call.checkRestFixed(2);
        return new Rows(call.rank(1) + 1);
    }

    private static RowValue product(RowCall call) throws RowDoubt {
        int rank = call.rank(0);
        if (rank < 3 || rank != call.rank(1)) {
            throw call.doubt();
        }
        return new Rows(rank);
    }

    private static RowValue attention(RowCall call) throws RowDoubt {
        int rank = call.rank(0);
        boolean fits = rank >= 3 && rank == call.rank(1) && rank == call.rank(2);
        boolean isMasked = call.values().size() > 3 && !call.is(3, "None");
        if (!fits || (isMasked && call.rank(3) != rank)) {
            throw call.doubt();
        }
        call.checkRestFixed(4);
        return new Rows(rank);
    }

    /** {@code (x, hx, weights, has_biases, layers, dropout, train, bidirectional, batch_first)}. */
    private static RowValue recurrent(RowCall call) throws RowDoubt {
        if (call.rank(0) != 3 || call.values().size() <= RECURRENT_BATCH_FIRST) {
            throw call.doubt();
        } else if (call.is(RECURRENT_BATCH_FIRST, "False")) {
            throw RowDoubt.time("torch." + call.name() + " steps along the first axis");
        } else if (!call.is(RECURRENT_BATCH_FIRST, "True") || !isState(call.value(1))) {
            throw call.doubt();
        }
        call.checkRestFixed(2);
        Rows rows = new Rows(3);
        return call.name().equals("lstm")
                ? new Parts(List.of(rows, RowValue.OPAQUE, RowValue.OPAQUE))
                : new Parts(List.of(rows, RowValue.OPAQUE));
    }

    private static boolean isState(RowValue value) {
        return value.equals(RowValue.FILLED)
                || (value instanceof Parts states
                        && states.parts().stream().allMatch(RowValue.FILLED::equals));
    }

    /** Returns a list whose elements are alike. */
    static RowValue many(int rank) {
        return new Many(new Rows(rank));
    }
}
