/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.options.PortSide;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Places the causal model beside the network, and routes the lines of the alignment to their sites.
 *
 * <p>ELK sees one graph: the variables from left to right, then the network as one node with a port
 * at the height of each site. So no line crosses a variable, and those of the alignment cross each
 * other as little as their order allows.
 */
final class PictureLayout {

    private static final double LAYERS = 46;
    private static final double NODES = 22;
    private static final double EDGES = 12;
    private static final double TIE = .001;
    private static final int STRAIGHT = 10;
    private static final double JOG = 8;

    private final CausalModel model;
    private final Alignment alignment;
    private final Figures figures;
    private final NetworkLayout.Placed network;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> variables = new LinkedHashMap<>();
    private final Map<SubspaceSite, ElkPort> ports = new LinkedHashMap<>();
    private final Map<ElkEdge, Wire> causes = new LinkedHashMap<>();
    private final Map<ElkEdge, SubspaceSite> aligned = new LinkedHashMap<>();
    private final Map<ElkEdge, Wire> places = new LinkedHashMap<>();
    private ElkNode networkNode;

    private PictureLayout(
            CausalModel model, Alignment alignment, Figures figures, NetworkLayout.Placed network) {
        this.model = model;
        this.alignment = alignment;
        this.figures = figures;
        this.network = network;
    }

    /**
     * A picture that is laid out.
     *
     * @param width its width
     * @param height its height
     * @param split where the network starts
     * @param boxes all boxes, each before what is inside it
     * @param wires all lines, those of the alignment last
     */
    record Scene(double width, double height, double split, List<Box> boxes, List<Wire> wires) {}

    static Scene of(
            CausalModel model, Alignment alignment, Figures figures, NetworkLayout.Placed network) {
        PictureLayout layout = new PictureLayout(model, alignment, figures, network);
        layout.build();
        Elk.run(layout.graph);
        return layout.scene();
    }

    private void build() {
        Elk.layered(graph, Direction.RIGHT, LAYERS, NODES);
        Elk.padding(graph, 0, 0);
        graph.setProperty(LayeredOptions.PARTITIONING_ACTIVATE, true);
        graph.setProperty(
                LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_NODES);
        graph.setProperty(
                LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
        // Of two orders with as few crossings, that of the declaration.
        graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_CROSSING_COUNTER_NODE_INFLUENCE, TIE);
        graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_CROSSING_COUNTER_PORT_INFLUENCE, TIE);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, EDGES);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, EDGES);
        graph.setProperty(CoreOptions.SPACING_EDGE_NODE, EDGES);
        graph.setProperty(CoreOptions.SPACING_EDGE_EDGE, EDGES);
        for (Variable<?> variable : model.variables()) {
            Box box = VariableBoxes.box(model, variable, alignment, figures);
            ElkNode node = Elk.node(graph, box.width(), box.height());
            node.setProperty(LayeredOptions.PARTITIONING_PARTITION, 0);
            variables.put(variable.name(), node);
        }
        model.variables().forEach(this::addCauses);
        addNetwork();
        alignment.variables().forEach(this::addPlaces);
    }

    private void addCauses(Variable<?> variable) {
        for (Variable<?> parent : model.parents(variable)) {
            ElkEdge edge =
                    ElkGraphUtil.createSimpleEdge(
                            variables.get(parent.name()), variables.get(variable.name()));
            String title = Text.title(variable.name() + " follows from " + parent.name());
            causes.put(edge, new Wire("e", List.of(), Wire.End.ARROW, title));
        }
    }

    private void addNetwork() {
        networkNode = Elk.node(graph, network.width(), network.height());
        networkNode.setProperty(LayeredOptions.PARTITIONING_PARTITION, 1);
        networkNode.setProperty(CoreOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_POS);
        network.places()
                .forEach(
                        (place, at) -> {
                            ElkPort port = ElkGraphUtil.createPort(networkNode);
                            port.setProperty(CoreOptions.PORT_SIDE, PortSide.WEST);
                            port.setLocation(0, at.y());
                            ports.put(place, port);
                        });
    }

    private void addPlaces(String variable) {
        for (SubspaceSite place : SubspaceSite.of(alignment, variable)) {
            ElkEdge edge = ElkGraphUtil.createSimpleEdge(variables.get(variable), ports.get(place));
            String title = variable + " is aligned to " + place + ", " + figures.text(variable);
            String css = "w s" + figures.step(variable);
            places.put(edge, new Wire(css, List.of(), Wire.End.DOT, Text.title(title)));
            edge.setProperty(LayeredOptions.PRIORITY_STRAIGHTNESS, STRAIGHT);
            aligned.put(edge, place);
        }
    }

    private Scene scene() {
        double left = networkNode.getX();
        double top = networkNode.getY();
        List<Box> boxes = new ArrayList<>();
        for (Variable<?> variable : model.variables()) {
            ElkNode node = variables.get(variable.name());
            Box box = VariableBoxes.box(model, variable, alignment, figures);
            boxes.add(box.at(node.getX(), node.getY()));
        }
        network.boxes().forEach(box -> boxes.add(box.at(box.x() + left, box.y() + top)));
        List<Wire> wires = new ArrayList<>();
        causes.forEach((edge, wire) -> wires.add(along(wire, Elk.points(edge, 0, 0))));
        network.wires().forEach(wire -> wires.add(moved(wire, left, top)));
        places.forEach((edge, wire) -> wires.add(along(wire, toSite(edge, left, top))));
        return new Scene(graph.getWidth(), graph.getHeight(), left, boxes, wires);
    }

    /** From the edge of the network on to the site. */
    private List<Wire.Point> toSite(ElkEdge edge, double left, double top) {
        List<Wire.Point> points = Elk.points(edge, 0, 0);
        points.set(points.size() - 1, network.places().get(aligned.get(edge)).plus(left, top));
        return straight(points, (ElkNode) edge.getSources().get(0));
    }

    /** Moves the start by a little where that makes a line straight. */
    private static List<Wire.Point> straight(List<Wire.Point> points, ElkNode from) {
        Wire.Point start = points.get(0);
        Wire.Point end = points.get(points.size() - 1);
        double above = end.y() - from.getY();
        boolean isLow = points.size() == 4 && Math.abs(start.y() - end.y()) < JOG;
        boolean isBeside = above > JOG && above < from.getHeight() - JOG;
        return isLow && isBeside ? List.of(new Wire.Point(start.x(), end.y()), end) : points;
    }

    private static Wire along(Wire wire, List<Wire.Point> points) {
        return new Wire(wire.css(), points, wire.end(), wire.title());
    }

    private static Wire moved(Wire wire, double dx, double dy) {
        return along(wire, wire.points().stream().map(point -> point.plus(dx, dy)).toList());
    }
}
