/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.torchscript.internal.analysis.InputNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dicts, lists and tuples go in by the names of arrays; see tests/golden/torchscript/named.py. */
class TorchScriptNamedInputsTest {

    private static final Map<String, Tensor> ARRAYS = GoldenModels.arrays("named");
    private static final InterventionPlan SWAP =
            InterventionPlan.builder().interchange("a").collect("a").build();

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private static TorchScriptBlock open(String name) throws Exception {
        return TorchScriptBlock.open(GoldenModels.file(name + ".pt"), Device.cpu(), false);
    }

    /** The inputs of a run, in the order of the file, by the names that the model gives them. */
    private NDList inputs(TorchScriptBlock block, String prefix) {
        List<String> names = new ArrayList<>();
        NDList arrays = new NDList();
        ARRAYS.forEach(
                (name, tensor) -> {
                    if (name.startsWith(prefix) && !name.endsWith(".output")) {
                        names.add(name.substring(prefix.length()));
                        arrays.add(tensor.toArray(manager));
                    }
                });
        return named(arrays, block.inputNames(names));
    }

    private static NDList named(NDList arrays, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            arrays.get(i).setName(names.get(i));
        }
        return arrays;
    }

    private void assertNear(NDArray found, String expected) {
        assertThat(GoldenModels.off(found, ARRAYS.get(expected).toArray(manager)))
                .isLessThanOrEqualTo(1e-5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void theyAreRunPlainly(String name) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            InterventionResult found =
                    new InterventionBlock(block)
                            .intervene(InterventionPlan.empty(), inputs(block, name + ".base."));
            assertNear(found.counterfactual().head(), name + ".base.output");
        }
    }

    @ParameterizedTest
    @CsvSource({"dict_in, true", "list_in, true", "tuple_in, true", "dict_in, false"})
    void theyAreRunUnderAPlan(String name, boolean fuse) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            InterventionCall call =
                    InterventionCall.builder(SWAP, inputs(block, name + ".base."))
                            .addSource(inputs(block, name + ".source."))
                            .optFuse(fuse)
                            .build();
            InterventionResult found = new InterventionBlock(block).intervene(call);
            assertNear(found.counterfactual().head(), name + ".swapped.output");
            assertNear(found.base().head(), name + ".base.output");
        }
    }

    @Test
    void anOutputThatIsADictHasItsKeys() throws Exception {
        try (TorchScriptBlock block = open("dict_in")) {
            InterventionBlock opened = new InterventionBlock(block);
            NDList base = inputs(block, "dict_in.base.");
            InterventionResult found =
                    opened.intervene(SWAP, base, inputs(block, "dict_in.source."));
            for (NDList outputs :
                    List.of(
                            found.base(),
                            found.source(0),
                            found.counterfactual(),
                            opened.intervene(InterventionPlan.empty(), base).base())) {
                assertThat(outputs.head().getName()).isEqualTo("out");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void theirSitesHaveShapes(String name) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            var store = new ParameterStore(manager, false);
            assertThat(block.sites(store, inputs(block, name + ".base.")))
                    .anySatisfy(
                            site -> {
                                assertThat(site.site()).hasToString("a");
                                assertThat(site.shape()).contains(new Shape(-1, 4));
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void theyAreFoundByTheirNamesInAnyOrder(String name) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            NDList inputs = inputs(block, name + ".base.");
            NDList turned = new NDList();
            turned.add(inputs.get(2));
            turned.addAll(inputs.subNDList(0, 2));
            boolean isList = name.equals("list_in");
            InterventionResult found =
                    new InterventionBlock(block)
                            .intervene(
                                    InterventionPlan.empty(),
                                    isList
                                            ? inputs.subNDList(1).addAll(inputs.subNDList(0, 1))
                                            : turned);
            assertNear(found.counterfactual().head(), name + ".base.output");
        }
    }

    @Test
    void elementsMayBeNumberedInTheirBrackets() throws Exception {
        try (TorchScriptBlock block = open("list_in")) {
            assertThat(block.inputNames(List.of("first", "x[0]", "x[1]")))
                    .containsExactly("first", "x[]", "x[]");
            assertThat(block.inputNames(List.of("x(0)", "x()1", "x(2,2)3", "x[0/k]")))
                    .containsExactly("x()", "x()", "x(2,2)", "x[0/k]");
        }
    }

    @Test
    void namesMeanNothingToAModelThatTakesArraysOnly() throws Exception {
        try (TorchScriptBlock block = open("mlp")) {
            assertThat(block.inputNames(List.of("layer.0"))).containsExactly((String) null);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dict_in | a0, a1 | 'x', is a Dict[str, Tensor]: call its arrays x.KEY",
                "dict_in | a0, a1, a2 | Expected the network's inputs [x.KEY, hooks.KEY]",
                "dict_in | hooks.shift, y.x | give them in the order [x, hooks]",
                "list_in | first, x(0) | is a List[Tensor]: call its arrays x[]",
                "tuple_in | x[0], y | is a Tuple[Tensor, Tensor]: call its arrays x()",
                "mlp | x.a | is a Tensor",
            })
    void whatDoesNotFitIsToldByItsName(String name, String names, String message) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            List<String> given =
                    List.of(names.split(", ")).stream().map(InputNames::ofEngine).toList();
            NDList inputs = new NDList();
            given.forEach(n -> inputs.add(manager.ones(new Shape(3, 4))));
            named(inputs, given);
            InterventionBlock opened = new InterventionBlock(block);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> opened.intervene(InterventionPlan.empty(), inputs))
                    .withMessageContaining(message);
        }
    }

    @Test
    void anotherMethodRunsPlainly() throws Exception {
        try (TorchScriptBlock block = open("methods")) {
            NDArray x = manager.ones(new Shape(3, 4));
            NDArray y = manager.full(new Shape(3, 4), 5);
            InterventionBlock opened = new InterventionBlock(block);
            InterventionResult plain = opened.intervene(InterventionPlan.empty(), new NDList(x));
            NDArray doubled = plain.counterfactual().head().mul(2).add(5);
            NDList twice = named(new NDList(x.duplicate(), x, y), method("twice"));
            InterventionResult found = opened.intervene(InterventionPlan.empty(), twice);
            assertThat(GoldenModels.off(found.counterfactual().head(), doubled))
                    .isLessThanOrEqualTo(1e-5f);
        }
    }

    private static List<String> method(String name) {
        List<String> names = new ArrayList<>();
        names.add(InputNames.METHOD + name);
        names.add(null);
        names.add(null);
        return names;
    }

    @ParameterizedTest
    @CsvSource({
        "twice, A plan runs on forward",
        "twic, Did you mean 'twice'?",
    })
    void aPlanOnAnotherMethodIsRefused(String name, String message) throws Exception {
        try (TorchScriptBlock block = open("methods")) {
            NDArray x = manager.ones(new Shape(3, 4));
            NDList inputs = named(new NDList(x, x.duplicate(), x.duplicate()), method(name));
            InterventionBlock opened = new InterventionBlock(block);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> opened.intervene(SWAP, inputs, inputs))
                    .withMessageContaining(message);
        }
    }
}
