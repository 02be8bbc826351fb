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
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Arrays of a counterfactual batch. What takes them for the one array of an ordinary batch, as
 * DJL's losses and blocks do, learns what to use instead.
 */
final class CounterfactualArrays extends NDList {

    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final int probes;

    private CounterfactualArrays(String remedy, int probes) {
        this.remedy = remedy;
        this.probes = probes;
    }

    /** Returns what goes into a network. */
    static NDList data(NDList arrays) {
        return of(
                arrays,
                "The data of a counterfactual batch are base, sources and what is swapped, found %s"
                        + " arrays: train it with an IitTrainer");
    }

    /** Returns labels. */
    static NDList labels(NDList arrays) {
        return of(
                arrays,
                "The labels of a counterfactual batch are those of base, sources and counterfactual,"
                        + " found %s arrays: the loss is new IitLoss(loss)");
    }

    /**
     * Returns what came of a network, with the outputs of so many probes at the end of each run.
     */
    static NDList predictions(NDList arrays, int probes) {
        return of(
                arrays,
                "The predictions of a counterfactual batch are those of base, sources and"
                        + " counterfactual, found %s arrays: the loss is new IitLoss(loss)",
                probes);
    }

    /** Returns what came of a network that ran without interchanges, and without so many probes. */
    static NDList ordinary(NDList predictions, int probes) {
        return new Ordinary(predictions, probes);
    }

    /**
     * Whether a batch is an ordinary one, without interchanges. What a network gave for pairs is
     * not, whatever its labels are: they are then told to be none of pairs.
     */
    static boolean isOrdinary(NDList labels, NDList predictions) {
        if (predictions instanceof Ordinary) {
            return true;
        }
        return !(predictions instanceof CounterfactualArrays)
                && (labels.size() == predictions.size()
                        || !CounterfactualLayout.isOfLabels(labels));
    }

    /** Returns how many probes the trainer has that predictions came of. */
    static int probes(NDList predictions) {
        if (predictions instanceof Ordinary ordinary) {
            return ordinary.probes;
        }
        return predictions instanceof CounterfactualArrays known ? known.probes : 0;
    }

    /** Outputs that are those of no pairs, whatever their labels look like. */
    private static final class Ordinary extends NDList {

        private static final long serialVersionUID = 1L;

        private final int probes;

        private Ordinary(NDList outputs, int probes) {
            super(outputs);
            this.probes = probes;
        }
    }

    private static NDList of(NDList arrays, String remedy) {
        return of(arrays, remedy, 0);
    }

    private static NDList of(NDList arrays, String remedy, int probes) {
        CounterfactualArrays list = new CounterfactualArrays(remedy, probes);
        list.addAll(arrays);
        return list;
    }

    @Override
    public NDArray singletonOrThrow() {
        if (size() != 1) {
            throw new IllegalStateException(remedy.formatted(size()));
        }
        return super.singletonOrThrow();
    }

    /** A trainer copies its batches to its device. */
    @Override
    public NDList toDevice(Device device, boolean copy) {
        return of(super.toDevice(device, copy), remedy, probes);
    }
}
