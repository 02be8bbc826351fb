/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.Encoding;
import java.util.List;

/**
 * Everything that makes an aligned model: task, causal model, network, alignment and settings.
 *
 * <p>A recipe is stateless. Its settings have the keys of {@link #defaults}; those that every
 * recipe has are {@code seed}, {@code epochs}, {@code batch_size}, {@code learning_rate}, {@code
 * train_pairs}, {@code test_pairs}, {@code iit}, {@code detach_source} and {@code alignment}, the
 * list of the variables that are trained.
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
     * Makes the network, not initialised.
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
     * Returns how settings become arrays.
     *
     * @return the encoding
     */
    default Encoding encoding() {
        return Encoding.of(causalModel());
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
     * Returns when an output agrees with its label.
     *
     * @return the agreement
     */
    default Agreement agreement() {
        return Agreement.ofClasses();
    }

    /**
     * Returns what the network's inputs and outputs mean, for people who read a model directory.
     *
     * @return one sentence for each
     */
    Meaning meaning();

    /**
     * What goes in and what comes out.
     *
     * @param input the meaning of the inputs
     * @param output the meaning of the outputs
     */
    record Meaning(String input, String output) {}
}
