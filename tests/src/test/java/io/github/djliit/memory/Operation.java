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
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataDesc;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoopTranslator;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.AblationStudy;
import io.github.djliit.analysis.Candidate;
import io.github.djliit.analysis.SubspaceSearch;
import io.github.djliit.analysis.Sweep;
import io.github.djliit.intervention.Autoencoder;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Value;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.CounterfactualBlock;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteMean;
import io.github.djliit.site.Site;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import io.github.djliit.torchscript.Adder;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.InterchangeAccuracy;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionTranslator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The public operations that make arrays, on a small network: 4 inputs, 16, 16, 2. */
enum Operation {
    EMPTY_PLAN {
        @Override
        Subject open(Model model, NDManager manager) {
            return calls(network(model), InterventionPlan.empty(), input(manager));
        }
    },
    INTERVENE {
        @Override
        Subject open(Model model, NDManager manager) {
            return calls(network(model), rich(), input(manager));
        }
    },
    INTERVENE_WITH_GRADIENT {
        @Override
        Subject open(Model model, NDManager manager) {
            InterventionBlock network = network(model);
            return scope -> {
                // What a backward pass needs lives as long as the manager of the batch.
                try (NDManager batch = scope.newSubManager()) {
                    InterventionCall call =
                            InterventionCall.builder(rich(), input(batch))
                                    .addSource(input(batch))
                                    .optGradient(true)
                                    .build();
                    network.intervene(call);
                }
            };
        }
    },
    INTERVENE_SCRIPT {
        @Override
        Subject open(Model model, NDManager manager) {
            try {
                TorchScriptBlock script =
                        TorchScriptBlock.open(TorchScriptFile.of("adder"), Device.cpu(), false);
                InterventionPlan plan =
                        InterventionPlan.builder()
                                .interchange("layers.0")
                                .collect("layers.1")
                                .build();
                return closing(
                        calls(new InterventionBlock(script), plan, Adder.tokens(manager)), script);
            } catch (IOException | MalformedModelException e) {
                throw new IllegalStateException(e);
            }
        }
    },
    ROWS_WITH_PLANS {
        @Override
        Subject open(Model model, NDManager manager) {
            Intervention other = Intervention.of(LATER, Edit.interchange());
            InterventionPlan rows =
                    InterventionPlan.ofRows(
                            List.of(rich(), InterventionPlan.of(other), InterventionPlan.empty()));
            return calls(network(model), rows, input(manager));
        }
    },
    SITES_AND_DRY_RUN {
        @Override
        Subject open(Model model, NDManager manager) {
            InterventionBlock network = network(model);
            NDList example = input(manager);
            return scope -> {
                network.sites(new ParameterStore(scope, false), example);
                network.dryRun(rich(), scope, new DataDesc(new Shape(3, 4)));
            };
        }
    },
    CACHE {
        @Override
        Subject open(Model model, NDManager manager) {
            InterventionBlock network = network(model);
            NDList input = input(manager);
            InterventionPlan collect = InterventionPlan.builder().collect(SITE).build();
            InterventionPlan swap = InterventionPlan.builder().interchange(SITE).build();
            return scope -> {
                try (InterventionResult result = network.intervene(collect, input);
                        ActivationCache cache = ActivationCache.ofBase(scope, result);
                        ActivationCache rows = cache.rows(0, 3);
                        ActivationCache wide = rows.repeated(scope, 1, site -> true)) {
                    InterventionCall call =
                            InterventionCall.builder(swap, input).addSource(wide).build();
                    network.intervene(call).close();
                }
            };
        }
    },
    MEAN {
        @Override
        Subject open(Model model, NDManager manager) {
            InterventionBlock network = network(model);
            List<NDList> batches = List.of(input(manager), input(manager));
            return scope -> SiteMean.of(network, SITE, batches);
        }
    },
    TRAINER_STEP {
        @Override
        Subject open(Model model, NDManager manager) {
            network(model);
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss()))
                            .addEvaluators(InterchangeAccuracy.of(Equality.ALIGNMENT));
            Trainer trainer = new IitTrainer(model, config, Equality.ALIGNMENT);
            return training(trainer, Equality.dataset(16).build(), new Shape(1, 4));
        }
    },
    TRAIN_A_PLAN {
        @Override
        Subject open(Model model, NDManager manager) {
            Block network = network(model).getBlock();
            Intervention turned =
                    Intervention.of(SITE, SigmoidMask.of(16, .5f))
                            .withFeaturizer(Rotation.random(16, 1));
            model.setBlock(new CounterfactualBlock(network, InterventionPlan.of(turned)));
            Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()));
            trainer.initialize(new Shape(3, 4), new Shape(3, 4));
            return closing(
                    scope -> {
                        try (NDManager batch = scope.newSubManager();
                                var collector = trainer.newGradientCollector()) {
                            NDList data = input(batch).addAll(input(batch));
                            NDArray out = trainer.forward(data).head();
                            collector.backward(out.sum());
                        }
                        trainer.step();
                    },
                    trainer);
        }
    },
    EVALUATION {
        @Override
        Subject open(Model model, NDManager manager) {
            InterchangeEvaluation evaluation =
                    new InterchangeEvaluation(
                            network(model).getBlock(), Equality.ALIGNMENT, Agreement.ofClasses());
            CounterfactualDataset pairs = Equality.dataset(16).build();
            return scope -> evaluation.run(scope, pairs);
        }
    },
    SWEEP {
        @Override
        Subject open(Model model, NDManager manager) {
            Sweep sweep =
                    Sweep.builder()
                            .setNetwork(network(model).getBlock())
                            .setCandidates(
                                    Stream.of(SITE, LATER)
                                            .map(s -> new Candidate(Site.of(s), s, ""))
                                            .toList())
                            .build();
            CounterfactualDataset pairs = Equality.dataset(16).optPairs(64).build();
            return scope -> sweep.run(scope, pairs);
        }
    },
    SEARCH {
        @Override
        Subject open(Model model, NDManager manager) {
            SubspaceSearch search =
                    SubspaceSearch.builder()
                            .setNetwork(network(model).getBlock())
                            .setSites(SITE)
                            .setDimensions(Map.of("left", 2))
                            .setPairs(pairs(1), pairs(2), pairs(3))
                            .optSteps(8, .01f)
                            .optEpochs(1, 1)
                            .build();
            return search::run;
        }
    },
    ABLATION {
        @Override
        Subject open(Model model, NDManager manager) {
            Block network = network(model).getBlock();
            return scope -> {
                try (AblationStudy study =
                        AblationStudy.builder()
                                .setNetwork(network)
                                .setData(pairs(1).bases())
                                .build(scope)) {
                    study.each(List.of(SITE, LATER));
                }
            };
        }
    },
    PREDICTOR {
        @Override
        Subject open(Model model, NDManager manager) {
            network(model);
            InterventionTranslator<NDList, NDList> translator =
                    new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
            InterventionPlan swap =
                    InterventionPlan.builder().interchange(SITE).collect(SITE).build();
            return scope -> {
                try (var predictor = model.newPredictor(translator);
                        NDManager inputs = scope.newSubManager()) {
                    NDList row = new NDList(inputs.ones(new Shape(4)));
                    NDList other = new NDList(inputs.zeros(new Shape(4)));
                    predictor.batchPredict(
                            List.of(
                                    InterventionInput.of(swap, row, other),
                                    InterventionInput.of(InterventionPlan.empty(), other)));
                }
            };
        }
    },
    FIT {
        @Override
        Subject open(Model model, NDManager manager) {
            NDArray activations = manager.randomNormal(new Shape(20, 4));
            return scope -> Pca.fit(activations, 2);
        }
    };

    private static final String SITE = "02LambdaBlock";
    private static final String LATER = "04LambdaBlock";

    /** An operation that is ready to be done, as often as one likes. */
    @FunctionalInterface
    interface Subject extends AutoCloseable {

        void run(NDManager scope) throws Exception;

        @Override
        default void close() {}
    }

    abstract Subject open(Model model, NDManager manager);

    private static InterventionBlock network(Model model) {
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 16, 2));
        return new InterventionBlock(model.getBlock());
    }

    private static NDList input(NDManager manager) {
        return new NDList(manager.randomNormal(new Shape(3, 4)));
    }

    private static CounterfactualDataset pairs(long seed) {
        return Equality.dataset(32)
                .setAlignment(Alignment.ofVariables(List.of("left")))
                .optPairs(64)
                .optSeed(seed)
                .build();
    }

    private static Subject calls(InterventionBlock network, InterventionPlan plan, NDList base) {
        NDList source = new NDList(base);
        return scope -> {
            network.intervene(plan, base, source).close();
            network.intervene(
                            InterventionCall.builder(plan, base)
                                    .addSource(source)
                                    .optBase(false)
                                    .build())
                    .close();
        };
    }

    private static Subject training(Trainer trainer, CounterfactualDataset data, Shape shape) {
        trainer.initialize(shape);
        return closing(scope -> EasyTrain.fit(trainer, 1, data, null), trainer);
    }

    private static Subject closing(Subject subject, AutoCloseable after) {
        return new Subject() {
            @Override
            public void run(NDManager scope) throws Exception {
                subject.run(scope);
            }

            @Override
            public void close() {
                try {
                    after.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** Each kind of edit, and each featurizer. */
    private static InterventionPlan rich() {
        InterventionPlan.Builder plan = InterventionPlan.builder().collect(SITE).collect(LATER);
        int unit = 0;
        for (Edit edit :
                List.of(
                        Edit.interchange(),
                        Edit.add(1),
                        Edit.subtract(1),
                        Edit.scale(2),
                        Edit.zero(),
                        Edit.set(3),
                        Edit.noise(.1f, 3),
                        SigmoidMask.of(1, .5f),
                        BoundaryMask.of(.5f, .5f))) {
            plan.add(SITE + "[" + unit + ":" + ++unit + "]", edit);
        }
        for (Featurizer featurizer : featurizers()) {
            plan.add(
                    Intervention.of(
                                    LATER + "[" + 2 * unit % 16 + ":" + (2 * unit % 16 + 2) + "]",
                                    Edit.interchange())
                            .withFeaturizer(featurizer));
            unit++;
        }
        return plan.build();
    }

    private static List<Featurizer> featurizers() {
        Value square = new Value(new float[] {1, 2, 3, 5}, new Shape(2, 2));
        Value pair = new Value(1, 2);
        return List.of(
                Rotation.random(2, 1),
                LowRank.random(2, 1, 1),
                Pca.of(pair, pair, new Value(new float[] {1, 0}, new Shape(1, 2))),
                Autoencoder.builder().setEncoder(square, pair).setDecoder(square, pair).build());
    }
}
