/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.tensor.Tensor;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Finds out, once for a network, whether it tells a sequence from its padding.
 *
 * <p>The shortest sequence of the first batch that needs padding runs by itself and padded, beside
 * the longest. A network of a fixed width refuses it there, as it would have without this; one that
 * has no mask, as a mean over positions, gives something else, and what differs in length is not
 * put together then. Thread-safe.
 */
final class PaddingProof {

    private static final float TOLERANCE = 1e-4f;

    private final Map<Block, Boolean> known = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Returns whether sequences of different lengths may be padded.
     *
     * @param runs the runs, some of which are shorter than others
     * @param context the context of the batch, which has the network
     * @param settings how sequences are padded, and which outputs are such
     * @return whether padding changes nothing
     */
    boolean holds(
            List<PreparedRun> runs, TranslatorContext context, BatchRunner.Settings settings) {
        Boolean told = known.get(context.getBlock());
        if (told == null) {
            told = measure(runs, context, settings);
            known.put(context.getBlock(), told);
        }
        return told;
    }

    private static boolean measure(
            List<PreparedRun> runs, TranslatorContext context, BatchRunner.Settings settings) {
        Comparator<PreparedRun> bySize = Comparator.comparingLong(PaddingProof::size);
        PreparedRun shortest = runs.stream().min(bySize).orElseThrow();
        PreparedRun longest = runs.stream().max(bySize).orElseThrow();
        List<PreparedRun> both = List.of(shortest, longest);
        ParameterStore store = new ParameterStore(context.getNDManager(), false);
        Block block = context.getBlock();
        NDList own = Batchifier.STACK.batchify(new NDList[] {new NDList(shortest.arrays())});
        NDList alone = block.forward(store, own, false);
        NDList padded = Batchifier.STACK.batchify(settings.padding().pad(both));
        PaddedLengths lengths = PaddedLengths.find(both, padded, settings.padding().isLeft());
        return lengths == null
                || isSame(alone, block.forward(store, padded, false), lengths, settings);
    }

    private static long size(PreparedRun run) {
        return run.arrays().stream().mapToLong(NDArray::size).sum();
    }

    private static boolean isSame(
            NDList alone, NDList both, PaddedLengths lengths, BatchRunner.Settings settings) {
        Set<Integer> sequences = settings.sequenceOutputs();
        for (int i = 0; i < alone.size(); i++) {
            NDArray first = both.get(i).get(0);
            NDArray found = lengths.cut(first, 0, sequences.contains(i) ? 1 : 2);
            if (!isSame(Tensor.of(alone.get(i).get(0)), Tensor.of(found))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Tensor expected, Tensor found) {
        if (!expected.shape().equals(found.shape())) {
            return false;
        }
        float[] one = expected.toFloats();
        float[] other = found.toFloats();
        float largest = 1e-3f;
        for (float number : one) {
            largest = Float.isFinite(number) ? Math.max(largest, Math.abs(number)) : largest;
        }
        for (int i = 0; i < one.length; i++) {
            boolean isEqual = Float.compare(one[i], other[i]) == 0;
            if (!isEqual && !(Math.abs(one[i] - other[i]) <= TOLERANCE * largest)) {
                return false;
            }
        }
        return true;
    }
}
