/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of PyTorch's own operators give memory of their own, and which write in place. */
final class TorchAliases {

    /** Those of {@link TorchOps} that may give a view of what they get, or that itself. */
    private static final Set<String> VIEWS =
            words(
                    "view reshape transpose t permute contiguous flatten unflatten squeeze "
                            + "unsqueeze expand expand_as view_as reshape_as select slice narrow "
                            + "diagonal movedim swapaxes numpy_T detach to type_as dropout "
                            + "feature_dropout alpha_dropout float double half long einsum "
                            + "as_tensor split split_with_sizes chunk unbind tensor_split hsplit "
                            + "vsplit meshgrid broadcast_tensors unsafe_split unsafe_chunk "
                            + "nonzero_numpy pad instance_norm");

    /** Those that compute a number of numbers. */
    private static final Set<String> ARITHMETIC =
            words(
                    "add sub mul div neg pow floordiv floor_divide remainder fmod abs sqrt floor "
                            + "ceil round rsub true_divide trunc clamp min max to type_as detach "
                            + "clone float long view reshape squeeze unsqueeze eq ne lt gt le ge "
                            + "contiguous");

    /** Those that put other elements into the list or dict that they get first. */
    private static final Set<String> CHANGES =
            words(
                    "append extend insert pop popitem clear reverse remove _set_item Delete update "
                            + "setdefault");

    private TorchAliases() {}

    private static Set<String> words(String all) {
        return Arrays.stream(all.split(" ")).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether an operator writes into its first argument and gives it back. */
    static boolean isInPlace(String name) {
        return name.endsWith("_") && !name.endsWith("__");
    }

    /** Returns whether an operator changes which elements a list or dict has. */
    static boolean isChange(String name) {
        return CHANGES.contains(name);
    }

    /** Returns whether what an operator gives shares no memory with what it gets, for sure. */
    static boolean isFresh(String name) {
        return !VIEWS.contains(name) && !isInPlace(name) && TorchOps.isKnown(name);
    }

    /** Returns whether an operator of numbers gives a number. */
    static boolean isArithmetic(String name) {
        return ARITHMETIC.contains(name);
    }
}
