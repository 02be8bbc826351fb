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
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;

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

    /** Copies the lists and checks what they hold against each other. */
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
