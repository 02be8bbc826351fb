/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.modality.cv.Image;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Encoding;
import io.github.djliit.training.Pairing;
import io.github.djliit.training.Probes;
import io.github.djliit.zoo.pvr.GridEncoding;
import io.github.djliit.zoo.pvr.GridTranslator;
import io.github.djliit.zoo.pvr.MnistDigits;
import io.github.djliit.zoo.pvr.PointerModel;
import io.github.djliit.zoo.pvr.PointerModel.Digits;
import io.github.djliit.zoo.pvr.Quadrant;
import io.github.djliit.zoo.pvr.QuadrantNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Pointer-value retrieval: which digit does the one at the top left of a grid point at?
 *
 * <p>Each digit of the causal model lives in its quadrant of a convolution's features. Three of the
 * quadrants have digits in tests that they never have in training. Two tasks are measured: {@code
 * trained}, new grids of the digits that training has, and {@code held_out}, new grids of those
 * that it has not. The method, {@code method}, is that of Geiger et al., "Inducing Causal Structure
 * for Interpretable Neural Networks" (ICML 2022), section 5, or one of its rivals there:
 *
 * <ul>
 *   <li>{@code iit}: the label of the causal model when a quadrant's features are swapped
 *   <li>{@code augmentation}: the same when the quadrant's pixels are
 *   <li>{@code multitask}: linear probes of the quadrants' features learn their digits
 *   <li>{@code plain}: the task only
 * </ul>
 */
final class PvrRecipe implements Recipe {

    private static final String IIT = "iit";
    private static final String AUGMENTATION = "augmentation";
    private static final String MULTITASK = "multitask";
    private static final String PLAIN = "plain";
    private static final String DRAWN = "drawn";
    private static final String MNIST = "mnist";
    private static final String SMALL = "small";
    private static final String RESNET = "resnet";
    private static final String TRAINED = "trained";
    private static final String HELD_OUT = "held_out";

    private static final int DIGITS = 10;
    private static final int MAX_UNITS = 1 << 14;
    private static final String CHANNELS = "a list of whole numbers to " + MAX_UNITS;

    private static final Config DEFAULTS =
            ConfigFactory.parseString(
                    """
                    seed = 42
                    epochs = 8
                    batch_size = 64
                    learning_rate = 0.002
                    optimizer = adam
                    momentum = 0.9
                    schedule = one_cycle
                    method = iit
                    iit = true
                    iit_weight = 4.0
                    multitask_weight = 0.25
                    detach_source = false
                    eval_freq = 5
                    device = cpu
                    alignment = [TL, TR, BL, BR]
                    train_grids = 20000
                    train_pairs = 10000
                    test_pairs = 2000
                    channels = [16, 32, 48, 64]
                    last_kernel = 3
                    routing = []
                    aligned_layer = 4
                    digits = drawn
                    network = small
                    """);

    private static final Config WITHOUT_IIT = ConfigFactory.parseString("iit = false");

    @Override
    public String name() {
        return "pvr";
    }

    @Override
    public String description() {
        return "Pointer-value retrieval on images of four digits, with the variables TL, TR, BL, BR";
    }

    @Override
    public Config defaults() {
        return DEFAULTS;
    }

    @Override
    public Config defaults(Config given) {
        String method = given.hasPath("method") ? given.getString("method") : IIT;
        boolean interchanges = method.equals(IIT) || method.equals(AUGMENTATION);
        return interchanges ? DEFAULTS : WITHOUT_IIT.withFallback(DEFAULTS);
    }

    @Override
    public void check(Config settings) {
        SettingChecks checks = new SettingChecks(settings);
        checks.oneOf("method", Set.of(IIT, AUGMENTATION, MULTITASK, PLAIN));
        checks.oneOf("network", Set.of(SMALL, RESNET));
        checks.oneOf("digits", Set.of(DRAWN, MNIST));
        checks.whole("train_grids", 1, Integer.MAX_VALUE);
        checks.whole("last_kernel", 2, 3);
        checks.range("iit_weight", 0, Double.POSITIVE_INFINITY);
        checks.range("multitask_weight", 0, Double.POSITIVE_INFINITY);
        String method = settings.getString("method");
        boolean iit = settings.getBoolean("iit");
        if (method.equals(iit ? PLAIN : AUGMENTATION)) {
            throw checks.fault(
                    "iit", iit ? "false where method = plain" : "true where method = augmentation");
        }
    }

    @Override
    public CausalModel causalModel() {
        return PointerModel.MODEL;
    }

    @Override
    public Alignment alignment() {
        return alignment(DEFAULTS);
    }

    @Override
    public Alignment alignment(Config settings) {
        QuadrantNetwork network = plan(settings);
        int layer = settings.getInt("aligned_layer");
        return at(quadrant -> network.site(layer, quadrant));
    }

    @Override
    public Alignment trained(Config settings) {
        Alignment all =
                settings.getString("method").equals(AUGMENTATION)
                        ? at(QuadrantNetwork::pixels)
                        : alignment(settings);
        return all.restrictedTo(settings.getStringList("alignment"));
    }

    @Override
    public List<Task> tasks(Config settings, Alignment alignment) {
        return List.of(
                new Task(TRAINED, 0, alignment.variables()),
                new Task(HELD_OUT, 0, alignment.variables()));
    }

    @Override
    public Block network(Config settings) {
        return plan(settings).build();
    }

    @Override
    public Shape[] inputShapes() {
        return new Shape[] {new Shape(1, 1, GridEncoding.SIDE, GridEncoding.SIDE)};
    }

    @Override
    public List<Setting> inputs(int count, long seed) {
        return PointerModel.grids(Digits.TRAINED, false, count, seed);
    }

    @Override
    public List<Setting> testInputs(Config settings, int count, long seed) {
        return PointerModel.grids(Digits.HELD_OUT, true, count, seed);
    }

    /** New pairs in each epoch, of grids that stay the same. */
    @Override
    public CounterfactualDataset.Builder trainingPairs(Config settings, long seed) {
        return CounterfactualDataset.builder()
                .setInputs(inputs(settings.getInt("train_grids"), seed))
                .setSampling(pairsOfBatch(settings), true)
                .optPairs(settings.getInt("train_pairs"))
                .optRedraw(true);
    }

    @Override
    public CounterfactualDataset.Builder testPairs(Config settings, Task task, long seed) {
        boolean trained = task.name().equals(TRAINED);
        return testPairs(settings, trained ? Digits.TRAINED : Digits.HELD_OUT, seed);
    }

    private CounterfactualDataset.Builder testPairs(Config settings, Digits digits, long seed) {
        int count = 2 * settings.getInt("test_pairs");
        return CounterfactualDataset.builder()
                .setInputs(PointerModel.grids(digits, true, count, seed))
                .setSampling(Math.max(pairsOfBatch(settings), 256), false)
                .optPairing(Pairing.HALVES);
    }

    @Override
    public Encoding encoding() {
        return new GridEncoding();
    }

    @Override
    public Encoding encoding(Config settings) {
        return settings.getString("digits").equals(MNIST)
                ? new GridEncoding(MnistDigits.ofDjl())
                : encoding();
    }

    @Override
    public Optional<Form<?>> form() {
        return Optional.of(new Form<>(Image.class, new GridTranslator()));
    }

    @Override
    public Encoding trainingEncoding(Config settings) {
        Encoding encoding = encoding(settings);
        return isMultitask(settings) ? encoding.withLabels(digits()) : encoding;
    }

    @Override
    public Probes probes(Config settings) {
        Probes.Builder probes = Probes.builder();
        if (isMultitask(settings)) {
            QuadrantNetwork network = plan(settings);
            int layer = settings.getInt("aligned_layer");
            for (Quadrant quadrant : Quadrant.values()) {
                probes.add(network.site(layer, quadrant), network.width(layer), DIGITS);
            }
        }
        return probes.build();
    }

    @Override
    public RecipeLoss trainingLoss(Config settings) {
        double iit = settings.getBoolean("iit") ? settings.getDouble("iit_weight") : 0;
        RecipeLoss loss =
                new RecipeLoss(loss())
                        .add("task", RecipeLoss.Of.BASE_AND_SOURCE, 0, 1)
                        .add("iit", RecipeLoss.Of.COUNTERFACTUAL, 0, iit);
        if (isMultitask(settings)) {
            double weight = settings.getDouble("multitask_weight");
            int output = 1;
            for (Quadrant quadrant : Quadrant.values()) {
                String name = "probe_" + quadrant;
                loss.add(name, RecipeLoss.Of.BASE_AND_SOURCE, output++, weight);
            }
        }
        return loss;
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "float32 [batch, 1, 32, 32]: a grid of four digits of 16 by 16 pixels, 0 for paper"
                        + " to 1 for ink",
                "float32 [batch, 10]: logits of the digit that is pointed at");
    }

    private static boolean isMultitask(Config settings) {
        return settings.getString("method").equals(MULTITASK);
    }

    private static QuadrantNetwork plan(Config settings) {
        QuadrantNetwork small =
                new QuadrantNetwork(
                        channels(settings, "channels"),
                        settings.getInt("last_kernel"),
                        channels(settings, "routing"));
        return settings.getString("network").equals(RESNET) ? small.withResiduals() : small;
    }

    /** A list on the command line is one of texts. */
    private static List<Integer> channels(Config settings, String key) {
        try {
            List<Integer> channels = settings.getIntList(key);
            if (channels.stream().allMatch(count -> count <= MAX_UNITS)) {
                return channels;
            }
        } catch (ConfigException e) {
            throw new SettingChecks(settings).fault(key, CHANNELS, e);
        }
        throw new SettingChecks(settings).fault(key, CHANNELS);
    }

    private static Variable<?>[] digits() {
        return Arrays.stream(Quadrant.values()).map(Quadrant::digit).toArray(Variable<?>[]::new);
    }

    private static Alignment at(Function<Quadrant, String> site) {
        Alignment.Builder alignment = Alignment.builder();
        for (Quadrant quadrant : Quadrant.values()) {
            alignment.align(quadrant.digit(), site.apply(quadrant));
        }
        return alignment.build();
    }
}
