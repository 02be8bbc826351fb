/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a TorchScript network that reads token ids can be asked. A file does not tell the types and
 * shapes of its inputs, so it is found out by asking.
 *
 * @param inputs how many inputs it takes, all of one shape
 * @param length how many tokens the example has
 * @param giveLogits whether it gives logits of each token, so that it can be asked for text
 * @param site a site where an interchange works, if one was found soon
 */
record TokenExample(int inputs, int length, boolean giveLogits, Optional<Site> site) {

    /** A trace may hold for the length of its example alone. */
    private static final List<Integer> LENGTHS = List.of(4, 8, 16, 32, 64, 128);

    /** Ids alone; with a mask; with positions or types of tokens, too. */
    private static final int MOST_INPUTS = 3;

    private static final int MOST_SITES = 8;

    /**
     * Asks a network, and closes it.
     *
     * @param file the TorchScript file
     * @return what it takes; empty if it takes something else than ids
     */
    static Optional<TokenExample> of(Path file) throws IOException {
        try (TorchScriptBlock block = TorchScriptBlock.open(file, Device.cpu(), false);
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            return new Questions(block, manager).find();
        } catch (MalformedModelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the input of one row in JSON, without what is around several. */
    String ids() {
        return List.of(Collections.nCopies(length, 1)).toString();
    }

    /** A network, and where its arrays are. */
    private record Questions(TorchScriptBlock block, NDManager manager) {

        Optional<TokenExample> find() {
            for (int inputs = 1; inputs <= MOST_INPUTS; inputs++) {
                for (int length : LENGTHS) {
                    Optional<NDList> outputs = run(inputs, length, DataType.INT64);
                    if (outputs.isPresent()) {
                        // What takes any number looks nothing up.
                        boolean areIds = run(inputs, length, DataType.FLOAT32).isEmpty();
                        return areIds
                                ? Optional.of(example(inputs, length, outputs.get()))
                                : Optional.empty();
                    }
                }
            }
            return Optional.empty();
        }

        private TokenExample example(int inputs, int length, NDList outputs) {
            Shape shape = outputs.isEmpty() ? new Shape() : outputs.head().getShape();
            boolean giveLogits = inputs == 1 && shape.dimension() == 3 && shape.get(1) == length;
            return new TokenExample(inputs, length, giveLogits, site(ones(inputs, length)));
        }

        private NDList ones(int inputs, int length, DataType type) {
            NDList list = new NDList();
            IntStream.range(0, inputs)
                    .forEach(i -> list.add(manager.ones(new Shape(1, length), type)));
            return list;
        }

        private NDList ones(int inputs, int length) {
            return ones(inputs, length, DataType.INT64);
        }

        private Optional<NDList> run(int inputs, int length, DataType type) {
            ParameterStore store = new ParameterStore(manager, false);
            return answered(() -> block.forward(store, ones(inputs, length, type), false));
        }

        /** A module in the middle with others inside tells more than one at an end. */
        private Optional<Site> site(NDList ids) {
            List<Site> sites =
                    block.sites().stream()
                            .filter(info -> info.obstacle().isEmpty())
                            .map(SiteInfo::site)
                            .filter(site -> site.port().isEmpty() && site.value().isEmpty())
                            .toList();
            List<Site> modules = sites.stream().filter(site -> holdsAny(site, sites)).toList();
            InterventionBlock network = new InterventionBlock(block);
            return IntStream.range(0, modules.size())
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> Math.abs(2 * i - modules.size())))
                    .limit(MOST_SITES)
                    .map(modules::get)
                    .filter(site -> answered(() -> interchanged(network, site, ids)).isPresent())
                    .findFirst();
        }

        private static boolean holdsAny(Site site, List<Site> sites) {
            String inside = site.path() + ".";
            return !site.path().isRoot()
                    && sites.stream().anyMatch(other -> other.toString().startsWith(inside));
        }

        private static NDList interchanged(InterventionBlock network, Site site, NDList ids) {
            InterventionPlan plan =
                    InterventionPlan.builder()
                            .interchange(site.toString())
                            .collect(site.toString())
                            .build();
            return network.intervene(plan, ids, ids).counterfactual();
        }

        /** A question that the network does not take is no failure: another one follows. */
        private static Optional<NDList> answered(Supplier<NDList> question) {
            try {
                return Optional.of(question.get());
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        }
    }
}
