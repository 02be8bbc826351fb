/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What each side took within one iteration: nanoseconds by the clock and of the processor, and how
 * often it ran.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Times {

    public long plainWall;
    public long plainCpu;
    public long plainRuns;
    public long ownWall;
    public long ownCpu;
    public long ownRuns;
    public long hooksWall;
    public long hooksCpu;
    public long hooksRuns;
    public long pyveneWall;
    public long pyveneCpu;
    public long pyveneRuns;

    /** Starts anew. */
    @Setup(Level.Iteration)
    public void clear() {
        plainWall = plainCpu = plainRuns = 0;
        ownWall = ownCpu = ownRuns = 0;
        hooksWall = hooksCpu = hooksRuns = 0;
        pyveneWall = pyveneCpu = pyveneRuns = 0;
    }

    void addPlain(Spent spent, int runs) {
        plainWall += spent.wall();
        plainCpu += spent.cpu();
        plainRuns += runs;
    }

    void addOwn(Spent spent, int runs) {
        ownWall += spent.wall();
        ownCpu += spent.cpu();
        ownRuns += runs;
    }

    void addHooks(Spent spent, int runs) {
        hooksWall += spent.wall();
        hooksCpu += spent.cpu();
        hooksRuns += runs;
    }

    void addPyvene(Spent spent, int runs) {
        pyveneWall += spent.wall();
        pyveneCpu += spent.cpu();
        pyveneRuns += runs;
    }
}
