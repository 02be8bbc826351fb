/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where boxes, texts and lines are, by the numbers of the layout. */
class PictureLayoutTest {

    private static final double ROUNDING = .05;

    static Stream<AlignmentPicture> pictures() {
        return Stream.of(
                Examples.six(),
                Examples.hundredAndTwenty(),
                Examples.hostile(),
                Examples.subspaces());
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void boxesLieBesideOrInsideEachOther(AlignmentPicture picture) {
        List<Box> boxes = picture.scene().boxes();
        for (int i = 0; i < boxes.size(); i++) {
            for (int j = 0; j < i; j++) {
                Box one = boxes.get(j);
                Box other = boxes.get(i);
                assertThat(isApart(one, other) || contains(one, other))
                        .as("%s and %s", one, other)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void labelsLieInTheirBoxesAndBesideEachOther(AlignmentPicture picture) {
        for (Box box : picture.scene().boxes()) {
            for (Box.Label label : box.labels()) {
                assertThat(label.left()).as("%s", box).isPositive();
                assertThat(label.right()).as("%s", box).isLessThan(box.width());
                assertThat(label.y()).isBetween(label.style().size(), box.height() - 4);
            }
            if (box.labels().size() == 2 && box.labels().get(0).y() == box.labels().get(1).y()) {
                assertThat(box.labels().get(0).right()).isLessThan(box.labels().get(1).left());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void noLineOfTheAlignmentCrossesABoxThatItDoesNotLeadTo(AlignmentPicture picture) {
        for (Wire wire : picture.scene().wires()) {
            Wire.Point start = wire.points().get(0);
            Wire.Point end = wire.points().get(wire.points().size() - 1);
            for (Box box : picture.scene().boxes()) {
                if (!isAt(box, start) && !isAt(box, end)) {
                    for (int i = 1; i < wire.points().size(); i++) {
                        assertThat(crosses(wire.points().get(i - 1), wire.points().get(i), box))
                                .as("%s through %s", wire, box)
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void aLineEndsAtEachSite() {
        List<Wire> lines = lines(Examples.hundredAndTwenty());
        assertThat(lines).hasSize(4);
        for (Wire line : lines) {
            Wire.Point end = line.points().get(line.points().size() - 1);
            assertThat(Examples.hundredAndTwenty().scene().boxes())
                    .anyMatch(box -> box.css().contains("al") && isLeftMiddle(box, end));
        }
    }

    /** The widths that texts are given are enough for the widest of the fonts. */
    @ParameterizedTest
    @MethodSource("pictures")
    void textsAreNoWiderThanTheyAreTakenFor(AlignmentPicture picture) {
        for (Box box : picture.scene().boxes()) {
            for (Box.Label label : box.labels()) {
                if (label.text().chars().allMatch(c -> c < 0x2000)) {
                    assertThat(measured(label))
                            .as(label.text())
                            .isLessThanOrEqualTo(label.style().width(label.text()) * 1.01);
                }
            }
        }
    }

    static List<Wire> lines(AlignmentPicture picture) {
        return picture.scene().wires().stream().filter(w -> w.end() == Wire.End.DOT).toList();
    }

    private static double measured(Box.Label label) {
        Style style = label.style();
        String family = style.isCode() ? "DejaVu Sans Mono" : "DejaVu Sans";
        Font font = new Font(family, style.isBold() ? Font.BOLD : Font.PLAIN, 100);
        assumeTrue(font.getFamily().equals(family), "The font " + family + " is not here");
        FontRenderContext context = new FontRenderContext(null, true, true);
        return font.getStringBounds(label.text(), context).getWidth() * style.size() / 100;
    }

    private static boolean isApart(Box one, Box other) {
        return one.x() + one.width() < other.x()
                || other.x() + other.width() < one.x()
                || one.y() + one.height() < other.y()
                || other.y() + other.height() < one.y();
    }

    private static boolean contains(Box outer, Box inner) {
        return inner.x() > outer.x()
                && inner.y() > outer.y()
                && inner.x() + inner.width() < outer.x() + outer.width()
                && inner.y() + inner.height() < outer.y() + outer.height();
    }

    private static boolean isAt(Box box, Wire.Point point) {
        return point.x() >= box.x() - ROUNDING
                && point.x() <= box.x() + box.width() + ROUNDING
                && point.y() >= box.y() - ROUNDING
                && point.y() <= box.y() + box.height() + ROUNDING;
    }

    private static boolean isLeftMiddle(Box box, Wire.Point point) {
        return Math.abs(point.x() - box.x()) < ROUNDING
                && Math.abs(point.y() - box.y() - box.height() / 2) < ROUNDING;
    }

    private static boolean crosses(Wire.Point from, Wire.Point to, Box box) {
        return Math.max(from.x(), to.x()) > box.x()
                && Math.min(from.x(), to.x()) < box.x() + box.width()
                && Math.max(from.y(), to.y()) > box.y()
                && Math.min(from.y(), to.y()) < box.y() + box.height();
    }
}
