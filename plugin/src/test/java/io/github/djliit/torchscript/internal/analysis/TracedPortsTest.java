/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.archive.SharedModules;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tensors of a traced module are its own, by code written by hand. */
class TracedPortsTest {

    private static final String CODE =
            """
            class M(Module):
              __parameters__ = []
              a : __torch__.A
              e : __torch__.E
              def forward(self: __torch__.M,
                x: Tensor,
                mask: Tensor) -> Tensor:
                a = self.a
                e = self.e
                weight = e.weight
                h = (e).forward(x, )
                n = ops.prim.NumToTensor(torch.size(x, 1))
                s = torch.arange(annotate(number, n), dtype=None)
                z = torch.zeros([2, 3])
            %s
            class E(Module):
              __parameters__ = ["weight", ]
              weight : Tensor
              def forward(self: __torch__.E,
                x: Tensor) -> Tensor:
                weight = self.weight
                return torch.embedding(weight, x)
            class A(Module):
              __parameters__ = []
              e : __torch__.E
              def forward(self: __torch__.A,
                p: Tensor%s) -> %s:
            %s
            """;

    private static ScriptSites sites(String caller, String parameters, String type, String body) {
        return sites("__torch__", caller, parameters, type, body);
    }

    private static ScriptSites sites(
            String library, String caller, String parameters, String type, String body) {
        String code =
                CODE.formatted(
                        "    " + caller.replace("; ", "\n    "),
                        parameters,
                        type,
                        "    " + body.replace("; ", "\n    "));
        String path = library.replace('.', '/') + ".py";
        ScriptProgram program =
                ScriptProgram.of(Map.of(path, code.replace("__torch__.", library + ".")));
        assertThat(program.problems()).isEmpty();
        return new ScriptSites(ModuleTree.of(program, library + ".M"), true, SharedModules.none());
    }

    private static ScriptSites taking(String arguments) {
        return sites(
                "y = (a).forward(" + arguments + ", ); return y",
                ",\n    q: Tensor",
                "Tensor",
                "return torch.add(p, q)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h, mask              | a:input0", // an activation and a mask
                "torch.gt(mask, 0), h | a:input1", // the mask is used first
                "weight, h            | a:input1", // a tied weight
                "n, h                 | a:input1", // a size
                "h, torch.arange(4)   | a:input0", // positions
                "weight, mask         | a:input1", // an input of the model and a weight
            })
    void theInputIsTheOnlyActivation(String arguments, String found) {
        assertThat(taking(arguments).resolve(Site.of("a:input"))).hasToString(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h, torch.relu(h) | several tensors", // two activations
                "x, mask          | several tensors", // two inputs of the model
                "z, h             | several tensors", // zeros may be a state to start with
                "weight, n        | weights and numbers only",
            })
    void anInputAmongSeveralIsInDoubt(String arguments, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> taking(arguments).resolve(Site.of("a:input")))
                .withMessageContaining("first argument is not known")
                .withMessageContaining(reason)
                .withMessageContaining("'input0', 'input1'");
    }

    private static ScriptSites giving(String library, String caller, String body) {
        String calls = "y, v, = (a).forward(h, ); " + caller;
        return sites(library, calls, "", "Tuple[Tensor, Tensor]", body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // results of one operator, the second used first
                "return torch.add(v, y) | r, i, = torch.max(p, 1); return (i, r) | a:output1",
                // computed apart, in order
                "return torch.add(v, y) | r = torch.relu(p); t = torch.tanh(p); return (r, t)"
                        + " | a:output0",
                // a cache is handed on to the results of the model
                "return (y, v) | r = torch.relu(p); t = torch.tanh(r); return (t, r) | a:output0",
                // the input as the module made it
                "return torch.add(v, y) | r = torch.to(p, 6); t = torch.tanh(r); return (r, t)"
                        + " | a:output1",
            })
    void theOutputOfALibraryIsWhatTheModuleReturnsFirst(String caller, String body, String found) {
        ScriptSites sites = giving("__torch__.timm.layers", caller, body);
        assertThat(sites.resolve(Site.of("a"))).hasToString(found);
    }

    /** Somebody's module may return them in any order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "r, i, = torch.max(p, 1); return (i, r)",
                "r = torch.relu(p); t = torch.tanh(p); return (r, t)",
                "r = torch.relu(p); t = torch.tanh(r); return (t, r)",
                "r, t = torch.chunk(p, 2, -1); return (r, t)",
            })
    void anOutputAmongSeveralOfSomebodysModuleIsInDoubt(String body) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> giving("__torch__", "return (y, v)", body).resolve(Site.of("a")))
                .withMessageContaining("first result is not known")
                .withMessageContaining("'output0', 'output1'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"torch.to(p, 6)", "torch.sum_to_size(p, [2])", "torch.to_dense(p)"})
    void whatIsTheInputBesideAResultIsNotTheOutput(String input) {
        String body = "r = " + input + "; t = torch.tanh(r); return (r, t)";
        ScriptSites sites = giving("__torch__", "return torch.add(v, y)", body);
        assertThat(sites.resolve(Site.of("a"))).hasToString("a:output1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r, s, = torch.broadcast_tensors([p, torch.tanh(p)])",
                "r = torch.unheard_of(p)",
                "r = ops.somebodys.identity(p)",
            })
    void whatMayBeTheInputLeavesTheOutputInDoubt(String made) {
        ScriptSites sites =
                giving(
                        "__torch__.timm.layers",
                        "return torch.add(v, y)",
                        made + "; t = torch.tanh(r); return (r, t)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sites.resolve(Site.of("a")))
                .withMessageContaining("may be its own input");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sites.checkEdit(Site.of("a:input0")))
                .withMessageContaining("may give it back beside its result");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.dropout(p, 0.1, False)",
                "torch.dropout(p, 0., True)",
                "torch.feature_alpha_dropout(p, 0.1, False)",
                "torch.unheard_of(p)",
                "ops.somebodys.identity(p)",
            })
    void whatMayBeTheInputAloneIsNotEditedWhereItIsUsedTwice(String given) {
        ScriptSites sites =
                sites(
                        "y = (a).forward(h, ); return torch.add(y, torch.tanh(y))",
                        "",
                        "Tensor",
                        "return " + given);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sites.checkEdit(Site.of("a")))
                .withMessageContaining("gives back the tensor that it gets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.dropout(p, 0.1, True)",
                "torch.view(p, [-1])",
                "torch.relu(p)",
                "torch.type_as(torch.relu(p), p)",
                "torch.add_(torch.relu(p), p)",
            })
    void anotherTensorIsEdited(String given) {
        ScriptSites sites =
                sites(
                        "y = (a).forward(h, ); return torch.add(y, torch.tanh(y))",
                        "",
                        "Tensor",
                        "return " + given);
        assertThatNoException().isThrownBy(() -> sites.checkEdit(Site.of("a")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // computed apart, in another order than returned
                "return torch.add(v, y) | r = torch.relu(p); t = torch.tanh(p); return (t, r)",
                // one of the other, both used: a state and what is made of it
                "return torch.add(v, y) | r = torch.relu(p); t = torch.tanh(r); return (t, r)",
            })
    void anOutputAmongSeveralIsInDoubt(String caller, String body) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> giving("__torch__.timm.layers", caller, body).resolve(Site.of("a")))
                .withMessageContaining("first result is not known")
                .withMessageContaining("'output0', 'output1'");
    }

    @Test
    void whatIsListedIsFound() {
        ScriptSites sites =
                giving("__torch__", "return torch.add(v, y)", "r = torch.relu(p); return (r, p)");
        assertThat(sites.list()).isNotEmpty().allSatisfy(sites::resolve);
    }
}
