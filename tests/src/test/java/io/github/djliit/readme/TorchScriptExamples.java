/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptBlockFactory;
import java.nio.file.Path;
import java.util.List;

/** The examples with TorchScript files of the README. */
final class TorchScriptExamples {

    private TorchScriptExamples() {}

    static ZooModel<NDList, NDList> load(Path file) throws Exception {
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelPath(file)
                        .optArgument("blockFactory", new TorchScriptBlockFactory())
                        .optOption("hasParameter", "false") // the weights are in the file
                        .build();
        return criteria.loadModel();
    }

    static NDArray[] intervene(ZooModel<NDList, NDList> model, NDList base, NDList source) {
        InterventionBlock network = new InterventionBlock(model.getBlock());
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange("model.transformer.h.0.mlp[:, 0:2]")
                        .collect("model.transformer.h.0.attn@attn_weights0")
                        .build();
        InterventionResult result = network.intervene(plan, base, source);

        NDArray logits = result.counterfactual().singletonOrThrow();
        NDArray weights = result.collected("model.transformer.h.0.attn@attn_weights0").single();
        return new NDArray[] {logits, weights};
    }

    static List<SiteInfo> sites(ZooModel<NDList, NDList> model) {
        List<SiteInfo> sites = ((TorchScriptBlock) model.getBlock()).sites();
        return sites;
    }
}
