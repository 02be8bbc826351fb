/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines over epochs, with their names and last values beneath.
 *
 * @param title what the lines are
 * @param isShare whether the axis goes from 0 to 1
 * @param series the lines, at least one
 */
record Chart(String title, boolean isShare, List<Series> series) {

    /** The width of a chart. */
    static final double WIDTH = 430;

    private static final double AXIS = 46;
    private static final double TOP = 34;
    private static final double PLOT = 210;
    private static final double ENTRY = 20;
    private static final int TICKS = 4;

    /** Of so few values each is marked. */
    private static final int FEW = 24;

    /** Copies the list. */
    Chart {
        series = List.copyOf(series);
    }

    double height() {
        return TOP + PLOT + 54 + rows() * ENTRY;
    }

    private int perRow() {
        double widest =
                series.stream()
                        .mapToDouble(line -> 44 + Style.NOTE.width(entry(line)))
                        .max()
                        .orElse(1);
        return (int) Math.max(1, Math.floor((WIDTH - AXIS) / widest));
    }

    private int rows() {
        return (series.size() + perRow() - 1) / perRow();
    }

    private String entry(Series line) {
        String last = isShare ? Text.share(line.last()) : Text.number(line.last());
        return Text.fit(line.name(), Style.NOTE, 150) + " " + last;
    }

    void write(Markup out, double left, double top) {
        out.label(Style.HEAD, "", title, left, top + 10).line();
        Frame frame = frame(left + AXIS, top + TOP);
        axes(out, frame);
        for (int i = 0; i < series.size(); i++) {
            line(out, frame, i);
        }
        double width = (WIDTH - AXIS) / perRow();
        for (int i = 0; i < series.size(); i++) {
            double x = left + AXIS + i % perRow() * width;
            int row = i / perRow();
            double y = top + TOP + PLOT + 58 + row * ENTRY;
            String path = "M%s %sh22".formatted(Markup.number(x), Markup.number(y - 4));
            out.empty("path", "class", css(i), "d", path);
            out.label(Style.NOTE, "", entry(series.get(i)), x + 30, y).line();
        }
    }

    private Frame frame(double left, double top) {
        List<Series.Point> all = series.stream().flatMap(line -> line.points().stream()).toList();
        double first = all.stream().mapToDouble(Series.Point::epoch).min().orElse(0);
        double last = all.stream().mapToDouble(Series.Point::epoch).max().orElse(1);
        double highest = all.stream().mapToDouble(Series.Point::value).max().orElse(1);
        double lowest = Math.min(0, all.stream().mapToDouble(Series.Point::value).min().orElse(0));
        double step = isShare ? 1.0 / TICKS : nice((highest - lowest) / TICKS);
        double low = Math.floor(lowest / step) * step;
        double high = isShare ? 1 : Math.max(step, Math.ceil(highest / step - 1e-9) * step);
        return new Frame(left, top, first, last, low, high, step);
    }

    private void axes(Markup out, Frame frame) {
        double right = frame.left() + WIDTH - AXIS;
        int count = (int) Math.round((frame.high() - frame.low()) / frame.step());
        for (int i = 0; i <= count; i++) {
            double value = frame.low() + i * frame.step();
            String path =
                    "M%s %sH%s"
                            .formatted(
                                    Markup.number(frame.left()),
                                    Markup.number(frame.y(value)),
                                    Markup.number(right));
            out.empty("path", "class", "gr", "d", path);
            double base = frame.y(value) + 4;
            out.label(Style.NOTE, "en", Text.number(value), frame.left() - 8, base).line();
        }
        double below = frame.top() + PLOT + 18;
        for (double epoch : frame.epochs()) {
            out.label(Style.NOTE, "mi", Text.number(epoch), frame.x(epoch), below);
        }
        out.label(Style.NOTE, "mi", "epoch", (frame.left() + right) / 2, below + 16).line();
    }

    private void line(Markup out, Frame frame, int index) {
        Series line = series.get(index);
        StringBuilder path = new StringBuilder();
        for (Series.Point point : line.points()) {
            path.append(path.length() == 0 ? 'M' : 'L')
                    .append(new Wire.Point(frame.x(point.epoch()), frame.y(point.value())));
        }
        out.open("g").text("title", Text.title(line.name()));
        out.empty("path", "class", css(index), "d", path);
        if (line.points().size() <= FEW) {
            String css = "m" + index % Theme.SERIES;
            for (Series.Point point : line.points()) {
                double x = frame.x(point.epoch());
                out.empty("circle", "class", css, "cx", x, "cy", frame.y(point.value()), "r", 2.6);
            }
        }
        out.close().line();
    }

    /** Colours repeat with another dash. */
    private static String css(int index) {
        int dash = index / Theme.SERIES % 3;
        return "l k" + index % Theme.SERIES + (dash == 0 ? "" : " c" + dash);
    }

    /** Returns the next larger of 1, 2, 2.5 and 5 times a power of ten. */
    private static double nice(double step) {
        if (step <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (step <= factor * power * (1 + 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** Where values are in the picture. */
    private record Frame(
            double left,
            double top,
            double first,
            double last,
            double low,
            double high,
            double step) {

        private static final double INSET = 8;

        double x(double epoch) {
            double share = last > first ? (epoch - first) / (last - first) : .5;
            return left + INSET + share * (WIDTH - AXIS - 2 * INSET);
        }

        double y(double value) {
            return top + PLOT * (1 - (value - low) / (high - low));
        }

        List<Double> epochs() {
            double every = Math.max(1, nice((last - first) / 5));
            List<Double> epochs = new ArrayList<>(List.of(first));
            for (double at = Math.ceil(first / every) * every; at <= last; at += every) {
                if (at - first >= every / 2 && at == Math.rint(at)) {
                    epochs.add(at);
                }
            }
            return epochs;
        }
    }
}
