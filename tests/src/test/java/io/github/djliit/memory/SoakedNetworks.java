/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.memory;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.support.NativeNetwork;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Networks that are intervened on with a new plan each time, every third of mixed rows. */
final class SoakedNetworks implements AutoCloseable {

    private static final int ROWS = 4;

    private final Random random = new Random(11);
    private final NDManager model = NDManager.newBaseManager("PyTorch");
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final TorchScriptBlock script =
            TorchScriptBlock.open(TorchScriptFile.of("adder"), Device.cpu(), false);
    private final List<Subject> subjects =
            List.of(
                    new Subject(
                            new InterventionBlock(script), "layers.0", "layers.1", 32, tokens()),
                    natively(NativeNetwork.MLP),
                    new Subject(
                            new InterventionBlock(script), "layers.1", "layers.0", 32, tokens()),
                    natively(NativeNetwork.TRANSFORMER));

    /** A network, two of its sites of equal width, and an input. */
    private record Subject(
            InterventionBlock network, String site, String later, int width, NDList input) {}

    SoakedNetworks() throws Exception {}

    private Subject natively(NativeNetwork net) {
        return new Subject(
                net.open(model), net.site(), net.later(), net.width(), net.inputs(model, ROWS, 1));
    }

    /** Numbers, and their positions. */
    private NDList tokens() {
        long[] positions = new long[3 * ROWS];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i % 3;
        }
        Shape shape = new Shape(ROWS, 3);
        return new NDList(model.zeros(shape, DataType.INT64), model.create(positions, shape));
    }

    List<NDManager> managers() {
        return List.of(model, manager);
    }

    void intervene(int times) {
        for (int i = 0; i < times; i++) {
            Subject subject = subjects.get(i % subjects.size());
            InterventionPlan plan = i % 3 == 0 ? mixed(subject) : plan(subject);
            try (NDManager scope = manager.newSubManager()) {
                NDList base = copies(subject.input(), scope);
                NDList source = copies(subject.input(), scope);
                subject.network().intervene(plan, base, source);
            }
        }
    }

    private static NDList copies(NDList arrays, NDManager scope) {
        NDList copies = new NDList();
        arrays.forEach(
                array -> {
                    copies.add(array.duplicate());
                    copies.get(copies.size() - 1).attach(scope);
                });
        return copies;
    }

    private InterventionPlan mixed(Subject subject) {
        List<InterventionPlan> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(plan(subject));
        }
        return InterventionPlan.ofRows(rows);
    }

    private InterventionPlan plan(Subject subject) {
        int unit = random.nextInt(subject.width());
        Intervention swap =
                Intervention.of(subject.site(), Edit.interchange()).withFeatures(Features.of(unit));
        if (random.nextBoolean()) {
            swap = swap.withFeaturizer(Rotation.random(subject.width(), random.nextInt(50)));
        }
        Intervention add = Intervention.of(subject.later(), Edit.add(random.nextFloat()));
        return InterventionPlan.of(swap, add);
    }

    @Override
    public void close() {
        manager.close();
        model.close();
        script.close();
    }
}
