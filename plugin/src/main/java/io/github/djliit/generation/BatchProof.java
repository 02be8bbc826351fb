/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djliit.generation.Trial.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a row of a batch gets the logits that it gets alone, and remembers it.
 *
 * <p>What a model takes does not tell: it may leave a mask aside, count positions from the begin of
 * the padded row, or compute something over all rows. So of the first batch of each kind two rows
 * run alone, and for two steps all must be as in the batch. Thread-safe.
 */
final class BatchProof {

    private static final Logger logger = LoggerFactory.getLogger(BatchProof.class);

    private final Map<Kind, Boolean> known = new ConcurrentHashMap<>();

    /**
     * Batches that are judged by one of them.
     *
     * @param padding null without any
     * @param rows their number up to a power of two
     * @param width likewise
     * @param isLong whether there is a second step
     */
    private record Kind(Padding padding, int rows, int width, boolean isLong) {

        static Kind of(Prompts prompts, boolean isLong) {
            return new Kind(
                    prompts.isPadded() ? prompts.padding() : null,
                    bits(prompts.size()),
                    bits(prompts.width()),
                    isLong);
        }

        private static int bits(int number) {
            return Integer.SIZE - Integer.numberOfLeadingZeros(number - 1);
        }
    }

    /**
     * Returns whether rows get in a batch what they get alone.
     *
     * @param model the model
     * @param manager a manager on its device; nothing stays on it
     * @param prompts the prompts of the batch
     * @param config how many tokens there will be, and what stands in the padding
     */
    boolean holds(
            LanguageModel model, NDManager manager, Prompts prompts, GenerationConfig config) {
        if (prompts.size() == 1) {
            return true;
        }
        boolean isLong = config.maxNewTokens() > 1;
        if (!isLong && prompts.areEqual()) {
            // Equal rows would not show that they see each other, and no second step parts them.
            return false;
        }
        Kind kind = Kind.of(prompts, isLong);
        Boolean found = known.get(kind);
        if (found == null) {
            found = holds(model, manager, prompts, config.padToken(), isLong);
            known.put(kind, found);
        }
        return found;
    }

    private static boolean holds(
            LanguageModel model,
            NDManager manager,
            Prompts prompts,
            long padToken,
            boolean isLong) {
        int[] rows = prompts.ends();
        long[] next = new long[prompts.size()];
        Arrays.fill(next, padToken);
        Logits[][] alone = new Logits[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            int place = i;
            Prompts one = prompts.some(rows[i]);
            List<Logits> steps =
                    Trial.run(
                            model,
                            manager,
                            one,
                            padToken,
                            isLong
                                    ? first -> new long[] {likely(first.rows().get(0), place)}
                                    : null);
            alone[i] = steps.toArray(Logits[]::new);
            next[rows[i]] = likely(alone[i][0].rows().get(0), i);
        }
        List<Logits> together;
        try {
            together = Trial.run(model, manager, prompts, padToken, isLong ? l -> next : null);
        } catch (RuntimeException e) {
            logger.info("Rows that run alone fail together, so they run apart: {}", e.toString());
            return false;
        }
        return areNear(alone, together, rows);
    }

    /** Returns a likely token, another one for each place, so that equal rows go different ways. */
    private static long likely(float[] logits, int place) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted((one, two) -> Float.compare(logits[two], logits[one]))
                .skip(Math.min(place, logits.length - 1))
                .findFirst()
                .orElseThrow();
    }

    private static boolean areNear(Logits[][] alone, List<Logits> together, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            for (int step = 0; step < together.size(); step++) {
                Logits all = together.get(step);
                double off = distance(alone[i][step].rows().get(0), all.rows().get(rows[i]));
                // Not the other way round: a distance may be no number.
                boolean isNear = off <= tolerance(all.type());
                if (!isNear) {
                    logger.info(
                            "In a batch logits are off by {} of their size: it runs apart", off);
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns how far rounding may lead. */
    private static double tolerance(DataType type) {
        return switch (type) {
            case FLOAT16 -> 2e-3;
            case BFLOAT16 -> 1.6e-2;
            default -> 2e-5;
        };
    }

    private static double distance(float[] alone, float[] together) {
        double furthest = 0;
        for (int i = 0; i < alone.length; i++) {
            if (alone[i] != together[i]) {
                furthest = Math.max(furthest, Math.abs((double) alone[i] - together[i]));
            }
        }
        return furthest == 0 ? 0 : furthest / largest(alone);
    }

    private static double largest(float[] logits) {
        double largest = 0;
        for (float logit : logits) {
            largest = Float.isInfinite(logit) ? largest : Math.max(largest, Math.abs(logit));
        }
        return largest;
    }
}
