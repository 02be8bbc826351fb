/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.support.Numbers;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.ResumableOptimizer;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty steps with the seed's settings, against the same steps in PyTorch. */
class SumStepsTest {

    private static final int HALF = 32;

    private Recipe recipe;
    private Config settings;
    private Map<String, Tensor> golden;

    @ParameterizedTest
    @CsvSource({
        "sum3, base, model_hidden_layers=1",
        "sum4, multiple_hidden_layers_relu_double_alignment_l1, T1_delay=0"
    })
    void everyTermOfTheLossIsThatOfPyTorch(String name, String experiment, String more)
            throws Exception {
        read(name, experiment, more);
        try (Model model = Model.newInstance(name)) {
            Block network = network(model);
            RecipeLoss loss = recipe.trainingLoss(settings).setNetwork(network);
            Alignment alignment = recipe.trained(settings);
            try (ResumableOptimizer optimizer = Optimizers.of(settings, 1, 0);
                    IitTrainer trainer = trainer(model, loss, optimizer, alignment)) {
                for (int step = 0; step < 20; step++) {
                    try (Batch batch = batch(trainer.getManager(), alignment, step)) {
                        EasyTrain.trainBatch(trainer, batch);
                        trainer.step();
                    }
                    assertLosses(loss, step);
                }
            }
        }
    }

    private void read(String name, String experiment, String more) throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/golden/" + name + "-steps.npz")) {
            golden = TensorFile.read(in, TensorFile.DEFAULT_LIMIT);
        }
        recipe = Recipes.get(name);
        Shape embedding = golden.get("parameter.0").shape();
        String[] one = more.split("=", 2);
        settings =
                SeedSettings.of(recipe, experiment)
                        .set("model_hidden_width", "" + embedding.get(0))
                        .set("dataset_highest_number", "" + embedding.get(1))
                        .set(one[0], one[1])
                        .get();
    }

    private Block network(Model model) {
        Block network = recipe.network(settings);
        model.setBlock(network);
        network.initialize(model.getNDManager(), DataType.FLOAT32, recipe.inputShapes());
        for (int i = 0; i < network.getParameters().size(); i++) {
            Tensor tensor = golden.get("parameter." + i);
            NDArray array = network.getParameters().valueAt(i).getArray();
            assertThat(array.getShape()).isEqualTo(tensor.shape());
            Numbers.set(array, tensor.toFloats());
        }
        return network;
    }

    private IitTrainer trainer(
            Model model, RecipeLoss loss, ResumableOptimizer optimizer, Alignment alignment) {
        DefaultTrainingConfig config = new DefaultTrainingConfig(loss).optOptimizer(optimizer);
        IitTrainer trainer = new IitTrainer(model, config, alignment);
        trainer.initialize(recipe.inputShapes());
        return trainer;
    }

    /** The causal model makes the labels: they are not among the golden values. */
    private Batch batch(NDManager parent, Alignment alignment, int step) {
        NDManager manager = parent.newSubManager();
        CausalModel causal = recipe.causalModel();
        List<Setting> bases = settings(step, 0);
        List<Setting> sources = settings(step, HALF);
        int variable = (int) golden.get("variable").toFloats()[step];
        Variable<?> swapped = causal.variable(alignment.variables().get(variable));
        List<Setting> results = new ArrayList<>();
        for (int i = 0; i < HALF; i++) {
            results.add(causal.interchange(bases.get(i), swapped, sources.get(i)));
        }
        NDList data = recipe.encoding().inputs(manager, bases);
        data.addAll(recipe.encoding().inputs(manager, sources));
        int[] which = new int[HALF];
        Arrays.fill(which, variable);
        data.add(manager.create(which, new Shape(HALF, 1)));
        NDList labels = new NDList();
        for (List<Setting> run : List.of(bases, sources, results)) {
            labels.addAll(recipe.encoding().labels(manager, run));
        }
        labels.add(manager.create(which, new Shape(HALF, 1)));
        return new Batch(manager, data, labels, HALF, Batchifier.STACK, Batchifier.STACK, 0, 1);
    }

    private List<Setting> settings(int step, int first) {
        CausalModel causal = recipe.causalModel();
        float[] inputs = golden.get("inputs").toFloats();
        int width = causal.inputs().size();
        List<Setting> rows = new ArrayList<>();
        for (int row = first; row < first + HALF; row++) {
            Setting setting = Setting.empty();
            for (int i = 0; i < width; i++) {
                Variable<Integer> input = Variable.integer(causal.inputs().get(i).name());
                int at = (step * 2 * HALF + row) * width + i;
                setting = setting.with(input, (int) inputs[at]);
            }
            rows.add(causal.run(setting));
        }
        return rows;
    }

    private void assertLosses(RecipeLoss loss, int step) {
        float[] expected = golden.get("losses").toFloats();
        int term = 0;
        for (float found : loss.last().values()) {
            float value = expected[step * loss.last().size() + term++];
            assertThat(found).as("step %d, term %d", step, term).isCloseTo(value, within(1e-3f));
        }
    }
}
