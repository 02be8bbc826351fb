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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What some work took.
 *
 * @param wall nanoseconds by the clock
 * @param cpu nanoseconds of the processor, of the one thread that works
 */
record Spent(long wall, long cpu) {

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    /** Does work several times. */
    static Spent on(NDManager manager, Work work, int times) {
        long cpu = THREAD.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        for (int i = 0; i < times; i++) {
            try (NDManager scope = manager.newSubManager()) {
                work.run(scope);
            }
        }
        long end = System.nanoTime();
        return new Spent(end - wall, THREAD.getCurrentThreadCpuTime() - cpu);
    }
}
