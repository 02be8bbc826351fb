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
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** What both halves of a picture ask of Eclipse ELK, whose layered layout places and routes. */
final class Elk {

    private Elk() {}

    /** Makes the children of a node be laid out in layers, edges as lines with right angles. */
    static void layered(ElkNode node, Direction direction, double layers, double nodes) {
        node.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        node.setProperty(CoreOptions.DIRECTION, direction);
        node.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        node.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, layers);
        node.setProperty(CoreOptions.SPACING_NODE_NODE, nodes);
        node.setProperty(CoreOptions.SEPARATE_CONNECTED_COMPONENTS, false);
    }

    static void padding(ElkNode node, double top, double other) {
        node.setProperty(CoreOptions.PADDING, new ElkPadding(top, other, other, other));
    }

    static ElkNode node(ElkNode parent, double width, double height) {
        ElkNode node = ElkGraphUtil.createNode(parent);
        node.setDimensions(width, height);
        return node;
    }

    static void run(ElkNode graph) {
        new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    }

    /** Returns the way of an edge, in the coordinates of the node that it is in. */
    static List<Wire.Point> points(ElkEdge edge, double dx, double dy) {
        ElkEdgeSection section = edge.getSections().get(0);
        List<Wire.Point> points = new ArrayList<>();
        points.add(new Wire.Point(section.getStartX() + dx, section.getStartY() + dy));
        section.getBendPoints()
                .forEach(bend -> points.add(new Wire.Point(bend.getX() + dx, bend.getY() + dy)));
        points.add(new Wire.Point(section.getEndX() + dx, section.getEndY() + dy));
        return points;
    }
}
