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
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An alignment: the causal model at the left, the network at the right, and a line from each
 * aligned variable to each of its sites, in the colour of its interchange intervention accuracy
 * (IIA).
 *
 * <p>Blocks of the network that the alignment does not touch are folded where they are many, so
 * that a network of a hundred blocks fits. Blocks stand in the order of the listing, with an arrow
 * where they run one after the other. Positions, units and the features of a subspace that are not
 * all there are lie to scale on a strip below their site; a subspace has a dashed border. Without
 * figures the lines are in a neutral colour.
 *
 * <pre>{@code
 * String svg = AlignmentPicture.builder()
 *         .setCausalModel(model)
 *         .setAlignment(alignment.check(network.getTree()))
 *         .setSites(network.sites(parameterStore, example))
 *         .optFigures(Map.of("left", .998, "right", .999))
 *         .build()
 *         .toSvg();
 * }</pre>
 */
public final class AlignmentPicture extends Picture {

    private static final double HEADER = 76;
    private static final double FOOTER = 34;
    private static final double WORDS = 700;
    private static final String SCALE = "Interchange intervention accuracy (IIA)";

    private final CausalModel model;
    private final Alignment alignment;
    private final Figures figures;
    private final String title;
    private final String unmeasured;
    private final PictureLayout.Scene scene;

    private AlignmentPicture(Builder builder) {
        model = Objects.requireNonNull(builder.model, "setCausalModel is missing");
        alignment = Objects.requireNonNull(builder.alignment, "setAlignment is missing");
        List<SiteInfo> sites = Objects.requireNonNull(builder.sites, "setSites is missing");
        alignment.check(model);
        checkVariables("IIA", builder.figures.keySet());
        checkVariables("a note", builder.notes.keySet());
        figures = new Figures(builder.figures, builder.notes);
        title = builder.title.isEmpty() ? "Alignment of " + model.name() : builder.title;
        unmeasured = builder.unmeasured;
        NetworkLayout.Placed network =
                NetworkLayout.of(Outline.of(sites, alignment), new BlockBoxes(figures));
        scene = PictureLayout.of(model, alignment, figures, network);
    }

    private void checkVariables(String what, Set<String> variables) {
        List<String> names = model.variables().stream().map(Variable::name).toList();
        for (String variable : variables) {
            if (!names.contains(variable)) {
                throw new IllegalArgumentException(
                        "There is %s of the variable '%s', which the causal model %s does not have.%s"
                                .formatted(
                                        what,
                                        variable,
                                        model.name(),
                                        Nearest.hint(variable, names)));
            }
        }
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    PictureLayout.Scene scene() {
        return scene;
    }

    @Override
    void write(Markup out, String css) {
        String fitting = Text.fit(title, Style.TITLE, 700);
        double least = Math.max(legendWidth(), Math.max(Style.TITLE.width(fitting), 420));
        double inner = Math.max(scene.width(), least);
        double bottom = HEADER + MARGIN + scene.height() + FOOTER;
        double height = bottom + Legend.HEIGHT + MARGIN;
        open(out, css, inner + 2 * MARGIN, height);
        out.label(Style.TITLE, "", fitting, MARGIN, MARGIN + 18);
        String name = "Causal model " + Text.clean(model.name());
        double room = Math.max(120, scene.split() - 20);
        out.label(Style.HEAD, "", Text.fit(name, Style.HEAD, room), MARGIN, HEADER + 8);
        out.label(Style.HEAD, "", "Network", MARGIN + scene.split(), HEADER + 8).line();
        out.open(
                "g",
                "transform",
                "translate(" + Markup.number(MARGIN) + " " + Markup.number(HEADER + MARGIN) + ")");
        scene.boxes().forEach(box -> box.write(out));
        scene.wires().forEach(wire -> wire.write(out));
        out.close().line();
        legend(out, bottom);
        out.close();
    }

    private boolean isMeasured() {
        return figures.iia().keySet().containsAll(alignment.variables());
    }

    private boolean isAnyMeasured() {
        return alignment.variables().stream().anyMatch(figures.iia()::containsKey);
    }

    private double legendWidth() {
        double scale = isAnyMeasured() ? Legend.WIDTH + 40 : 0;
        return isMeasured() ? scale : scale + 36 + Style.NOTE.width(neutral());
    }

    private String neutral() {
        return Text.fit(unmeasured, Style.NOTE, WORDS);
    }

    private void legend(Markup out, double y) {
        if (isAnyMeasured()) {
            Legend.scale(out, MARGIN, y, SCALE);
        }
        if (!isMeasured()) {
            double x = isAnyMeasured() ? MARGIN + Legend.WIDTH + 40 : MARGIN;
            Legend.neutral(out, x, y, neutral());
        }
    }

    @Override
    String title() {
        return title;
    }

    /** The whole alignment in words. */
    @Override
    String description() {
        return alignment.variables().stream()
                .map(
                        variable ->
                                variable
                                        + " is aligned to "
                                        + SubspaceSite.of(alignment, variable).stream()
                                                .map(SubspaceSite::toString)
                                                .collect(Collectors.joining(" and "))
                                        + ", "
                                        + figures.text(variable))
                .collect(Collectors.joining("; ", "", "."));
    }

    /** Collects the parts of a picture; not thread-safe. */
    public static final class Builder {

        private final Map<String, Double> figures = new LinkedHashMap<>();
        private final Map<String, String> notes = new LinkedHashMap<>();
        private CausalModel model;
        private Alignment alignment;
        private List<SiteInfo> sites;
        private String title = "";
        private String unmeasured = "aligned, no IIA measured";

        private Builder() {}

        /**
         * Sets the causal model.
         *
         * @param causalModel the model
         * @return this builder
         */
        public Builder setCausalModel(CausalModel causalModel) {
            model = causalModel;
            return this;
        }

        /**
         * Sets the alignment.
         *
         * @param places the alignment, its paths in full, as {@link Alignment#check} gives it
         * @return this builder
         */
        public Builder setAlignment(Alignment places) {
            alignment = places;
            return this;
        }

        /**
         * Sets the network.
         *
         * @param listing the sites of the network, a block before those inside it
         * @return this builder
         */
        public Builder setSites(List<SiteInfo> listing) {
            sites = List.copyOf(listing);
            return this;
        }

        /**
         * Sets the IIA of variables (default: none).
         *
         * @param iia shares from 0 to 1, by the name of the variable
         * @return this builder
         */
        public Builder optFigures(Map<String, Double> iia) {
            figures.putAll(iia);
            return this;
        }

        /**
         * Says something of a variable's sites, as by which task it was judged; subspaces are told
         * anyhow.
         *
         * @param variable the name of the variable
         * @param note a few words
         * @return this builder
         */
        public Builder optNote(String variable, String note) {
            notes.put(variable, note);
            return this;
        }

        /**
         * Says what the colour of variables without IIA is (default: {@code aligned, no IIA
         * measured}).
         *
         * @param words a few words, as why there is none
         * @return this builder
         */
        public Builder optUnmeasured(String words) {
            unmeasured = words;
            return this;
        }

        /**
         * Sets the title (default: the name of the causal model).
         *
         * @param text the title
         * @return this builder
         */
        public Builder optTitle(String text) {
            title = text;
            return this;
        }

        /**
         * Lays the picture out.
         *
         * @return the picture
         * @throws IllegalArgumentException if the causal model lacks a variable of the alignment,
         *     the figures or the notes, the listing lacks a block of it, or a figure is not a share
         */
        public AlignmentPicture build() {
            return new AlignmentPicture(this);
        }
    }
}
