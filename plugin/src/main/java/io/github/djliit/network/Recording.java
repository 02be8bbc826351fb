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
import io.github.djliit.site.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What one run kept, or the rows of one part of a fused run.
 *
 * @param run the run
 * @param outputs its outputs
 * @param rows the rows of a fused batch that this is about; null for all
 * @param readThrough what is done to an array that is read
 */
record Recording(Run run, NDList outputs, Span rows, UnaryOperator<NDArray> readThrough)
        implements SourceValues {

    Recording(Run run, NDList outputs, Span rows) {
        this(run, outputs, rows, UnaryOperator.identity());
    }

    @Override
    public NDArray read(int read, int number) {
        return readThrough.apply(ofRows(run.kept().read(read, number)));
    }

    @Override
    public List<NDArray> collected(int collect) {
        return run.kept().collected(collect).stream().map(this::ofRows).toList();
    }

    @Override
    public List<NDArray> kept(BitSet reads) {
        List<NDArray> all = new ArrayList<>(outputs);
        run.kept().allCollected().forEach(array -> all.add(ofRows(array)));
        reads.stream().forEach(r -> run.kept().allRead(r).forEach(array -> all.add(ofRows(array))));
        return all;
    }

    @Override
    public SourceValues detached() {
        return new Recording(run, outputs, rows, NDArray::stopGradient);
    }

    /** Whether outputs and collected activations are those of another run to the bit. */
    boolean hasBitsOf(Recording other) {
        List<NDArray> own = run.kept().allCollected();
        List<NDArray> others = other.run.kept().allCollected();
        own.addAll(outputs);
        others.addAll(other.outputs);
        return own.size() == others.size()
                && IntStream.range(0, own.size())
                        .allMatch(i -> own.get(i).contentEquals(others.get(i)));
    }

    /** Cut out only when asked for: of a fused batch the base's part of a read never is. */
    private NDArray ofRows(NDArray array) {
        return rows == null ? array : array.get(rows.start() + ":" + rows.end());
    }
}
