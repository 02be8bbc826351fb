/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean activation of a site over a dataset, for mean ablation.
 *
 * <pre>{@code
 * Value mean = SiteMean.of(network, "02Linear[0:4]", batches);
 * InterventionPlan plan =
 *         InterventionPlan.builder().add("02Linear[0:4]", Edit.mean(mean)).build();
 * }</pre>
 *
 * <p>Sums are kept in double precision. One pass for each batch.
 */
public final class SiteMean {

    private final InterventionBlock network;
    private final InterventionPlan plan;
    private final List<Sum> sums;

    private SiteMean(InterventionBlock network, List<String> sites, boolean overPositions) {
        this.network = network;
        InterventionPlan.Builder collecting = InterventionPlan.builder();
        sites.forEach(collecting::collect);
        plan = collecting.build();
        sums = sites.stream().map(site -> new Sum(site, overPositions)).toList();
    }

    /**
     * Computes the mean over rows: of each position and unit by itself.
     *
     * @param network the network
     * @param site the text form of the site; its region has one shape in all batches
     * @param batches the inputs of each batch, batch first
     * @return the mean, of the shape of the region without the batch
     * @throws IllegalArgumentException if there is no batch, or the region's shape varies
     */
    public static Value of(InterventionBlock network, String site, Iterable<NDList> batches) {
        return of(network, List.of(site), batches).get(site);
    }

    /**
     * Computes the means of several sites in the same passes, see {@link #of(InterventionBlock,
     * String, Iterable)}.
     *
     * @param network the network
     * @param sites the text forms of the sites, all different
     * @param batches the inputs of each batch, batch first
     * @return the mean of each site by its text, in the same order
     * @throws IllegalArgumentException if there is no batch, or a region's shape varies
     */
    public static Map<String, Value> of(
            InterventionBlock network, List<String> sites, Iterable<NDList> batches) {
        return new SiteMean(network, sites, false).means(batches);
    }

    /**
     * Computes the mean over rows and positions: of each unit on the last axis.
     *
     * @param network the network
     * @param site the text form of the site; sequences may have any length
     * @param batches the inputs of each batch, batch first
     * @return the mean, one number for each unit
     * @throws IllegalArgumentException if there is no batch, or the number of units varies
     */
    public static Value overPositions(
            InterventionBlock network, String site, Iterable<NDList> batches) {
        return new SiteMean(network, List.of(site), true).means(batches).get(site);
    }

    /**
     * Computes the mean over the rows of a dataset, see {@link #of(InterventionBlock, String,
     * Iterable)}.
     *
     * @param network the network
     * @param site the text form of the site
     * @param dataset the dataset, whose data are the network's inputs
     * @param manager a manager for the batches
     * @return the mean, of the shape of the region without the batch
     * @throws IOException if the dataset cannot be read
     * @throws TranslateException if the dataset cannot be read
     */
    public static Value of(
            InterventionBlock network, String site, Dataset dataset, NDManager manager)
            throws IOException, TranslateException {
        SiteMean mean = new SiteMean(network, List.of(site), false);
        for (Batch batch : dataset.getData(manager)) {
            mean.add(batch.getData());
            batch.close();
        }
        return mean.values().get(site);
    }

    private Map<String, Value> means(Iterable<NDList> batches) {
        batches.forEach(this::add);
        return values();
    }

    private void add(NDList inputs) {
        try (InterventionResult result = network.intervene(plan, inputs)) {
            sums.forEach(sum -> sum.add(result.collected(sum.site).single()));
        }
    }

    private Map<String, Value> values() {
        Map<String, Value> values = new LinkedHashMap<>();
        sums.forEach(sum -> values.put(sum.site, sum.mean()));
        return values;
    }

    /** The running sum of one site. */
    private static final class Sum {

        private final String site;
        private final boolean overPositions;
        private double[] sum;
        private Shape shape;
        private long count;

        private Sum(String site, boolean overPositions) {
            this.site = site;
            this.overPositions = overPositions;
        }

        private void add(NDArray activation) {
            try (NDManager scope = activation.getManager().newSubManager()) {
                NDArray rows = activation.reshape(rows(activation.getShape()));
                rows.attach(scope);
                NDArray total = rows.sum(new int[] {0});
                total.attach(scope);
                float[] numbers = Value.of(total).toArray();
                accumulate(numbers, meanShape(activation.getShape()));
                count += rows.getShape().get(0);
            }
        }

        private Shape rows(Shape activation) {
            int axes = activation.dimension();
            return overPositions
                    ? new Shape(-1, activation.get(axes - 1))
                    : new Shape(activation.get(0), -1);
        }

        private Shape meanShape(Shape activation) {
            return activation.slice(overPositions ? activation.dimension() - 1 : 1);
        }

        private void accumulate(float[] numbers, Shape found) {
            if (sum == null) {
                sum = new double[numbers.length];
                shape = found;
            } else if (!shape.equals(found)) {
                throw new IllegalArgumentException(
                        "At site "
                                + site
                                + ": an earlier batch has shape "
                                + shape
                                + " for each row, this one "
                                + found
                                + ": take a region of one shape, or the mean over positions");
            }

            for (int i = 0; i < sum.length; i++) {
                sum[i] += numbers[i];
            }
        }

        private Value mean() {
            if (count == 0) {
                throw new IllegalArgumentException(
                        "The mean of " + site + " needs rows, found none");
            }

            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sum[i] / count);
            }
            return new Value(mean, shape);
        }
    }
}
