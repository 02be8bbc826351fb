/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Compares what the engine computes on this machine with results that are known.
 *
 * <p>Some builds of engines compute wrong results on some processors, without any error: libtorch
 * 2.7.1, the one of DJL 0.35 and 0.36, does so for LSTMs and convolutions of few units on
 * processors for which its oneDNN chooses certain kernels. Who depends on numbers asks once:
 *
 * <pre>{@code
 * try (NDManager manager = NDManager.newBaseManager()) {
 *     EngineCheck.of(manager).requireRight();
 * }
 * }</pre>
 *
 * <p>The cases are LSTM and GRU of hidden sizes 4 to 64, convolutions (plain, grouped, depthwise),
 * matrix products, softmax, layer norm and batch norm, at batches of 1 to 32, in float32. A result
 * is right if its largest absolute error is at most 1e-4 of the largest absolute value that is
 * right, and 5e-3 on a GPU, whose convolutions may round to 10 bits. That a case comes out right
 * tells nothing of other sizes.
 *
 * <p>An operator is computed once in a process for each engine and device, in a few milliseconds
 * (at the start of a process up to some tenths of a second, mostly the engine making its kernels);
 * no array and no random state is left behind. Thread-safe.
 */
public final class EngineCheck {

    private static final double TOLERANCE = 1e-4;
    private static final double TOLERANCE_OF_GPU = 5e-3;

    private static final ConcurrentMap<Checked, Outcome> OUTCOMES = new ConcurrentHashMap<>();

    private EngineCheck() {}

    /**
     * Makes sure that there is an engine that computes. DJL by itself has one that only passes
     * arrays on, and takes it where there is no other.
     *
     * @return the default engine, loaded
     * @throws IllegalStateException if none is on the class path, or its native code is missing
     */
    public static Engine requireEngine() {
        try {
            Engine engine = Engine.getInstance();
            try (NDManager manager = engine.newBaseManager(Device.cpu())) {
                requireEngine(manager);
            }
            return engine;
        } catch (EngineException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "The engine cannot be loaded ("
                            + e.getMessage()
                            + (cause == e ? "" : ": " + cause.getMessage())
                            + "): its native code is expected on the class path, for PyTorch"
                            + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu"
                            + " with the classifier of this machine, such as linux-x86_64",
                    e);
        }
    }

    /**
     * Makes sure that the engine of a manager computes.
     *
     * @param manager any manager
     * @return its engine
     * @throws IllegalStateException if it is DJL's stand-in where no engine is on the class path
     */
    public static Engine requireEngine(NDManager manager) {
        Engine engine = manager.getEngine();
        if (engine == null) {
            throw new IllegalStateException(
                    "There is no engine on the class path: add one of DJL's, for PyTorch the"
                            + " dependencies ai.djl.pytorch:pytorch-engine,"
                            + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu"
                            + " with the classifier of this machine, such as linux-x86_64");
        }
        return engine;
    }

    /**
     * Checks all operators.
     *
     * @param manager a manager of the engine, on the device; nothing stays on it
     * @return what was found
     */
    public static EngineReport of(NDManager manager) {
        return of(manager, EnumSet.allOf(Operator.class));
    }

    /**
     * Checks some operators.
     *
     * @param manager a manager of the engine, on the device; nothing stays on it
     * @param operators the operators, such as those {@linkplain Operator#in in a network}
     * @return what was found
     */
    public static EngineReport of(NDManager manager, Set<Operator> operators) {
        Engine engine = requireEngine(manager);
        String name =
                engine.getEngineName() + " " + engine.getVersion() + " on " + manager.getDevice();
        Set<Operator> checked = EnumSet.noneOf(Operator.class);
        List<Deviation> deviations = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            if (operators.contains(operator)) {
                Outcome outcome =
                        OUTCOMES.computeIfAbsent(
                                new Checked(name, operator),
                                key -> Outcome.of(manager, cases(operator)));
                if (outcome.isComputed()) {
                    checked.add(operator);
                }
                deviations.addAll(outcome.deviations());
            }
        }
        String remedy = deviations.isEmpty() ? "" : Remedy.of(engine, manager.getDevice());
        return new EngineReport(name, checked, deviations, remedy);
    }

    private static List<KnownCase> cases(Operator operator) {
        return switch (operator) {
            case MATRIX_PRODUCT -> RowCases.matrixProduct();
            case SOFTMAX -> RowCases.softmax();
            case LAYER_NORM -> RowCases.layerNorm();
            case BATCH_NORM -> RowCases.batchNorm();
            case CONVOLUTION -> ConvolutionCases.all();
            case LSTM, GRU -> RecurrentCases.of(operator);
        };
    }

    /** An operator of an engine on a device. */
    private record Checked(String engine, Operator operator) {}

    /**
     * What came of an operator's cases.
     *
     * @param isComputed whether the engine has the operator
     * @param deviations the cases that came out wrong
     */
    record Outcome(boolean isComputed, List<Deviation> deviations) {

        static Outcome of(NDManager manager, List<KnownCase> cases) {
            double tolerance = manager.getDevice().isGpu() ? TOLERANCE_OF_GPU : TOLERANCE;
            try {
                return new Outcome(
                        true,
                        cases.stream()
                                .map(known -> known.check(manager, tolerance))
                                .flatMap(Optional::stream)
                                .toList());
            } catch (UnsupportedOperationException e) {
                return new Outcome(false, List.of());
            }
        }
    }
}
