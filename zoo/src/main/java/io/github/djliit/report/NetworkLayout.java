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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** The half of a picture that shows the network: blocks in blocks, in a column. */
final class NetworkLayout {

    private static final double PAD = 14;
    private static final double HEADER = 36;
    private static final double CHAINED = 20;
    private static final double LOOSE = 8;

    private final BlockBoxes boxes;
    private final Map<ElkNode, Box> drawn = new LinkedHashMap<>();
    private final Map<ElkNode, Part.Chip> chips = new LinkedHashMap<>();
    private final Map<ElkEdge, ElkNode> arrows = new LinkedHashMap<>();

    private NetworkLayout(BlockBoxes boxes) {
        this.boxes = boxes;
    }

    /**
     * A network that is laid out, its upper left corner at the origin.
     *
     * @param boxes the blocks and sites, each before what is inside it
     * @param wires the arrows between blocks
     * @param places the left edge and the middle of each aligned place
     */
    record Placed(List<Box> boxes, List<Wire> wires, Map<SubspaceSite, Wire.Point> places) {

        double width() {
            return boxes.get(0).width();
        }

        double height() {
            return boxes.get(0).height();
        }
    }

    static Placed of(Part.Shown root, BlockBoxes boxes) {
        NetworkLayout layout = new NetworkLayout(boxes);
        ElkNode graph = ElkGraphUtil.createGraph();
        Elk.layered(graph, Direction.DOWN, 0, 0);
        Elk.padding(graph, 0, 0);
        layout.block(graph, root, 0, layout.width(root));
        Elk.run(graph);
        return layout.placed(graph);
    }

    /** Returns the least width of a part, with what is inside it. */
    private double width(Part part) {
        if (part instanceof Part.Shown shown) {
            double inner = shown.children().stream().mapToDouble(this::width).max().orElse(0);
            for (List<Part.Chip> side : List.of(shown.before(), shown.after())) {
                inner = Math.max(inner, side.stream().mapToDouble(boxes::width).max().orElse(0));
            }
            double padded = shown.isPlain() ? 0 : inner + 2 * PAD;
            return Math.max(boxes.width(shown), padded);
        }
        return boxes.width((Part.Folded) part);
    }

    /** Adds a block as wide as its neighbours. */
    private ElkNode block(ElkNode parent, Part.Shown block, int depth, double width) {
        ElkNode node = Elk.node(parent, width, HEADER);
        drawn.put(node, boxes.box(block, depth, width, HEADER));
        if (block.isPlain()) {
            return node;
        }
        Elk.layered(node, Direction.DOWN, isChained(block) ? CHAINED : LOOSE, LOOSE);
        Elk.padding(node, HEADER, PAD);
        double inner = width - 2 * PAD;
        List<ElkNode> column = new ArrayList<>();
        block.before().forEach(chip -> column.add(chip(node, chip, inner)));
        block.children().forEach(part -> column.add(part(node, part, depth + 1, inner)));
        block.after().forEach(chip -> column.add(chip(node, chip, inner)));
        for (int i = 1; i < column.size(); i++) {
            link(column.get(i - 1), column.get(i), block.isChain());
        }
        return node;
    }

    private static boolean isChained(Part.Shown block) {
        return block.isChain() && block.children().size() > 1;
    }

    private ElkNode part(ElkNode parent, Part part, int depth, double width) {
        if (part instanceof Part.Shown shown) {
            return block(parent, shown, depth, width);
        }
        Box box = boxes.box((Part.Folded) part, depth, width, HEADER);
        ElkNode node = Elk.node(parent, width, HEADER);
        drawn.put(node, box);
        return node;
    }

    private ElkNode chip(ElkNode parent, Part.Chip chip, double width) {
        Box box = boxes.box(chip, width);
        ElkNode node = Elk.node(parent, width, box.height());
        drawn.put(node, box);
        chips.put(node, chip);
        return node;
    }

    /** Keeps the order of neighbours, which an arrow shows where they run in that order. */
    private void link(ElkNode above, ElkNode below, boolean isChain) {
        ElkEdge edge = ElkGraphUtil.createSimpleEdge(above, below);
        if (isChain && !chips.containsKey(above) && !chips.containsKey(below)) {
            arrows.put(edge, above.getParent());
        }
    }

    private Placed placed(ElkNode graph) {
        List<Box> placed = new ArrayList<>();
        Map<SubspaceSite, Wire.Point> ends = new LinkedHashMap<>();
        Wire.Point origin = corner(graph.getChildren().get(0));
        drawn.forEach(
                (node, box) -> {
                    Wire.Point at = corner(node).plus(-origin.x(), -origin.y());
                    placed.add(sized(box, node).at(at.x(), at.y()));
                    Part.Chip chip = chips.get(node);
                    if (chip != null) {
                        ends.put(chip.place(), at.plus(0, node.getHeight() / 2));
                        boxes.strips(chip, node.getWidth())
                                .forEach(b -> placed.add(b.at(at.x() + b.x(), at.y() + b.y())));
                    }
                });
        List<Wire> wires = new ArrayList<>();
        arrows.forEach(
                (edge, in) -> {
                    Wire.Point at = corner(in).plus(-origin.x(), -origin.y());
                    List<Wire.Point> points = Elk.points(edge, at.x(), at.y());
                    wires.add(new Wire("e", points, Wire.End.ARROW, "runs before"));
                });
        return new Placed(placed, wires, ends);
    }

    private static Box sized(Box box, ElkNode node) {
        return new Box(
                box.css(), 0, 0, node.getWidth(), node.getHeight(), box.title(), box.labels());
    }

    private static Wire.Point corner(ElkNode node) {
        Wire.Point corner = new Wire.Point(0, 0);
        for (ElkNode at = node; at.getParent() != null; at = at.getParent()) {
            corner = corner.plus(at.getX(), at.getY());
        }
        return corner;
    }
}
