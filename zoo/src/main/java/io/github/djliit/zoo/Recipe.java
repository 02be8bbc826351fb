/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import ai.djl.translate.Translator;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Encoding;
import io.github.djliit.training.Probes;
import io.github.djliit.training.RowMetric;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that makes an aligned model: task, causal model, network, alignment and settings.
 *
 * <p>A recipe is stateless. Its settings have the keys of {@link #defaults()}; those that every
 * recipe has are {@code seed}, {@code epochs}, {@code batch_size}, {@code learning_rate}, {@code
 * iit}, {@code detach_source} and {@code alignment}, the list of the variables that are trained.
 * Those that have a meaning wherever they are: {@code optimizer} (adam or sgd, with {@code
 * momentum}), {@code schedule} (constant, one_cycle, or linear with {@code num_warmup_steps}),
 * {@code eval_freq} (epochs from one measurement to the next; 0: only at the end), {@code device}.
 */
public interface Recipe {

    /**
     * Returns the name on the command line and in the zoo.
     *
     * @return the name
     */
    String name();

    /**
     * Returns what the recipe trains.
     *
     * @return one sentence
     */
    String description();

    /**
     * Returns all settings with their default values.
     *
     * @return the settings
     */
    Config defaults();

    /**
     * Returns the default values that go with what was set, where one setting decides on others.
     *
     * @param given what was set so far
     * @return the settings, always with the same keys and types
     */
    default Config defaults(Config given) {
        return defaults();
    }

    /**
     * Checks settings of the recipe's own.
     *
     * @param settings all settings
     * @throws IllegalArgumentException if a value is not right
     */
    default void check(Config settings) {
        // A recipe without settings of its own.
    }

    /**
     * Returns the causal model that the network is to realise.
     *
     * @return the causal model
     */
    CausalModel causalModel();

    /**
     * Returns the whole alignment, by which the network is evaluated.
     *
     * @return the alignment
     */
    Alignment alignment();

    /**
     * Returns the whole alignment where settings may place variables elsewhere.
     *
     * @param settings the settings
     * @return the alignment
     * @throws IllegalArgumentException if the settings name no such place
     */
    default Alignment alignment(Config settings) {
        return alignment();
    }

    /**
     * Returns the alignment that is trained.
     *
     * @param settings the settings
     * @return the alignment of some of the variables
     * @throws IllegalArgumentException if the settings name no such variable
     */
    default Alignment trained(Config settings) {
        return alignment(settings).restrictedTo(settings.getStringList("alignment"));
    }

    /**
     * Returns the tasks that are measured; the IIA of the last stands for the model.
     *
     * @param settings the settings
     * @param alignment the alignment that is judged
     * @return the tasks, one if the outputs of the network make one together
     */
    default List<Task> tasks(Config settings, Alignment alignment) {
        return List.of(new Task("task", Task.ALL, alignment.variables()));
    }

    /**
     * Makes the network: a block that is not initialised, or a TorchScript file, opened as
     * trainable on the CPU, for the caller to close.
     *
     * @param settings the settings
     * @return a new block
     */
    Block network(Config settings);

    /**
     * Returns the shapes of the network's inputs.
     *
     * @return the shapes for a batch of 1
     */
    Shape[] inputShapes();

    /**
     * Draws inputs of the causal model.
     *
     * @param count how many
     * @param seed the seed of all draws; one seed gives one list
     * @return the inputs
     */
    List<Setting> inputs(int count, long seed);

    /**
     * Draws inputs of the causal model that a network of some settings takes, and that were kept
     * from its training where the recipe keeps some.
     *
     * @param settings the settings
     * @param count how many
     * @param seed the seed of all draws; one seed gives one list
     * @return the inputs
     */
    default List<Setting> testInputs(Config settings, int count, long seed) {
        return inputs(count, seed);
    }

    /**
     * Returns one input that every network of the recipe takes, whatever the settings.
     *
     * @return the input
     */
    default Setting example() {
        return inputs(1, 0).get(0);
    }

    /**
     * Returns the words of an input at the positions of the network, where inputs are text.
     *
     * @param input the inputs of the causal model
     * @return a word or another token for each position; none where inputs are no text
     */
    default List<String> words(Setting input) {
        return List.of();
    }

    /**
     * Returns how many pairs a batch has.
     *
     * @param settings the settings
     * @return the number of rows of a batch that is full
     */
    default int pairsOfBatch(Config settings) {
        return settings.getInt("batch_size");
    }

    /**
     * Returns the pairs that a network is trained on. Causal model, alignment, encoding and seed
     * are set by the caller.
     *
     * @param settings the settings
     * @param seed the seed of the inputs
     * @return a dataset with inputs, pairing and batches
     */
    default CounterfactualDataset.Builder trainingPairs(Config settings, long seed) {
        return RecipeRun.pairs(this, settings, inputs(2 * settings.getInt("train_pairs"), seed));
    }

    /**
     * Returns the pairs that a network is measured on, none of them trained on.
     *
     * @param settings the settings
     * @param seed the seed of the inputs
     * @return a dataset with inputs, pairing and batches
     */
    default CounterfactualDataset.Builder testPairs(Config settings, long seed) {
        return RecipeRun.pairs(
                this, settings, testInputs(settings, 2 * settings.getInt("test_pairs"), seed));
    }

    /**
     * Returns the pairs that a network is measured on for one task, where tasks differ in their
     * inputs.
     *
     * @param settings the settings
     * @param task the task, one of {@link #tasks}
     * @param seed the seed of the inputs
     * @return a dataset with inputs, pairing and batches
     */
    default CounterfactualDataset.Builder testPairs(Config settings, Task task, long seed) {
        return testPairs(settings, seed);
    }

    /**
     * Returns how settings become arrays.
     *
     * @return the encoding
     */
    default Encoding encoding() {
        return Encoding.of(causalModel());
    }

    /**
     * Returns how settings of the causal model become arrays where the recipe's settings say so.
     *
     * @param settings the settings
     * @return the encoding
     */
    default Encoding encoding(Config settings) {
        return encoding();
    }

    /**
     * Returns how inputs of the type that applications have for them go in, as an image or a text,
     * and how classes come out.
     *
     * @return the type; none where inputs are values of the causal model only
     */
    default Optional<Form<?>> form() {
        return Optional.empty();
    }

    /**
     * Returns how settings become arrays in training, with a label for each probe.
     *
     * @param settings the settings
     * @return the encoding
     */
    default Encoding trainingEncoding(Config settings) {
        return encoding(settings);
    }

    /**
     * Returns what is trained along with the network and is no part of it.
     *
     * @param settings the settings
     * @return new probes
     */
    default Probes probes(Config settings) {
        return Probes.builder().build();
    }

    /**
     * Returns the loss of one term, of the task as of the counterfactual.
     *
     * @return a new loss
     */
    default Loss loss() {
        return Loss.softmaxCrossEntropyLoss();
    }

    /**
     * Returns the loss that is trained.
     *
     * @param settings the settings
     * @return a new loss
     */
    default RecipeLoss trainingLoss(Config settings) {
        double iit = settings.getBoolean("iit") ? 1 : 0;
        return new RecipeLoss(loss())
                .add("task", RecipeLoss.Of.BASE, 1)
                .add("iit", RecipeLoss.Of.COUNTERFACTUAL, iit);
    }

    /**
     * Returns when an output agrees with its label.
     *
     * @return the agreement
     */
    default Agreement agreement() {
        return Agreement.ofClasses();
    }

    /**
     * Returns what else is measured between a counterfactual label and the network's output.
     *
     * @return metrics by name, in the order they are reported
     */
    default Map<String, RowMetric> metrics() {
        return Map.of("kl_divergence", RowMetric.klDivergence());
    }

    /**
     * Returns what the network's inputs and outputs mean, for people who read a model directory.
     *
     * @return one sentence for each
     */
    Meaning meaning();

    /**
     * What is measured by itself.
     *
     * @param name its name
     * @param output the index of its output, or {@link #ALL}
     * @param variables the variables whose interchange is judged by it
     */
    record Task(String name, int output, List<String> variables) {

        /** All outputs together. */
        public static final int ALL = -1;

        /** Copies the list. */
        public Task {
            variables = List.copyOf(variables);
        }
    }

    /**
     * The type that applications have for an input.
     *
     * @param <I> the type
     * @param input its class
     * @param translator from it to classes, for one input without a batch axis
     */
    record Form<I>(Class<I> input, Translator<I, Classifications> translator) {}

    /**
     * What goes in and what comes out.
     *
     * @param input the meaning of the inputs
     * @param output the meaning of the outputs
     */
    record Meaning(String input, String output) {}
}
