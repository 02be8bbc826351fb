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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.djliit.site.Path;
import io.github.djliit.torchscript.Samples;
import io.github.djliit.torchscript.internal.analysis.ModuleTree.Node;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleTreeTest {

    private static final String LAYERS =
            """
            class M(Module):
              a : __torch__.L
              b : __torch__.L
              h : __torch__.H
              def forward(self: __torch__.M,
                x: Tensor) -> Tensor:
            %s
              def attend(self: __torch__.M,
                x: Tensor) -> Tuple[Tensor, int]:
                return (x, 1)
            class H(Module):
              __annotations__["0"] = __torch__.L
            class L(Module):
              w : Tensor
              def forward(self: __torch__.L,
                x: Tensor) -> Tensor:
                return x
              def forward1(self: __torch__.L,
                x: Tensor) -> Tuple[Tensor, Tensor]:
                return (x, x)
            class P(NamedTuple):
              left : Tensor
              n : int
            class C:
              n : int
              def bump(self: __torch__.C) -> int:
                return 1
            class I(ModuleInterface):
              def forward(self: __torch__.I,
                x: Tensor) -> Tensor:
                pass
            def helper(x: Tensor) -> Tensor:
              return x
            """;

    @Test
    void findsModulesByTheirPaths() {
        ModuleTree tree = Samples.tree("stack");

        assertThat(tree.nodes().stream().map(node -> node.path().toString()))
                .startsWith("", "layers", "layers.0", "layers.0.attn", "layers.0.attn.q")
                .contains("layers.1.mlp.2")
                .hasSize(20);
        ScriptClass layer = tree.node(Path.of("layers.0")).type();
        assertThat(layer.simpleName()).isEqualTo("Layer");
        assertThat(tree.placesOf(layer)).hasToString("[layers.0, layers.1]");
    }

    @Test
    void givesEachTracedModuleItsClass() {
        ModuleTree tree = Samples.tree("gpt2");

        assertThat(tree.nodes()).allMatch(node -> tree.placesOf(node.type()).size() == 1);
    }

    @ParameterizedTest
    @MethodSource("io.github.djliit.torchscript.Samples#names")
    void resolvesEveryCallOfTheSamples(String name) {
        ModuleTree tree = Samples.tree(name);

        for (Node node : tree.nodes()) {
            for (String method : node.type().methods().keySet()) {
                assertThat(tree.facts(node.type(), method).unresolved()).isEmpty();
                assertThat(tree.calls(node.path(), method))
                        .allMatch(call -> tree.find(call.target()).isPresent());
            }
        }
    }

    @Test
    void followsCallsFromTheRootToEveryLayer() {
        assertThat(targets(Samples.tree("gpt2"), "model.transformer.h.1", "forward"))
                .containsExactlyInAnyOrder(
                        "model.transformer.h.1.ln_1",
                        "model.transformer.h.1.attn",
                        "model.transformer.h.1.ln_2",
                        "model.transformer.h.1.mlp");
    }

    @ParameterizedTest
    @CsvSource({
        "return (self.a).forward(x), a.forward",
        "return (self.b).forward1(x), b.forward1",
        "'h = self.h; _0 = getattr(h, \"0\"); y = (_0).forward(x)', h.0.forward",
        "'h = self.h; k = h; y = (getattr(k, \"0\")).forward(x)', h.0.forward",
        "'a, b = self.b, self.a; y = (a).forward(x)', b.forward",
        "y = (self).attend(x), .attend",
        "'y = torch.add(x, (self.a).forward((self.b).forward(x)))', a.forward b.forward",
        "'y = {\"k\": [(self.a).forward(x)]}', a.forward",
        "'if x:;  y = (self.a).forward(x);else:;  y = (self.b).forward(x)', a.forward b.forward",
        "'for i in range(2):;  y = (self.a).forward(x)', a.forward",
        "'a = self.a;def f():;  return (a).forward(x);y = fork(f)', a.forward",
        "'c = __torch__.C.__new__(__torch__.C); y = (c).bump()', ''"
    })
    void resolvesCalls(String body, String expected) {
        ModuleTree tree = tree(body);

        MethodFacts facts = facts(tree);

        assertThat(facts.unresolved()).isEmpty();
        assertThat(facts.calls().stream().map(ModuleTreeTest::shown))
                .containsExactlyElementsOf(
                        Stream.of(expected.split(" ")).filter(s -> !s.isEmpty()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "y = (self.nothing).forward(x), has no attribute 'nothing'",
        "y = (q).forward(x), 'q' is assigned nowhere before",
        "y = (self.a).backward(x), its class has no such method",
        "'if x:;  a = self.a;else:;  a = self.b;y = (a).forward(x)', is one thing after one block",
        "'a = self.a;for i in x:;  y = (a).forward(x);  a = self.b', a loop assigns it again",
        "'i = annotate(__torch__.I, x); y = (i).forward(x)', only data.pkl tells"
    })
    void saysWhyACallIsNotResolved(String body, String reason) {
        List<ScriptProblem> unresolved = facts(tree(body)).unresolved();

        assertThat(unresolved).isNotEmpty();
        assertThat(unresolved.get(0).message()).contains("may be of a module").contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'y = torch.matmul(x, x)', y",
        "y = torch.my_own_op(x), y?",
        "'y = torch.add(1, 2)', ''",
        "'y = torch.add(x, 2); n = torch.size(x, 0)', y",
        "'y = torch.eq(1, 2); z = torch.eq(x, 2)', z",
        "y = (self.a).forward(x), y",
        "'y, z, = (self.a).forward1(x)', y z",
        "'y, n, = (self).attend(x)', y",
        "'p = (self).attend(x); y = (p)[0]; n = (p)[1]', y",
        "'y, z, = torch.split(x, 8, 2)', y z",
        "'y, z = torch.max(x, 1)', y z",
        "'y, z = torch.strange(x)', y? z?",
        "y = __torch__.helper(x), y",
        "'f = __torch__.helper; y = f(x)', y",
        "'p = __torch__.P(x, 1); y = p.left; z = (p)[0]; n = p.n', y z",
        "'y = unchecked_cast(Tensor, x)', y",
        "y = uninitialized(Tensor), ''",
        "'y = annotate(List[Tensor], []); z = y[0]', z",
        "'a = self.a; w = a.w', w",
        "'def f():;  return x;u = fork(f); y = torch.wait(u)', y",
        "'if x:;  y = torch.relu(x);else:;  y = x', y y",
        "y = CONSTANTS.c0, y?",
        "'y = x if x else x; n = 3; s = \"a\"', y",
        "self.w = x, ''"
    })
    void namesTensors(String body, String expected) {
        List<String> names =
                facts(tree(body)).values().stream()
                        .map(value -> value.name() + (value.certain() ? "" : "?"))
                        .toList();

        assertThat(String.join(" ", names)).isEqualTo(expected);
    }

    @Test
    void tellsLinesAndBlocks() {
        List<LocalValue> values = facts(tree("y = x;while x:;  z = torch.relu(y)")).values();

        assertThat(values).extracting(LocalValue::line).containsExactly(7, 9);
        assertThat(values).extracting(LocalValue::inBlock).containsExactly(false, true);
        assertThat(values.get(1).range().text()).isEqualTo("z");
        assertThat(values.get(1).statement().range().text()).isEqualTo("z = torch.relu(y)");
    }

    @Test
    void namesTheNearestPathsAndMethods() {
        ModuleTree tree = Samples.tree("stack");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.node(Path.of("layers.0.atn")))
                .withMessageStartingWith("No module has the path 'layers.0.atn'.")
                .withMessageContaining("'layers.0.attn'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.facts(tree.nodes().get(0).type(), "foward"))
                .withMessageContaining("Did you mean 'forward'?");
    }

    @Test
    void listsAttributesThatAreInterfaces() {
        String code =
                LAYERS.formatted("    return x").replace("h : __torch__.H", "h : __torch__.I");

        ModuleTree tree =
                ModuleTree.of(ScriptProgram.of(Map.of("__torch__.py", code)), "__torch__.M");

        assertThat(tree.unresolved()).hasSize(1);
        assertThat(tree.unresolved().get(0).message()).contains("interface '__torch__.I'");
    }

    @ParameterizedTest
    @CsvSource({"__torch__.N, no file has it", "__torch__.C, it is no Module"})
    void refusesARootThatIsNoModule(String root, String why) {
        ScriptProgram program =
                ScriptProgram.of(Map.of("__torch__.py", LAYERS.formatted("    return x")));

        assertThatExceptionOfType(ScriptFormatException.class)
                .isThrownBy(() -> ModuleTree.of(program, root))
                .withMessageContaining(why);
    }

    @Test
    void refusesModulesWithoutEnd() {
        String loop = "class M(Module):\n  a : __torch__.M\n";
        String doubling = "class M(Module):\n  a : __torch__.M\n  b : __torch__.M\n";

        for (String code : List.of(loop, doubling)) {
            ScriptProgram program = ScriptProgram.of(Map.of("__torch__.py", code));
            assertThatExceptionOfType(ScriptFormatException.class)
                    .isThrownBy(() -> ModuleTree.of(program, "__torch__.M"))
                    .withMessageContaining("seems to hold itself");
        }
    }

    private static List<String> targets(ModuleTree tree, String path, String method) {
        return tree.calls(Path.of(path), method).stream()
                .map(call -> call.target().toString())
                .toList();
    }

    private static String shown(ModuleCall call) {
        return String.join(".", call.target()) + "." + call.method().name();
    }

    /** A tree of which the root's {@code forward} has these lines, with semicolons between. */
    private static ModuleTree tree(String body) {
        String lines = "    " + body.replace(";", "\n    ");
        String tidy = lines.replaceAll("\n     (?=\\S)", "\n    ");
        ScriptProgram program = ScriptProgram.of(Map.of("__torch__.py", LAYERS.formatted(tidy)));
        assertThat(program.problems()).isEmpty();
        return ModuleTree.of(program, "__torch__.M");
    }

    private static MethodFacts facts(ModuleTree tree) {
        return tree.facts(tree.nodes().get(0).type(), "forward");
    }
}
