/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.ModelZoo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Aligned models, pretrained, in the jar: {@code Criteria.builder()
 * .optGroupId("io.github.djliit").optArtifactId("equality")}.
 *
 * <p>{@link AlignedModel#of} gives the causal model and the alignment of what was loaded. A model
 * whose name is that of a recipe was trained by it; the filter {@code iit=false} gives its twin
 * without interchange intervention training, where there is one. Thread-safe.
 */
public final class IitModelZoo extends ModelZoo {

    /** The group of all its models. */
    public static final String GROUP = "io.github.djliit";

    static final String VERSION = "0.1.0";

    IitModelZoo() {
        resources(new BundledRepository()).forEach(this::addModel);
    }

    /** Twins are artifacts of one model, which a filter chooses from. */
    static List<MRL> resources(Repository repository) {
        Map<String, MRL> models = new LinkedHashMap<>();
        for (ZooEntry entry : ZooEntry.all()) {
            models.putIfAbsent(
                    entry.artifactId(),
                    MRL.model(
                            repository,
                            entry.application(),
                            GROUP,
                            entry.artifactId(),
                            VERSION,
                            null));
        }
        return List.copyOf(models.values());
    }

    @Override
    public String getGroupId() {
        return GROUP;
    }

    /** {@inheritDoc} It is tested with PyTorch. */
    @Override
    public Set<String> getSupportedEngines() {
        return Set.of("PyTorch");
    }
}
