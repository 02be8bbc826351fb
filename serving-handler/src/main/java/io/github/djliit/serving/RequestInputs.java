/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.types.DataType;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tensors of a request.
 *
 * @param base the inputs of the base run, in the network's order
 * @param sources the inputs of each source run
 * @param others what a plan may call {@code "@name"}
 * @param isPlain whether nothing but a plain prediction was asked for
 * @param names what the inputs of a run are called, each empty where it has no name
 */
record RequestInputs(
        List<Tensor> base,
        List<List<Tensor>> sources,
        Map<String, Tensor> others,
        boolean isPlain,
        List<String> names) {

    /** Names of which an engine makes dicts, lists and tuples, or a method. */
    private static final Pattern GROUPED = Pattern.compile(".*[.:\\[(].*");

    /** Whether a name may mean more than itself. */
    static boolean isGrouped(String name) {
        return GROUPED.matcher(name).matches();
    }

    /** Checks that a source's inputs are called as the base's, where names mean something. */
    static void checkNames(List<String> base, List<String> source, String pointer) {
        boolean areGrouped =
                Stream.concat(base.stream(), source.stream()).anyMatch(RequestInputs::isGrouped);
        if (areGrouped && !base.equals(source)) {
            throw new RequestException(
                    ErrorCode.INVALID_TENSOR,
                    pointer,
                    "expected the inputs of the base "
                            + base
                            + ", in their order, found "
                            + source);
        }
    }

    /** Checks that all have one number of rows, and that they are not too many. */
    void check(ServingSettings settings) {
        checkSources(sources.size(), settings);
        checkRows(base, isPlain ? "/inputs" : "/inputs/base", settings.maxRows());
        for (int s = 0; s < sources.size(); s++) {
            String pointer = "/inputs/sources/" + s;
            checkRows(sources.get(s), pointer, settings.maxRows());
            checkForm(sources.get(s), pointer);
        }
    }

    /** Checks that there are not too many sources, which may be before they are read. */
    static void checkSources(int sources, ServingSettings settings) {
        if (sources > settings.maxSources()) {
            throw new RequestException(
                    ErrorCode.TOO_MANY_SOURCES,
                    "/inputs/sources",
                    "at most " + settings.maxSources() + " are taken, found " + sources);
        }
    }

    private void checkRows(List<Tensor> inputs, String pointer, int limit) {
        if (inputs.isEmpty()) {
            throw new RequestException(
                    ErrorCode.INVALID_TENSOR, pointer, "expected an input, at least one");
        }
        for (Tensor input : inputs) {
            long[] shape = input.shape().getShape();
            if (shape.length == 0 || shape[0] < 1) {
                throw new RequestException(
                        ErrorCode.INVALID_TENSOR,
                        pointer,
                        "expected the batch on the first axis, one row at least, found the shape "
                                + input.shape());
            } else if (shape[0] > limit) {
                throw new RequestException(
                        ErrorCode.TOO_MANY_ROWS,
                        pointer,
                        "at most " + limit + " rows are taken, found " + shape[0]);
            } else if (shape[0] != base.get(0).shape().get(0)) {
                throw new RequestException(
                        ErrorCode.INVALID_TENSOR,
                        pointer,
                        "expected "
                                + base.get(0).shape().get(0)
                                + " rows, as the first input of the base has, found "
                                + shape[0]);
            }
        }
    }

    private void checkForm(List<Tensor> source, String pointer) {
        List<DataType> expected = base.stream().map(Tensor::type).toList();
        List<DataType> found = source.stream().map(Tensor::type).toList();
        if (!expected.equals(found)) {
            throw new RequestException(
                    ErrorCode.INVALID_TENSOR,
                    pointer,
                    "expected inputs of the base's types " + expected + ", found " + found);
        }
    }

    int rows() {
        return Math.toIntExact(base.get(0).shape().get(0));
    }
}
