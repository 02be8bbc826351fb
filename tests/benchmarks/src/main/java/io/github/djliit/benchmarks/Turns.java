/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The benchmark: the sides of a line take turns within each iteration, so that what else the
 * machine does hits them alike. What comes first in one half of a turn comes last in the other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Turns {

    /** A side runs at least so long before the other does. */
    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(8);

    @Param("empty-mlp")
    private String line;

    @Param("target/benchmarks")
    private String folder;

    private NDManager manager;
    private Net net;
    private Training training;
    private Task.Sides sides;
    private PythonSide python;
    private int runs;

    /** Opens the network and finds out how often a side runs in a turn. */
    @Setup
    public void open() throws Exception {
        Line what = Line.of(line);
        manager = NDManager.newBaseManager("PyTorch");
        if (what.task() == Task.STEP) {
            training = new Training(what.kind(), Path.of(folder));
            sides = training.sides();
        } else {
            net = what.kind() == Kind.NONE ? null : Net.open(what.kind(), Path.of(folder));
            sides = what.task().sides(net);
        }
        python = what.isInPython() ? PythonSide.start(what) : null;
        long time;
        int tries = 0;
        do {
            time = Spent.on(manager, sides.plain(), 1).wall();
            Spent.on(manager, sides.own(), 1);
        } while (time < LEAST && ++tries < 20);
        runs = (int) Math.max(1, LEAST / Math.max(1, time));
    }

    /** Closes all. */
    @TearDown
    public void close() throws Exception {
        if (python != null) {
            python.close();
        }
        if (training != null) {
            training.close();
        }
        if (net != null) {
            net.close();
        }
        manager.close();
    }

    /**
     * Runs each side twice.
     *
     * @param times where the times go
     */
    @Benchmark
    public void turn(Times times) {
        plain(times);
        own(times);
        inPython(times);
        own(times);
        plain(times);
    }

    private void plain(Times times) {
        times.addPlain(Spent.on(manager, sides.plain(), runs), runs);
    }

    private void own(Times times) {
        times.addOwn(Spent.on(manager, sides.own(), runs), runs);
    }

    private void inPython(Times times) {
        if (python != null && python.hasHooks()) {
            times.addHooks(python.run("hooks", runs), runs);
        }
        if (python != null && python.hasPyvene()) {
            times.addPyvene(python.run("pyvene", runs), runs);
        }
    }
}
