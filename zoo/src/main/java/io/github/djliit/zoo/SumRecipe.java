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
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.site.Nearest;
import io.github.djliit.site.Site;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Pairing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the recipes that add numbers have in common: data, settings, and the seed's names for them.
 *
 * <p>{@code dataset} decides on the defaults of all else: {@code fresh} draws new pairs from all
 * training inputs in each epoch, and takes what trains well; {@code Arithmetic} has rows that are
 * drawn once, and is the seed's. A batch has {@code batch_size} inputs, the first half of which are
 * bases and the second sources.
 */
abstract class SumRecipe implements Recipe {

    static final String FRESH = "fresh";
    static final String SEED = "Arithmetic";

    private static final String PAIRS = "a list of pairs as [[identity_x, x], ...]";

    static final int MAX_WIDTH = 1 << 14;

    private final List<Variable<Integer>> numbers;
    private final Config fresh;
    private final Config seed;

    /**
     * Creates a recipe.
     *
     * @param numbers the inputs
     * @param fresh the defaults, in HOCON
     * @param seed the settings that the seed has other values for, in HOCON
     */
    SumRecipe(List<Variable<Integer>> numbers, String fresh, String seed) {
        this.numbers = numbers;
        this.fresh = ConfigFactory.parseString(fresh);
        this.seed = ConfigFactory.parseString(seed).withFallback(this.fresh);
    }

    @Override
    public Config defaults() {
        return fresh;
    }

    @Override
    public Config defaults(Config given) {
        boolean isSeed = given.hasPath("dataset") && given.getString("dataset").equals(SEED);
        return isSeed ? seed : fresh;
    }

    @Override
    public void check(Config settings) {
        SettingChecks checks = new SettingChecks(settings);
        checks.oneOf("dataset", Set.of(FRESH, SEED));
        checks.oneOf("activation", Set.of("relu", "tanh"));
        checks.whole("dataset_highest_number", 2, 1000);
        checks.whole("dataset_train_size", 2, SettingChecks.MAX_PAIRS);
        checks.whole("dataset_test_size", 2, SettingChecks.MAX_PAIRS);
        checks.whole("model_hidden_width", 1, MAX_WIDTH);
        checks.whole("model_hidden_layers", 1, 100);
        checks.whole("batch_size", 2, Integer.MAX_VALUE);
        DomainSplit.of(settings.getString("domain_split"));
        checkLogits(settings);
    }

    private void checkLogits(Config settings) {
        if (!settings.hasPath("model_head")) {
            return;
        }
        int largest = numbers.size() * (settings.getInt("dataset_highest_number") - 1);
        int logits = numbers.size() * settings.getInt("model_hidden_width");
        if (!settings.getBoolean("model_head") && largest >= logits) {
            throw new SettingChecks(settings)
                    .fault(
                            "model_hidden_width",
                            "so that the "
                                    + logits
                                    + " logits of the last layer have one for each sum up to "
                                    + largest);
        }
    }

    @Override
    public Shape[] inputShapes() {
        return new Shape[] {new Shape(1, numbers.size())};
    }

    @Override
    public List<Setting> inputs(int count, long random) {
        return new SumInputs(numbers, fresh).draw(count, false, random);
    }

    @Override
    public List<Setting> testInputs(Config settings, int count, long random) {
        return new SumInputs(numbers, settings).draw(count, true, random);
    }

    @Override
    public Setting example() {
        Setting zeros = Setting.empty();
        for (Variable<Integer> number : numbers) {
            zeros = zeros.with(number, 0);
        }
        return zeros;
    }

    @Override
    public int pairsOfBatch(Config settings) {
        return settings.getInt("batch_size") / 2;
    }

    @Override
    public CounterfactualDataset.Builder trainingPairs(Config settings, long random) {
        SumInputs inputs = new SumInputs(numbers, settings);
        int pairs = settings.getInt("dataset_train_size") / 2;
        boolean isSeed = settings.getString("dataset").equals(SEED);
        return CounterfactualDataset.builder()
                .setInputs(
                        isSeed ? inputs.draw(2 * pairs, false, random) : inputs.all(false, random))
                .setSampling(pairsOfBatch(settings), true)
                .optPairing(isSeed ? Pairing.HALVES : Pairing.INDEPENDENT)
                .optPairs(pairs)
                .optVariablePerBatch(isSeed)
                .optRedraw(true);
    }

    @Override
    public CounterfactualDataset.Builder testPairs(Config settings, long random) {
        int pairs = settings.getInt("dataset_test_size") / 2;
        return CounterfactualDataset.builder()
                .setInputs(new SumInputs(numbers, settings).draw(2 * pairs, true, random))
                .setSampling(Math.max(pairsOfBatch(settings), 512), false)
                .optPairing(Pairing.HALVES);
    }

    /**
     * Reads pairs of a place and a variable, as the seed writes them.
     *
     * @param settings the settings
     * @param key which of them holds the pairs
     * @param places the seed's names of places, with their sites
     */
    final Alignment read(Config settings, String key, Map<String, String> places) {
        Alignment.Builder alignment = Alignment.builder();
        List<? extends List<?>> pairs = pairs(settings, key);
        for (List<?> pair : pairs) {
            String site = places.get(pair.get(0).toString());
            if (site == null) {
                throw new IllegalArgumentException(
                        "The setting "
                                + key
                                + " names '"
                                + pair.get(0)
                                + "', which is no place of the recipe "
                                + name()
                                + "."
                                + Nearest.hint(pair.get(0).toString(), places.keySet()));
            }
            alignment.align(pair.get(1).toString(), site);
        }
        return pairs.isEmpty() ? new Alignment(Map.of()) : alignment.build().check(causalModel());
    }

    /** Returns the alignment with variables where the seed's keys put them. */
    final Alignment placed(Alignment... named) {
        Map<String, List<Site>> sites = new LinkedHashMap<>(alignment().sites());
        for (Alignment each : named) {
            sites.putAll(each.sites());
        }
        return new Alignment(sites);
    }

    /** Returns what a key of the seed names to be trained, or else what {@code alignment} does. */
    final Alignment trained(Config settings, Alignment named) {
        return named.sites().isEmpty() ? Recipe.super.trained(settings) : named;
    }

    private static List<? extends List<?>> pairs(Config settings, String key) {
        try {
            List<? extends List<?>> pairs =
                    settings.getList(key).stream().map(pair -> (List<?>) pair.unwrapped()).toList();
            if (pairs.stream().allMatch(pair -> pair.size() == 2)) {
                return pairs;
            }
        } catch (ConfigException | ClassCastException e) {
            throw new SettingChecks(settings).fault(key, PAIRS, e);
        }
        throw new SettingChecks(settings).fault(key, PAIRS);
    }
}
