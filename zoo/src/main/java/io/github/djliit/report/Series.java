/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A figure over the epochs of a training.
 *
 * @param name its name
 * @param points its values, in the order of the epochs
 */
record Series(String name, List<Point> points) {

    private static final int MOST = 400;

    /** The value after an epoch. */
    record Point(double epoch, double value) {}

    /** Keeps so many points that no more could be seen, the last among them. */
    Series {
        int every = (points.size() + MOST - 1) / MOST;
        if (every > 1) {
            List<Point> all = points;
            int last = all.size() - 1;
            points =
                    IntStream.rangeClosed(0, last)
                            .filter(i -> (last - i) % every == 0)
                            .mapToObj(all::get)
                            .toList();
        }
        points = List.copyOf(points);
    }

    double last() {
        return points.get(points.size() - 1).value();
    }
}
