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
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.engine.Operator;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.CompiledNetwork.Mode;
import io.github.djliit.site.Site;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How one kind of network is opened up: a tree of blocks, or compiled code. Thread-safe. */
interface Opening {

    /** Finds the sites of a plan, and makes ready to run it. */
    BoundPlan bind(InterventionPlan plan);

    /**
     * Returns an empty plan under which all is kept that counterfactuals of some plans resume from.
     */
    BoundPlan keeping(Collection<InterventionPlan> plans);

    /** Returns the hooks of the sites that plans edit, where their order has to be looked up. */
    Set<Site> edited(Collection<InterventionPlan> plans);

    /** Checks that the sites of plans are there and can be hooked. */
    void check(Collection<InterventionPlan> plans);

    /** Returns a site with its path in full. */
    Site resolve(Site site);

    /** Returns what runs the network in one call. */
    Forward forward(BoundPlan plan, ParameterStore store, Mode mode);

    /** Returns what the code tells of whether rows of a batch see each other. */
    RowMixing rowMixing(NDList inputs, boolean training);

    /** Returns whether what is at a site is known to be the same for all rows of a batch. */
    default boolean isWithoutRows(Site site, NDList inputs) {
        return false; // Blocks of Java tell nothing of it.
    }

    /** Returns what was found of that by measurement. */
    RowVerdicts rowVerdicts();

    /**
     * Whether a training pass gives the same each time that it runs on the same inputs with the
     * same parameters, as far as one can know.
     */
    boolean isSteadyInTraining();

    /** Returns the engine's operators that the network uses, as far as one can know. */
    Set<Operator> operators();

    /** Lists the sites. */
    List<SiteInfo> sites(ParameterStore store, NDList example);

    /** Forgets what hangs on the shapes and values of parameters. */
    void reset();

    /** Opens a network. */
    static Opening of(Block block) {
        return compiled(block)
                .<Opening>map(CompiledOpening::new)
                .orElseGet(() -> new Instrumentation(block));
    }

    /** Returns the compiled code of a network, which may have been opened up before. */
    static Optional<CompiledNetwork> compiled(Block block) {
        Block inner = block;
        while (inner instanceof InterventionBlock opened) {
            inner = opened.getBlock();
        }
        return inner instanceof CompiledNetwork compiled ? Optional.of(compiled) : Optional.empty();
    }
}
