/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.memory;

import ai.djl.ndarray.NDManager;
import io.github.djliit.support.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A program that intervenes and trains for long, and tells how memory grew after the first tenth.
 *
 * <p>Arguments: how many interventions, how many training steps, after how many tenths memory is
 * taken for settled, and by how many percent it may grow after that; by default 100,000, 20,000, 1
 * and 2. Half of the work is done with native networks, half with TorchScript files. It prints a
 * line for each tenth and ends with code 1 where the resident memory grew by as much, or an array
 * is left.
 */
final class Soak {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int TENTHS = 10;

    private Soak() {}

    /**
     * What there is at some time.
     *
     * @param resident memory of the process, in kilobytes
     * @param heap of it, what Java's objects take, in kilobytes
     * @param arrays arrays and managers that are held
     */
    private record Reading(long resident, long heap, int arrays) {

        static Reading of(List<NDManager> managers) throws IOException {
            System.gc();
            Runtime java = Runtime.getRuntime();
            return new Reading(
                    residentKilobytes(),
                    (java.totalMemory() - java.freeMemory()) / 1024,
                    managers.stream().mapToInt(Held::by).sum());
        }

        @Override
        public String toString() {
            return "%,d kB resident, %,d kB of it objects, %s arrays"
                    .formatted(resident, heap, arrays);
        }
    }

    /**
     * Runs.
     *
     * @param arguments interventions and steps
     * @throws Exception if an operation fails
     */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int interventions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int settled = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        double most = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 2;
        boolean isFlat;
        try (SoakedNetworks networks = new SoakedNetworks();
                SoakedTraining training = new SoakedTraining()) {
            List<NDManager> managers =
                    Stream.of(networks.managers(), training.managers())
                            .flatMap(List::stream)
                            .toList();
            Reading first = null;
            Reading last = null;
            for (int tenth = 1; tenth <= TENTHS; tenth++) {
                networks.intervene(interventions / TENTHS);
                training.train(steps / TENTHS);
                last = Reading.of(managers);
                first = tenth <= settled ? last : first;
                System.out.printf("%d of %d: %s%n", tenth, TENTHS, last);
            }
            isFlat = isFlat(first, last, most / 100);
        }
        System.exit(isFlat ? 0 : 1);
    }

    private static boolean isFlat(Reading first, Reading last, double most) {
        double growth = (double) last.resident / first.resident - 1;
        System.out.printf(
                "resident memory grew by %.2f%%, arrays by %d%n",
                100 * growth, last.arrays - first.arrays);
        return growth < most && last.arrays == first.arrays;
    }

    /** Only Linux tells it. */
    static boolean canRun() {
        return Files.exists(STATUS);
    }

    private static long residentKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            String line = lines.filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", ""));
        }
    }
}
