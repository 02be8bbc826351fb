/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once in a process that a small network trains on all cores, which is DJL's default: where
 * others use them too, the threads wait for each other at every operator.
 */
final class ThreadAdvice {

    static final String PROPERTY = "ai.djl.pytorch.num_threads";

    /** An operator of a network this small is over before a second thread would help. */
    private static final long SMALL = 1_000_000;

    private static final Logger logger = LoggerFactory.getLogger(IitTrainer.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private ThreadAdvice() {}

    static void tell(NDManager manager, Block block) {
        boolean isKnown =
                Device.Type.CPU.equals(manager.getDevice().getDeviceType())
                        && manager.getEngine().getEngineName().equals("PyTorch");
        Optional<String> advice =
                isKnown && isByDefault()
                        ? of(Runtime.getRuntime().availableProcessors(), parameters(block))
                        : Optional.empty();
        if (advice.isPresent() && TOLD.compareAndSet(false, true)) {
            logger.warn(advice.get());
        }
    }

    /** Returns what there is to say of a network that runs on a number of threads. */
    static Optional<String> of(int threads, long parameters) {
        return threads > 1 && parameters < SMALL
                ? Optional.of(
                        ("A network of %s parameters trains on %s threads, which is DJL's default;"
                                        + " one is faster for a network that small, several times"
                                        + " so where other processes run: start Java with -D%s=1")
                                .formatted(parameters, threads, PROPERTY))
                : Optional.empty();
    }

    /** Whoever has said how many threads there are is not told again. */
    private static boolean isByDefault() {
        return System.getProperty(PROPERTY) == null
                && Stream.of("OMP_NUM_THREADS", "MKL_NUM_THREADS")
                        .noneMatch(name -> System.getenv(name) != null);
    }

    /** Counts what has a shape: a network may get its parameters with the first batch. */
    private static long parameters(Block block) {
        return block.getParameters().values().stream()
                .filter(Parameter::isInitialized)
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }
}
