/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.Close;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * Models of a folder of the resources, each with an {@code .npz} of what hooks of PyTorch see and
 * give at its modules.
 *
 * @param folder the folder
 * @param manager owns all arrays
 */
record HookValues(String folder, NDManager manager) {

    /** Looks at a module, by the arrays of the file. */
    interface Check {
        void of(InterventionBlock block, String path, Function<String, NDArray> array);
    }

    Path file(String name) throws URISyntaxException {
        return Path.of(HookValues.class.getResource("/" + folder + "/" + name).toURI());
    }

    /** Looks at each module that the file has values of, whose name starts so. */
    void forEach(String name, String prefix, Check check) throws Exception {
        Map<String, Tensor> arrays = TensorFile.read(file(name + ".npz"));
        try (TorchScriptBlock script =
                TorchScriptBlock.open(file(name + ".pt"), Device.cpu(), false)) {
            InterventionBlock block = new InterventionBlock(script);
            Function<String, NDArray> array = key -> arrays.get(key).toArray(manager);
            arrays.keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> check.of(block, key.substring(prefix.length()), array));
        }
    }

    /** Compares an interchange at each module with what hooks give. */
    void assertInterchanges(String name) throws Exception {
        forEach(
                name,
                "swapped/",
                (block, path, array) -> {
                    InterventionPlan plan = InterventionPlan.builder().interchange(path).build();
                    InterventionResult result =
                            block.intervene(
                                    plan,
                                    new NDList(array.apply("base")),
                                    new NDList(array.apply("source")));
                    Close.assertClose(result.base().head(), array.apply("plain"));
                    Close.assertClose(
                            result.counterfactual().head(), array.apply("swapped/" + path));
                });
    }
}
