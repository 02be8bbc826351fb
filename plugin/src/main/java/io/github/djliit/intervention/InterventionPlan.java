/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonFormatException;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is done and what is kept in one call: interventions, and sites to collect.
 *
 * <p>Interventions apply in the order in which the network reaches their sites, so that a later one
 * sees the effect of an earlier one; two at one site apply in list order. Immutable and
 * thread-safe. The JSON form is
 *
 * <pre>{@code
 * {"version": 1,
 *  "interventions": [{"site": "02Linear[0:4]", "edit": "interchange", "source": 0},
 *                    {"site": "03Linear", "edit": "add", "value": [0.5, -1.0], "scale": 4.0}],
 *  "collect": ["02Linear"]}
 * }</pre>
 *
 * <p>An intervention has a {@code site} and an {@code edit}, the keys of its edit ({@code value},
 * {@code scale}, {@code std}, {@code seed}, {@code weights}, {@code logits}, {@code boundary},
 * {@code temperature}), of the runs ({@code source}, {@code from}, {@code into}), of what is
 * touched ({@code rows}, {@code positions}, {@code features}) and a {@code featurizer}: an object
 * with a {@code type}, or the name of one in the plan's {@code featurizers}, whose users are
 * linked. What else a plan may refer to is said by its {@link PlanFormat}. A plan has at most 4096
 * interventions, and collects at most 4096 sites.
 *
 * @param interventions the interventions
 * @param collect the sites whose activations are kept
 */
public record InterventionPlan(List<Intervention> interventions, List<Site> collect) {

    private static final InterventionPlan EMPTY = new InterventionPlan(List.of(), List.of());

    /** Copies the lists; what does not go together is an {@link InvalidPlanException}. */
    public InterventionPlan {
        interventions = List.copyOf(interventions);
        collect = List.copyOf(collect);
        InterventionChecks.check(interventions, collect);
    }

    /**
     * Returns the plan that does nothing.
     *
     * @return the empty plan
     */
    public static InterventionPlan empty() {
        return EMPTY;
    }

    /**
     * Creates a plan of interventions, which collects nothing.
     *
     * @param interventions the interventions
     * @return the plan
     */
    public static InterventionPlan of(Intervention... interventions) {
        return new InterventionPlan(List.of(interventions), List.of());
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the JSON form.
     *
     * @param json the text
     * @return the plan
     * @throws JsonFormatException if the text is not a plan; its message starts with the JSON
     *     pointer of the fault
     */
    public static InterventionPlan fromJson(String json) {
        return PlanFormat.PLAIN.read(json);
    }

    /**
     * Reads the JSON form.
     *
     * @param json the text
     * @param format what the text may refer to
     * @return the plan
     * @throws JsonFormatException if the text is not a plan in that format; its message starts with
     *     the JSON pointer of the fault
     */
    public static InterventionPlan fromJson(String json, PlanFormat format) {
        return format.read(json);
    }

    /**
     * Writes the JSON form.
     *
     * @return the text
     * @throws IllegalStateException if the plan holds something that has no JSON form, as an edit
     *     or featurizer of the caller's own
     */
    public String toJson() {
        return PlanFormat.PLAIN.toJson(this);
    }

    /**
     * Writes the JSON form, with all values in the text; {@link PlanFormat#write} lays large ones
     * aside.
     *
     * @param format what the text may refer to
     * @return the text
     * @throws IllegalStateException if the plan holds something that has no JSON form in that
     *     format
     */
    public String toJson(PlanFormat format) {
        return format.toJson(this);
    }

    /**
     * Returns the interchange of a rectangle of layers and positions from source 0, every layer
     * with its own value.
     *
     * @param layers the text forms of the layers' sites, in order; what they say of the axis after
     *     the batch gives way to the positions
     * @param bottomLeft the first layer and position, inclusive
     * @param topRight the last layer and position, inclusive
     * @return the plan
     * @throws IllegalArgumentException if the corners do not make a rectangle of these layers
     */
    public static InterventionPlan rectangle(List<String> layers, Cell bottomLeft, Cell topRight) {
        if (topRight.layer() < bottomLeft.layer()
                || topRight.position() < bottomLeft.position()
                || topRight.layer() >= layers.size()) {
            throw new IllegalArgumentException(
                    "A rectangle goes from its bottom left up to its top right, within "
                            + layers.size()
                            + " layers; found "
                            + bottomLeft
                            + " and "
                            + topRight);
        }
        Axis positions =
                new Axis.Range(
                        OptionalInt.of(bottomLeft.position()),
                        OptionalInt.of(topRight.position() + 1));
        Builder plan = builder();
        for (String layer : layers.subList(bottomLeft.layer(), topRight.layer() + 1)) {
            plan.add(Intervention.of(at(Site.of(layer), positions), Edit.interchange()));
        }
        return plan.build();
    }

    private static Site at(Site site, Axis positions) {
        List<Axis> axes = new ArrayList<>(site.region().axes());
        if (!axes.isEmpty()) {
            axes.remove(0);
        }
        axes.add(0, positions);
        return site.withRegion(new Region(axes));
    }

    /**
     * Puts plans of one row each together into the plan of a batch: the first plan holds for its
     * first row, and so on. Whatever is collected for one is collected for all.
     *
     * <p>The batch gives what the rows give alone, in one pass: interventions of different rows at
     * one place are done at once where they are of one kind.
     *
     * @param plans the plan of each row
     * @return the plan of the batch
     * @throws InvalidPlanException if a plan names a row other than the first
     */
    public static InterventionPlan ofRows(List<InterventionPlan> plans) {
        PlanStack stack = new PlanStack();
        plans.forEach(plan -> stack.add(plan, 1));
        return stack.plan();
    }

    /**
     * Puts the plans of small batches together into the plan of the batch that they make up, one
     * behind the other. What is collected for one is collected for all.
     *
     * @param plans the plan of each small batch
     * @param rows how many rows each of them has
     * @return the plan of the batch, which gives each small one what its own plan gives it alone;
     *     the first plan itself where all are equal and it {@link #holdsForEachRow}
     * @throws IllegalArgumentException if there are not as many plans as numbers
     * @throws InvalidPlanException if a plan names a row that its batch does not have
     */
    public static InterventionPlan ofBatches(List<InterventionPlan> plans, int... rows) {
        if (plans.isEmpty() || plans.size() != rows.length) {
            throw new IllegalArgumentException(
                    "Expected a number of rows for each plan, found "
                            + rows.length
                            + " for "
                            + plans.size());
        }
        InterventionPlan first = plans.get(0);
        boolean isOne = first.holdsForEachRow() && plans.stream().allMatch(first::equals);
        if (plans.size() == 1 || isOne) {
            return first;
        }
        PlanStack stack = new PlanStack();
        for (int i = 0; i < rows.length; i++) {
            plans.get(i).checkRows(rows[i]);
            stack.add(plans.get(i), rows[i]);
        }
        return stack.plan();
    }

    /**
     * Returns the plan of some rows of a batch, which does to them what this plan does to them in
     * the batch, random numbers included.
     *
     * @param batch how many rows the batch has
     * @param rows different rows of it, in the order in which they are to be
     * @return their plan; it collects what this plan collects
     * @throws InvalidPlanException if a value may be one for each row of the batch
     */
    public InterventionPlan ofSomeRows(int batch, int... rows) {
        return new PlanPart(batch, rows).of(this);
    }

    /**
     * Checks that a batch is of the size that this plan is for: that it has the rows which are
     * named, and that what is told row by row is told for each.
     *
     * @param rows how many rows the batch has
     * @throws InvalidPlanException if it is not; its message starts with the JSON pointer
     */
    public void checkRows(int rows) {
        for (int i = 0; i < interventions.size(); i++) {
            InterventionChecks.checkBatch(interventions.get(i), "/interventions/" + i, rows);
        }
    }

    /**
     * Checks that there are as many sources as the plan takes values from.
     *
     * @param count how many there are
     * @throws InvalidPlanException if one is missing; its message starts with a JSON pointer
     */
    public void checkSources(int count) {
        InterventionChecks.checkSources(interventions, count);
    }

    /**
     * Returns whether this does to each row of a batch, however large, what it does to that row
     * alone: nothing in it is told row by row, and no edit or featurizer looks at a whole array.
     *
     * @return whether this can be the plan of any batch
     */
    public boolean holdsForEachRow() {
        return interventions.stream().allMatch(InterventionPlan::holdsForEachRow);
    }

    private static boolean holdsForEachRow(Intervention intervention) {
        boolean isOfSomeRows =
                intervention.features() instanceof Features.PerRow features
                        && features.rows().size() > 1;
        return intervention.rows().equals(Rows.all())
                && intervention.positions().base().length <= 1
                && intervention.positions().source().length <= 1
                && !isOfSomeRows
                && intervention.edit().isElementwise()
                && intervention.featurizer().mapsLastAxis();
    }

    /**
     * Returns whether the plan neither intervenes nor collects.
     *
     * @return whether a run under this plan is a plain run
     */
    public boolean isEmpty() {
        return interventions.isEmpty() && collect.isEmpty();
    }

    /**
     * Returns how many sources the plan needs.
     *
     * @return one more than the largest index of a source that is read or changed; 0 for none
     */
    public int sources() {
        return interventions.stream()
                .mapToInt(
                        i ->
                                Math.max(
                                        i.edit().needsSource() ? i.source() : -1,
                                        i.into().orElse(-1)))
                .map(last -> last + 1)
                .max()
                .orElse(0);
    }

    /**
     * Returns where this plan first names a site, so that a message about the site can name the
     * place.
     *
     * @param site the site as the plan writes it
     * @return a JSON pointer (RFC 6901) into the JSON form; empty if the plan does not name the
     *     site
     */
    public String pointer(Site site) {
        for (int i = 0; i < interventions.size(); i++) {
            if (interventions.get(i).site().equals(site)) {
                return "/interventions/" + i + "/site";
            }
            if (interventions.get(i).readSite().equals(site)) {
                return "/interventions/" + i + "/from";
            }
        }
        int kept = collect.indexOf(site);
        return kept < 0 ? "" : "/collect/" + kept;
    }

    /** Collects the parts of a plan; not thread-safe. */
    public static final class Builder {

        private final List<Intervention> interventions = new ArrayList<>();
        private final List<Site> collect = new ArrayList<>();

        private Builder() {}

        /**
         * Adds an intervention.
         *
         * @param intervention the intervention
         * @return this builder
         */
        public Builder add(Intervention intervention) {
            interventions.add(intervention);
            return this;
        }

        /**
         * Adds an edit at a site, from source 0 if it needs one.
         *
         * @param site the text form of the site
         * @param edit what is done
         * @return this builder
         */
        public Builder add(String site, Edit edit) {
            return add(Intervention.of(site, edit));
        }

        /**
         * Adds an interchange from source 0.
         *
         * @param site the text form of the site
         * @return this builder
         */
        public Builder interchange(String site) {
            return add(site, Edit.interchange());
        }

        /**
         * Adds an interchange from one of several sources.
         *
         * @param site the text form of the site
         * @param source the index of the source
         * @return this builder
         */
        public Builder interchange(String site, int source) {
            return add(Intervention.of(site, Edit.interchange()).withSource(source));
        }

        /**
         * Keeps the activation of a site.
         *
         * @param site the text form of the site
         * @return this builder
         */
        public Builder collect(String site) {
            collect.add(Site.of(site));
            return this;
        }

        /**
         * Builds the plan.
         *
         * @return the plan
         */
        public InterventionPlan build() {
            return new InterventionPlan(interventions, collect);
        }
    }
}
