/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.CompiledNetwork.Mode;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * A base that ran once, and what its blocks gave: many counterfactuals of it, each from its first
 * edit on. Made by {@link InterventionBlock#keepBase}.
 *
 * <p>It is of that network alone, with the parameters as they were then, which have to stay: a call
 * after a step of training, or after others were loaded, is refused, while a change of a few single
 * numbers may go unseen. Safe for use by several threads.
 *
 * <pre>{@code
 * try (KeptBase kept = network.keepBase(store, base, plans)) {
 *     for (InterventionPlan plan : plans) {
 *         InterventionCall call = InterventionCall.builder(plan, kept).addSource(source).build();
 *         ...
 *     }
 * }
 * }</pre>
 */
public final class KeptBase implements AutoCloseable {

    private final Block network;
    private final NDList inputs;
    private final NDList outputs;
    private final BaseRecord record;
    private final NDManager manager;
    private final ParameterSample parameters;

    private KeptBase(
            Block network, NDList inputs, NDList outputs, BaseRecord record, NDManager manager) {
        this.network = network;
        this.inputs = inputs;
        this.outputs = outputs;
        this.record = record;
        this.manager = manager;
        parameters = ParameterSample.of(network);
    }

    static KeptBase of(
            Block network,
            Opening opening,
            ParameterStore store,
            NDList base,
            Collection<InterventionPlan> plans) {
        NDManager manager = base.head().getManager().newSubManager();
        manager.setName("kept base");
        try (NDManager scope = manager.newSubManager()) {
            InterventionCall call = InterventionCall.of(InterventionPlan.builder().build(), base);
            Inputs.checkNumbers(base, List.of());
            BoundPlan keeping = opening.keeping(plans);
            BaseRecord record = new BaseRecord(manager, opening.edited(plans));
            Bindings bindings = new Bindings(store, false, null);
            Run run = Run.plain(new Run.Call(keeping, call, scope, bindings), new BitSet(), record);
            Forward forward = opening.forward(keeping, store, Mode.PREDICTION);
            NDList outputs = forward.run(run, Inputs.copies(base, scope));
            return new KeptBase(network, base, Inputs.copies(outputs, manager), record, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Returns the outputs of the network, owned by this.
     *
     * @return the outputs
     */
    public NDList outputs() {
        return new NDList(outputs);
    }

    /** What another network would resume from is not what it gave itself. */
    void checkNetwork(Block other) {
        if (network != other) {
            throw new IllegalArgumentException(
                    "The base was kept by another network: expected one that keepBase of this"
                            + " network made, or of another wrapper of the same block");
        }
    }

    /** What blocks gave with other parameters is not what they would give now. */
    void checkParameters() {
        parameters.check(network);
    }

    NDList inputs() {
        return inputs;
    }

    BaseRecord record() {
        return record;
    }

    @Override
    public void close() {
        manager.close();
    }
}
