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
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures what hooks cost: processor time of this thread, so that others on the machine do not
 * matter much, in pairs one after the other. Its argument is the twelve.pt that
 * tests/golden/torchscript/twelve.py writes; run it with {@code -Dai.djl.pytorch.num_threads=1}.
 */
final class TorchScriptCost {

    private static final int ROUNDS = 11;
    private static final int WARM = 3;
    private static final InterventionPlan SWAP =
            InterventionPlan.builder().interchange("layers.6[3, 0:64]").build();

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray base = manager.randomNormal(new Shape(4, 32, 768));
    private final NDArray source = manager.randomNormal(new Shape(4, 32, 768));

    private TorchScriptCost() {}

    /** Something that is measured. */
    private interface Work {
        NDList run(NDManager scope);
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        TorchScriptCost cost = new TorchScriptCost();
        try (Model model = Model.newInstance("twelve", "PyTorch");
                TorchScriptBlock bare = TorchScriptBlock.open(file, Device.cpu(), false);
                TorchScriptBlock hooked = TorchScriptBlock.open(file, Device.cpu(), false)) {
            model.load(file);
            InterventionBlock network = new InterventionBlock(hooked);
            network.check(SWAP);
            Work one = scope -> cost.forward(model.getBlock(), cost.base, scope);
            Work two = scope -> cost.forward(model.getBlock(), cost.source, scope, one);
            Work three = scope -> cost.forward(model.getBlock(), cost.base, scope, two);
            cost.compare("no hooks", s -> cost.forward(bare, cost.base, s), one);
            cost.compare("hooks, not used", s -> cost.forward(hooked, cost.base, s), one);
            cost.compare("an empty plan", s -> cost.empty(network, s), one);
            cost.compare("an interchange, two passes", s -> cost.swap(network, false, s), two);
            cost.compare("with the base, three", s -> cost.swap(network, true, s), three);
        }
    }

    private static NDList at(NDArray array, NDManager scope) {
        NDArray view = array.reshape(array.getShape());
        view.attach(scope);
        return new NDList(view);
    }

    private NDList forward(Block block, NDArray input, NDManager scope, Work... before) {
        for (Work work : before) {
            work.run(scope);
        }
        return block.forward(new ParameterStore(scope, false), at(input, scope), false);
    }

    private NDList empty(InterventionBlock network, NDManager scope) {
        return network.intervene(InterventionPlan.empty(), at(base, scope)).counterfactual();
    }

    private NDList swap(InterventionBlock network, boolean hasBase, NDManager scope) {
        InterventionCall call =
                InterventionCall.builder(SWAP, at(base, scope))
                        .addSource(at(source, scope))
                        .optBase(hasBase)
                        .build();
        return network.intervene(call).counterfactual();
    }

    private void compare(String what, Work work, Work plain) {
        double[] ratios =
                IntStream.range(0, WARM + ROUNDS)
                        .mapToDouble(round -> ratio(work, plain))
                        .skip(WARM)
                        .sorted()
                        .toArray();
        System.out.printf(Locale.ROOT, "%s: %.3f%n", what, ratios[ROUNDS / 2]);
    }

    /** What comes first in one half comes last in the other. */
    private double ratio(Work work, Work plain) {
        double first = time(work);
        double second = time(plain);
        second += time(plain);
        first += time(work);
        return first / second;
    }

    private double time(Work work) {
        try (NDManager scope = manager.newSubManager()) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            work.run(scope).head().toFloatArray();
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        }
    }
}
