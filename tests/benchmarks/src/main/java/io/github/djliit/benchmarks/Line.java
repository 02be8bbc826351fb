/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param task what is done
 * @param kind with which network
 * @param target the most that it may take of the plain time; NaN where nothing is promised
 */
record Line(Task task, Kind kind, double target) {

    /** Returns all lines. */
    static List<Line> all() {
        List<Line> lines = new ArrayList<>();
        List<Kind> kinds =
                List.of(Kind.MLP, Kind.SIX, Kind.SIX_SCRIPT, Kind.TWELVE, Kind.TWELVE_SCRIPT);
        kinds.forEach(k -> lines.add(new Line(Task.EMPTY, k, k == Kind.MLP ? 1.10 : 1.02)));
        for (Task task : List.of(Task.CAPTURE, Task.ONE, Task.ALL)) {
            kinds.forEach(kind -> lines.add(new Line(task, kind, Double.NaN)));
        }
        for (Kind kind : List.of(Kind.TWELVE, Kind.TWELVE_SCRIPT)) {
            lines.add(new Line(Task.MIDDLE, kind, .65));
            lines.add(new Line(Task.LAST, kind, .25));
            lines.add(new Line(Task.SWEEP, kind, .55));
        }
        for (Kind kind : List.of(Kind.MLP, Kind.SIX, Kind.SIX_SCRIPT)) {
            lines.add(new Line(Task.MIXED, kind, 1.5));
        }
        lines.add(new Line(Task.RICH, Kind.MLP, 2));
        lines.add(new Line(Task.RICH, Kind.SIX, 2));
        lines.add(new Line(Task.CELLS, Kind.SIX, .6));
        lines.add(new Line(Task.STEP, Kind.SUM3, .75));
        lines.add(new Line(Task.STEP, Kind.SIX, .80));
        lines.add(new Line(Task.STEP, Kind.SIX_SCRIPT, .80));
        lines.add(new Line(Task.OPEN, Kind.SIX, Double.NaN));
        lines.add(new Line(Task.LOAD, Kind.SIX_SCRIPT, Double.NaN));
        lines.add(new Line(Task.PLAN, Kind.NONE, Double.NaN));
        return lines;
    }

    static Line of(String name) {
        return all().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }

    /** Returns the name by which it can be asked for. */
    String name() {
        return (task + "-" + kind).toLowerCase(Locale.ROOT);
    }

    /** Whether a PyTorch program does the same; it is the same for native and TorchScript. */
    boolean isInPython() {
        return switch (task) {
            case CAPTURE, ONE, ALL -> kind == Kind.MLP || kind.isScript;
            case STEP -> true;
            default -> false;
        };
    }

    /** The most that it may take of the time of PyTorch's hooks; NaN where nothing is promised. */
    double hooksTarget() {
        return task == Task.STEP && kind == Kind.SUM3 ? 1 : Double.NaN;
    }
}
