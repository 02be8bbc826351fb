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

/**
 * A line of the picture, with round corners.
 *
 * @param css the classes of the line
 * @param points where it starts, turns, and ends
 * @param end what is at its end
 * @param title what a reader of the screen says
 */
record Wire(String css, List<Point> points, End end, String title) {

    private static final double CORNER = 7;
    private static final double ARROW = 6;

    /** A place. */
    record Point(double x, double y) {

        Point plus(double dx, double dy) {
            return new Point(x + dx, y + dy);
        }

        /** Returns the point on the way to another at a distance from here. */
        Point toward(Point other, double distance) {
            double length = distanceTo(other);
            double share = length == 0 ? 0 : distance / length;
            return new Point(x + (other.x - x) * share, y + (other.y - y) * share);
        }

        double distanceTo(Point other) {
            return Math.hypot(other.x - x, other.y - y);
        }

        @Override
        public String toString() {
            return Markup.number(x) + " " + Markup.number(y);
        }
    }

    /** What is at the end of a line. */
    enum End {
        ARROW,
        DOT
    }

    /** Copies the points. */
    Wire {
        points = List.copyOf(points);
    }

    void write(Markup out) {
        out.open("g", "class", "wire").text("title", title);
        out.empty("path", "class", css, "d", path());
        if (end == End.ARROW) {
            out.empty("path", "class", "ar", "d", arrow());
        } else {
            Point last = points.get(points.size() - 1);
            String fill = css.replaceFirst(".*\\bs", "f");
            out.empty("circle", "class", fill, "cx", last.x(), "cy", last.y(), "r", 4.0);
        }
        out.close().line();
    }

    private String path() {
        StringBuilder path = new StringBuilder("M").append(points.get(0));
        for (int i = 1; i + 1 < points.size(); i++) {
            Point corner = points.get(i);
            Point before = points.get(i - 1);
            Point after = points.get(i + 1);
            double half = Math.min(corner.distanceTo(before), corner.distanceTo(after)) / 2;
            double radius = Math.min(CORNER, half);
            path.append("L").append(corner.toward(before, radius));
            path.append("Q").append(corner).append(" ").append(corner.toward(after, radius));
        }
        return path.append("L").append(points.get(points.size() - 1)).toString();
    }

    private String arrow() {
        Point tip = points.get(points.size() - 1);
        Point back = tip.toward(points.get(points.size() - 2), ARROW);
        double dx = (tip.y() - back.y()) / 2;
        double dy = (back.x() - tip.x()) / 2;
        return "M" + tip + "L" + back.plus(dx, dy) + "L" + back.plus(-dx, -dy) + "Z";
    }
}
