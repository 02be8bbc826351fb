/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Batchifier;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.RecipeSettings;
import io.github.djliit.zoo.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The same training step by {@link IitTrainer} and by hand, each with a network of its own. */
final class Training implements AutoCloseable {

    private static final int PAIRS = 32;

    private final Kind kind;
    private final Path folder;
    private final List<Runnable> open = new ArrayList<>();
    private final Recipe recipe = Recipes.get("sum3");

    /**
     * The seed's configuration "base". {@code dataset} selects its defaults; 64 rows are 32 pairs.
     */
    private final Config settings = new RecipeSettings(recipe).set("dataset", "Arithmetic").get();

    Training(Kind kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    Task.Sides sides() throws IOException, MalformedModelException {
        Model plain = keep(Model.newInstance("plain", "PyTorch"), Model::close);
        int child = kind == Kind.SUM3 ? 3 : kind.layers / 2 - 1;
        int units = kind == Kind.SUM3 ? 200 : kind.units / 2;
        plain.setBlock(new ThreePasses(plainNetwork(plain), child, units));
        Trainer byHand = keep(plain.newTrainer(config(new SumLoss())), Trainer::close);
        Shape input = kind == Kind.SUM3 ? new Shape(1, 3) : Networks.shape(kind, 1);
        byHand.initialize(input, input);
        Model own = keep(Model.newInstance("own", "PyTorch"), Model::close);
        own.setBlock(ownNetwork(own));
        // No block of these networks draws at random, which cannot be seen of classes of one's own.
        IitTrainer trainer = new IitTrainer(own, config(ownLoss()), alignment()).setResume(true);
        Trainer iit = keep(trainer, Trainer::close);
        iit.initialize(input);
        return new Task.Sides(step(byHand, false), step(iit, true));
    }

    private Block plainNetwork(Model model) throws IOException, MalformedModelException {
        if (!kind.isScript) {
            return ownNetwork(model);
        }
        Model loaded = keep(Model.newInstance("loaded", "PyTorch"), Model::close);
        loaded.load(ScriptFile.of(kind, folder), null, Map.of("trainParam", "true"));
        return loaded.getBlock();
    }

    private Block ownNetwork(Model model) throws IOException, MalformedModelException {
        if (kind == Kind.SUM3) {
            Block network = recipe.network(settings);
            network.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 3));
            return network;
        }
        return kind.isScript
                ? keep(
                        TorchScriptBlock.open(
                                ScriptFile.of(kind, folder),
                                model.getNDManager().getDevice(),
                                true),
                        TorchScriptBlock::close)
                : Networks.build(kind, model.getNDManager());
    }

    private Alignment alignment() {
        if (kind == Kind.SUM3) {
            return recipe.trained(settings);
        }
        String site = kind.site(kind.layers / 2 - 1);
        return Alignment.builder()
                .align("left", site + "[:, 0:" + kind.units / 4 + "]")
                .align("right", site + "[:, " + kind.units / 4 + ":" + kind.units / 2 + "]")
                .build();
    }

    private Loss ownLoss() {
        return kind == Kind.SUM3
                ? recipe.trainingLoss(settings)
                : new IitLoss(Loss.softmaxCrossEntropyLoss()).optSource(1);
    }

    private static DefaultTrainingConfig config(Loss loss) {
        Optimizer sgd =
                Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(.001f))
                        .optMomentum(.9f)
                        .build();
        return new DefaultTrainingConfig(loss).optOptimizer(sgd);
    }

    /** The batch is the same each time, and made before. */
    private Work step(Trainer trainer, boolean isIit) {
        Batch batch = batch(trainer.getManager(), isIit);
        return scope -> {
            EasyTrain.trainBatch(trainer, batch);
            trainer.step();
        };
    }

    private Batch batch(NDManager parent, boolean isIit) {
        NDManager manager = parent.newSubManager();
        int rows = kind == Kind.SUM3 ? PAIRS : kind.rows();
        NDList data = new NDList(input(manager, rows), input(manager, rows));
        NDList labels = new NDList();
        for (int run = 0; run < 3; run++) {
            labels.add(manager.zeros(new Shape(rows), DataType.INT64));
        }
        if (isIit) {
            data.add(which(manager, rows));
            labels.add(which(manager, rows));
        }
        return new Batch(manager, data, labels, rows, Batchifier.STACK, Batchifier.STACK, 0, 1);
    }

    private NDArray input(NDManager manager, int rows) {
        return kind == Kind.SUM3
                ? manager.randomUniform(0, 29, new Shape(rows, 3)).floor()
                : manager.randomNormal(Networks.shape(kind, rows));
    }

    /** The seed draws a variable for each batch, here S; the transformer's rows have their own. */
    private NDArray which(NDManager manager, int rows) {
        int[] which =
                IntStream.range(0, rows).map(row -> kind == Kind.SUM3 ? 3 : row % 2).toArray();
        return manager.create(which, new Shape(rows, 1));
    }

    private <T> T keep(T kept, Consumer<T> close) {
        open.add(0, () -> close.accept(kept));
        return kept;
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }

    /** The three losses of the three passes. */
    private static final class SumLoss extends Loss {

        private final Loss each = Loss.softmaxCrossEntropyLoss();

        SumLoss() {
            super("sum");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray sum = each.evaluate(part(labels, 0), part(predictions, 0));
            for (int run = 1; run < 3; run++) {
                sum = sum.add(each.evaluate(part(labels, run), part(predictions, run)));
            }
            return sum;
        }

        private static NDList part(NDList list, int run) {
            return new NDList(list.get(run));
        }
    }
}
