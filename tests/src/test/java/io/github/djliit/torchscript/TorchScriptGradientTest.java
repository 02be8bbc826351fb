/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients through interchanges in TorchScript models are those of PyTorch. */
class TorchScriptGradientTest {

    private static final float CLOSE = 1e-5f;

    @ParameterizedTest
    @CsvSource({"mlp,true", "mlp,false", "gpt2,true", "gpt2,false"})
    void gradientsOfWeightsAndInputsAreThoseOfPyTorch(String name, boolean fuse) {
        Map<String, Tensor> arrays = GoldenModels.arrays(name);
        JsonObject golden = GoldenModels.find(name).getAsJsonObject("gradients");
        List<String> wrong = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = GoldenModels.open(name, true)) {
            NDList base = inputs(manager, arrays, "base.input");
            NDList source = inputs(manager, arrays, "source.input");
            InterventionBlock network = new InterventionBlock(block);
            InterventionPlan plan = GoldenModels.plan(golden.get("plan"), arrays);
            InterventionCall.Builder call =
                    InterventionCall.builder(plan, base).addSource(source).optFuse(fuse);
            NDArray weights =
                    arrays.get(golden.get("output_weights").getAsString()).toArray(manager);
            backward(manager, network, call, weights);
            for (Map.Entry<String, JsonElement> of : golden.getAsJsonObject("of").entrySet()) {
                NDArray found = found(block, base, source, of.getKey()).getGradient();
                float off =
                        GoldenModels.off(
                                found, arrays.get(of.getValue().getAsString()).toArray(manager));
                if (!(off <= CLOSE)) {
                    wrong.add(of.getKey() + " is off by " + off);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static NDList inputs(NDManager manager, Map<String, Tensor> arrays, String prefix) {
        NDList inputs = GoldenModels.numbered(manager, arrays, prefix);
        inputs.stream()
                .filter(array -> array.getDataType().isFloating())
                .forEach(array -> array.setRequiresGradient(true));
        return inputs;
    }

    private static void backward(
            NDManager manager,
            InterventionBlock network,
            InterventionCall.Builder call,
            NDArray weights) {
        ParameterStore store = new ParameterStore(manager, false);
        try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            NDArray output =
                    network.intervene(store, call.optTraining(true).build())
                            .counterfactual()
                            .head();
            gradients.backward(output.mul(weights).sum());
        }
    }

    private static NDArray found(TorchScriptBlock block, NDList base, NDList source, String name) {
        if (name.startsWith("base.input")) {
            return base.get(Integer.parseInt(name.substring("base.input".length())));
        } else if (name.startsWith("source.input")) {
            return source.get(Integer.parseInt(name.substring("source.input".length())));
        }
        return block.getParameters().get(name).getArray();
    }
}
