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
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was predicted for a batch, until it is handed out in the order of the inputs.
 *
 * @param <I> the input type of the wrapped translator
 * @param <O> its output type
 */
final class Prediction<I, O> {

    private final Translator<I, O> wrapped;
    private final List<Place<I>> places;

    /** Where the results of one input are. */
    private record Place<I>(Outcome<I> outcome, int row) {}

    /** Something that the wrapped translator does, which may throw anything. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws Exception;
    }

    /**
     * Puts outcomes in the order of the inputs.
     *
     * @param wrapped the wrapped translator
     * @param outcomes the outcomes of batches that have each input once
     */
    Prediction(Translator<I, O> wrapped, List<Outcome<I>> outcomes) {
        this.wrapped = wrapped;
        List<Place<I>> found = new ArrayList<>();
        for (Outcome<I> outcome : outcomes) {
            for (int row = 0; row < outcome.size(); row++) {
                found.add(new Place<>(outcome, row));
            }
        }
        found.sort((a, b) -> Integer.compare(index(a), index(b)));
        places = List.copyOf(found);
    }

    private static int index(Place<?> place) {
        return place.outcome().row(place.row()).index();
    }

    int size() {
        return places.size();
    }

    /** Returns all that was predicted for an input. */
    InterventionOutput<O> output(int index) throws TranslateException {
        Place<I> place = places.get(index);
        return attributed(index, () -> output(place.outcome(), place.row()));
    }

    /** Returns the output of the base alone. */
    O plain(int index) throws TranslateException {
        Place<I> place = places.get(index);
        Row<I> row = place.outcome().row(place.row());
        return attributed(index, () -> output(row.base(), place.outcome().base(place.row())));
    }

    private InterventionOutput<O> output(Outcome<I> outcome, int number) throws Exception {
        Row<I> row = outcome.row(number);
        // The translator may do with its arrays what it likes, so what else they are for is first.
        List<Tensor> difference = outcome.difference(number);
        Map<Site, RowActivations> collected = outcome.collected(number);
        O base = output(row.base(), outcome.base(number));
        List<O> sources = new ArrayList<>();
        for (int s = 0; s < row.sources().size(); s++) {
            sources.add(output(row.sources().get(s), outcome.source(number, s)));
        }
        O counterfactual =
                outcome.isEdited(number)
                        ? output(row.base(), outcome.counterfactual(number))
                        : base;
        return new InterventionOutput<>(base, sources, counterfactual, difference, collected);
    }

    private O output(PreparedRun run, NDList arrays) throws Exception {
        RowContext context = run.context().copy();
        for (NDArray array : arrays) {
            // An output may be a parameter, which stays the model's.
            if (array.getManager() == context.getNDManager()) {
                array.attach(run.owner());
            }
        }
        return wrapped.processOutput(context, arrays);
    }

    private <T> T attributed(int index, Work<T> work) throws TranslateException {
        try {
            return work.run();
        } catch (Exception e) {
            throw new BatchInputException(index, size(), e);
        }
    }
}
