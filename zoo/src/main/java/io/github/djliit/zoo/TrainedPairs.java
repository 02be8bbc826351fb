/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network is trained on: the alignment, and where training is strict, for each unaligned
 * site a variable that changes nothing.
 *
 * @param model the causal model, with those variables
 * @param alignment the alignment, with those sites
 */
record TrainedPairs(CausalModel model, Alignment alignment) {

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if they ask for what there is not
     */
    static TrainedPairs of(Recipe recipe, Config settings) {
        Alignment alignment = recipe.trained(settings);
        if (!settings.hasPath("strict") || !settings.getBoolean("strict")) {
            return new TrainedPairs(recipe.causalModel(), alignment);
        }
        List<String> unaligned = settings.getStringList("unaligned");
        if (unaligned.isEmpty() || !settings.getBoolean("iit")) {
            throw new IllegalArgumentException(
                    "The setting strict trains interchanges of sites that are to change nothing:"
                            + " name some in unaligned, and leave iit on");
        }
        Map<String, List<Site>> sites = new LinkedHashMap<>(alignment.sites());
        unaligned.forEach(text -> sites.put(text, List.of(Site.of(text))));
        return new TrainedPairs(recipe.causalModel().withInert(unaligned), new Alignment(sites));
    }
}
