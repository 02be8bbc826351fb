/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.support.Close.isClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.support.Nets;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every edit and every featurizer gives the numbers worked out by hand: in native blocks and in
 * TorchScript code, of all rows at once and of rows with interventions of their own.
 */
class EveryEditTest {

    private static final int ROWS = 3;
    private static final int INPUTS = 6;

    private static NDManager manager;
    private static TorchScriptBlock script;
    private static Network blocks;
    private static Network compiled;

    /** A network and the sites of a layer from 8 units to 8, and of the ReLU after it. */
    private record Network(InterventionBlock block, String layer, String relu) {}

    @BeforeAll
    static void open() throws Exception {
        manager = NDManager.newBaseManager("PyTorch");
        script = TorchScriptBlock.open(TorchScriptFile.of("mlp"), Device.cpu(), false);
        compiled = new Network(new InterventionBlock(script), "2", "3");
        InterventionBlock mlp =
                new InterventionBlock(Nets.mlp(manager, INPUTS, MapByHand.WIDTH, 4));
        blocks = new Network(mlp, "03Linear", "04LambdaBlock");
    }

    @AfterAll
    static void close() {
        script.close();
        manager.close();
    }

    static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (PlaceByHand place : PlaceByHand.all()) {
            for (EditByHand edit : EditByHand.ALL) {
                if (place.takes(edit)) {
                    all.add(arguments(place, edit));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("cases")
    void allRowsGiveWhatTheyGiveByHand(PlaceByHand place, EditByHand edit) {
        List<Part> all = List.of(new Part(edit, 0, 1, 2));
        check(blocks, place, all);
        check(compiled, place, all);
    }

    /** Two rows of three have interventions of one kind, which native blocks do under a mask. */
    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("cases")
    void rowsWithPlansOfTheirOwnGiveWhatTheyGiveByHand(PlaceByHand place, EditByHand edit) {
        List<Part> apart = List.of(new Part(edit, 0), new Part(edit.partner(), 2));
        check(blocks, place, apart);
        check(compiled, place, apart);
    }

    /** An edit of some rows. */
    private record Part(EditByHand edit, int... rows) {

        @Override
        public String toString() {
            return edit + " in rows " + Arrays.toString(rows);
        }
    }

    private static void check(Network network, PlaceByHand place, List<Part> parts) {
        for (int length : new int[] {1, 3}) {
            try (NDManager scope = manager.newSubManager()) {
                check(network, place, parts, inputs(scope, length, 1), inputs(scope, length, 2));
            }
        }
    }

    /**
     * Returns {@code [rows, inputs]}, or, with several positions, {@code [rows, length, inputs]}.
     */
    private static NDList inputs(NDManager scope, int length, int from) {
        float[] numbers = EditByHand.numbers(3 * ROWS * length * INPUTS);
        int count = ROWS * length * INPUTS;
        Shape shape = length == 1 ? new Shape(ROWS, INPUTS) : new Shape(ROWS, length, INPUTS);
        float[] some = Arrays.copyOfRange(numbers, from * count, (from + 1) * count);
        return new NDList(scope.create(some, shape));
    }

    private static void check(
            Network network, PlaceByHand place, List<Part> parts, NDList base, NDList source) {
        String site = place.isInput() ? network.relu + ":input" : network.layer;
        double[][][] expected = at(network, site, base);
        for (Part part : parts) {
            double[][][] from =
                    part.edit.isSkip()
                            ? at(network, network.layer + ":input", base)
                            : at(network, site, source);
            place.edit(part.edit, part.rows, expected, from);
        }
        boolean hasPositions = base.head().getShape().dimension() > 2;
        InterventionPlan.Builder plan = InterventionPlan.builder();
        for (Part part : parts) {
            Intervention made = place.intervention(site, part.edit, hasPositions);
            plan.add(part.rows.length == ROWS ? made : made.withRows(Rows.at(part.rows)));
        }
        InterventionResult result =
                network.block.intervene(
                        plan.collect(site).collect(network.relu).build(), base, source);
        String label = network.layer + ": " + parts + " of " + place + ": ";
        assertCounterfactual(label, result.collected(site), flat(expected, x -> x));
        assertCounterfactual(
                label, result.collected(network.relu), flat(expected, x -> Math.max(0, x)));
    }

    private static void assertCounterfactual(
            String label, CollectedActivations collected, float... expected) {
        float[] found = collected.counterfactual().head().toFloatArray();
        assertThat(isClose(found, expected))
                .as(() -> label + Arrays.toString(found) + " is " + Arrays.toString(expected))
                .isTrue();
    }

    /** Returns what is at a site where nothing is edited. */
    private static double[][][] at(Network network, String site, NDList inputs) {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        return PlaceByHand.numbers(
                network.block.intervene(plan, inputs).collected(site).base().head());
    }

    private static float[] flat(double[][][] numbers, DoubleUnaryOperator function) {
        double[] flat =
                Arrays.stream(numbers)
                        .flatMap(Arrays::stream)
                        .flatMapToDouble(Arrays::stream)
                        .map(function)
                        .toArray();
        float[] floats = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
            floats[i] = (float) flat[i];
        }
        return floats;
    }

    @Test
    void everyEditHasACase() {
        Set<String> covered =
                EditByHand.ALL.stream()
                        .map(edit -> edit.edit().apply(1).getClass().getName())
                        .collect(Collectors.toSet());
        assertThat(classesOf(Edit.class))
                .as("each of these edits needs a case in EditByHand.ALL")
                .isSubsetOf(covered);
    }

    @Test
    void everyMethodThatMakesAnEditHasACase() {
        Set<String> covered =
                EditByHand.ALL.stream()
                        .map(edit -> edit.name().split(",")[0])
                        .collect(Collectors.toSet());
        assertThat(Edit.class.getMethods())
                .filteredOn(method -> Modifier.isStatic(method.getModifiers()))
                .extracting(Method::getName)
                .as("each of these methods needs a case of that name in EditByHand.ALL")
                .isSubsetOf(covered);
    }

    @Test
    void everyFeaturizerHasACase() {
        Set<String> covered =
                MapByHand.ALL.stream()
                        .map(map -> map.featurizer().getClass().getName())
                        .collect(Collectors.toSet());
        assertThat(classesOf(Featurizer.class))
                .as("each of these featurizers needs a case in MapByHand.ALL")
                .isSubsetOf(covered);
    }

    /** What a trainable one is bound to in a call, a class within its own, is tested by it. */
    private static List<String> classesOf(Class<?> type) {
        return new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .importPackages("io.github.djliit")
                        .stream()
                        .filter(c -> c.isAssignableTo(type) && !c.isInterface())
                        .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(c -> !isInTrainable(c))
                        .map(JavaClass::getName)
                        .sorted()
                        .toList();
    }

    private static boolean isInTrainable(JavaClass type) {
        return type.getEnclosingClass().filter(c -> c.isAssignableTo(Trainable.class)).isPresent();
    }
}
