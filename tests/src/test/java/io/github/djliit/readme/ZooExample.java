/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.zoo.AlignedModel;
import java.util.Map;

/** The README on the zoo. */
final class ZooExample {

    private ZooExample() {}

    static long run() throws Exception {
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optGroupId("io.github.djliit")
                        .optArtifactId("sum3")
                        .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            AlignedModel aligned = AlignedModel.of(model);
            InterventionPlan plan = aligned.alignment().plan(Map.of("S", 0));
            NDList base = new NDList(model.getNDManager().create(new float[][] {{3, 6, 9}}));
            NDList source = new NDList(model.getNDManager().create(new float[][] {{4, 4, 4}}));
            NDList logits = aligned.network().intervene(plan, base, source).counterfactual();
            return logits.head().argMax(1).getLong(); // (4 + 4) + 9 = 17
        }
    }
}
