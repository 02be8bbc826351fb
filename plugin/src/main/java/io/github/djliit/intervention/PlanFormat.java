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
import io.github.djliit.json.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the JSON form of a plan may refer to: edits and featurizers of the caller's own by name, a
 * folder of files, accompanying tensors.
 *
 * <p>A plan is data from outside. It names no class; a name means one of the built-in edits and
 * types of featurizers, or what is registered here. A file is looked for in one folder only. A
 * format is immutable and thread-safe.
 *
 * <pre>{@code
 * PlanFormat format =
 *         PlanFormat.builder()
 *                 .addEdit(Edit.of("double", (NDArray base) -> base.mul(2)))
 *                 .optFolder(Path.of("model"))
 *                 .build();
 * InterventionPlan plan = InterventionPlan.fromJson(text, format);
 * }</pre>
 */
public final class PlanFormat {

    /** Without registered names, folder and tensors. */
    static final PlanFormat PLAIN = builder().build();

    private final Map<String, Edit> edits;
    private final Map<String, Featurizer> featurizers;
    private final List<FeaturizerType> types;
    private final Optional<Path> folder;
    private final ArrayReader reader;
    private final Map<String, Value> tensors;
    private final int inline;

    private PlanFormat(Builder builder) {
        edits = Collections.unmodifiableMap(new LinkedHashMap<>(builder.edits));
        featurizers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.featurizers));
        types = List.copyOf(builder.types);
        folder = builder.folder;
        reader = builder.reader;
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(builder.tensors));
        inline = builder.inline;
    }

    /**
     * Returns a builder.
     *
     * @return a builder of a format without registered names, folder and tensors
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a plan.
     *
     * @param json the text
     * @return the plan
     * @throws JsonFormatException if the text is not a plan in this format; its message starts with
     *     the JSON pointer of the fault
     */
    public InterventionPlan read(String json) {
        return read(JsonNode.parse(json));
    }

    /**
     * Reads a plan that is part of a larger text.
     *
     * @param node the plan
     * @return the plan
     * @throws JsonFormatException if it is not a plan in this format; its message starts with the
     *     JSON pointer of the fault, from the plan
     */
    public InterventionPlan read(JsonNode node) {
        try {
            return PlanJson.read(node.asRoot(), this);
        } catch (InvalidPlanException e) {
            throw new JsonFormatException(e.pointer(), e.reason());
        }
    }

    /**
     * Writes a plan whose large values are laid aside as tensors.
     *
     * @param plan the plan
     * @return its text and the tensors, which {@link Builder#optTensors} takes for reading
     * @throws IllegalStateException if the plan holds something that has no JSON form, as an edit
     *     or featurizer of the caller's own that is not registered here
     */
    public PlanText write(InterventionPlan plan) {
        ValueWriter values = new ValueWriter(inline);
        return new PlanText(PlanJson.write(plan, this, values), values.tensors());
    }

    /** Writes a plan with all its values in the text. */
    String toJson(InterventionPlan plan) {
        return PlanJson.write(plan, this, new ValueWriter(Integer.MAX_VALUE));
    }

    Optional<Edit> edit(String name) {
        return Optional.ofNullable(edits.get(name));
    }

    Collection<String> editNames() {
        return edits.keySet();
    }

    Optional<Featurizer> featurizer(String name) {
        return Optional.ofNullable(featurizers.get(name));
    }

    Collection<String> featurizerNames() {
        return featurizers.keySet();
    }

    /** Returns the name under which this very featurizer is registered. */
    @SuppressWarnings("ReferenceEquality") // A link is to an object, not to its equals.
    Optional<String> nameOf(Featurizer featurizer) {
        return featurizers.entrySet().stream()
                .filter(entry -> entry.getValue() == featurizer)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    List<FeaturizerType> types() {
        return types;
    }

    /** Returns what lies outside of the text, for the reading of one plan. */
    PlanFiles files() {
        return new PlanFiles(tensors, new ArrayFiles(folder, reader), new NumberBudget());
    }

    /** Collects the parts of a format; not thread-safe. */
    public static final class Builder {

        private static final int INLINE = 64;

        private final Map<String, Edit> edits = new LinkedHashMap<>();
        private final Map<String, Featurizer> featurizers = new LinkedHashMap<>();
        private final List<FeaturizerType> types = new ArrayList<>(FeaturizerTypes.ALL);
        private Optional<Path> folder = Optional.empty();
        private ArrayReader reader = ArrayFiles::load;
        private Map<String, Value> tensors = Map.of();
        private int inline = INLINE;

        private Builder() {}

        /**
         * Registers an edit under its own name, for the key {@code edit}.
         *
         * @param edit an edit with a name, see {@link Edit#of(String,
         *     java.util.function.BinaryOperator)}
         * @return this builder
         * @throws IllegalArgumentException if it has no name, or one that is taken
         */
        public Builder addEdit(Edit edit) {
            String name = edit.name();
            checkName("edit", name, EditJson.isBuiltIn(name) || edits.containsKey(name));
            if (name.equals(CustomEdit.UNNAMED)) {
                throw new IllegalArgumentException(
                        "The edit has no name of its own: make it by Edit.of(name, function)");
            }
            edits.put(name, edit);
            return this;
        }

        /**
         * Registers a featurizer, for the key {@code type}. All interventions that name it get this
         * object, and so are linked.
         *
         * @param name the name
         * @param featurizer the featurizer
         * @return this builder
         * @throws IllegalArgumentException if the name is blank or taken
         */
        public Builder addFeaturizer(String name, Featurizer featurizer) {
            Objects.requireNonNull(featurizer, "featurizer");
            boolean isTaken = FeaturizerTypes.NAMES.contains(name) || featurizers.containsKey(name);
            checkName("featurizer", name, isTaken);
            featurizers.put(name, featurizer);
            return this;
        }

        /**
         * Sets where files are looked for. A plan names them by paths relative to this folder, and
         * reaches nothing outside, not through links either.
         *
         * @param directory the folder
         * @return this builder
         */
        public Builder optFolder(Path directory) {
            folder = Optional.of(directory);
            return this;
        }

        /**
         * Sets what a plan refers to as {@code "@name"}.
         *
         * @param accompanying the tensors by name
         * @return this builder
         */
        public Builder optTensors(Map<String, Value> accompanying) {
            tensors = new LinkedHashMap<>(accompanying);
            return this;
        }

        /**
         * Sets how many numbers a value may have to be written into the text by {@link
         * PlanFormat#write}; a larger one becomes a tensor. 64 by default.
         *
         * @param numbers the limit, from 0
         * @return this builder
         */
        public Builder optInline(int numbers) {
            if (numbers < 0) {
                throw new IllegalArgumentException(
                        "Expected how many numbers are written into the text, from 0, found "
                                + numbers);
            }
            inline = numbers;
            return this;
        }

        Builder addType(FeaturizerType type) {
            types.add(type);
            return this;
        }

        Builder optReader(ArrayReader arrays) {
            reader = arrays;
            return this;
        }

        /**
         * Builds the format.
         *
         * @return the format
         */
        public PlanFormat build() {
            return new PlanFormat(this);
        }

        private static void checkName(String what, String name, boolean isTaken) {
            if (name.isBlank() || isTaken) {
                throw new IllegalArgumentException(
                        "The name of a registered "
                                + what
                                + " is not blank, not that of a built-in one, and registered once,"
                                + " found '"
                                + name
                                + "'");
            }
        }
    }
}
