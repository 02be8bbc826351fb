/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.torchscript.Samples;
import io.github.djliit.torchscript.internal.syntax.Expression.Call;
import io.github.djliit.torchscript.internal.syntax.Expression.SequenceKind;
import io.github.djliit.torchscript.internal.syntax.Statement.Assign;
import io.github.djliit.torchscript.internal.syntax.Statement.SimpleKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptParserTest {

    @ParameterizedTest
    @MethodSource("io.github.djliit.torchscript.Samples#names")
    void parsesAllThatPyTorchPrints(String name) {
        ScriptProgram program = ScriptProgram.of(Samples.archive(name).code());

        assertThat(program.problems()).isEmpty();
        assertThat(program.classes()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.github.djliit.torchscript.Samples#names")
    void leavesNoCharacterOfABodyOutsideItsStatements(String name) {
        ScriptProgram program = ScriptProgram.of(Samples.archive(name).code());

        program.allFunctions().forEach(function -> assertCovered(function.body()));
    }

    private static void assertCovered(Suite body) {
        int done = body.range().start();
        for (Statement statement : body.statements()) {
            int next = statement.range().start();
            assertThat(new SourceRange(body.range().file(), done, next).text()).isBlank();
            done = statement.range().end();
        }
        assertThat(done).isEqualTo(body.range().end());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(self.encoder).forward(x, )",
                "getattr(self, \"0\")",
                "torch.add(a, b, alpha=1)",
                "__torch__.foo.func(x)",
                "ops.prim.NumToTensor(torch.size(x, 0))",
                "annotate(List[Optional[Tensor]], [])",
                "CONSTANTS.c0",
                "{\"w\": w, \"v\": [1, 2.5e-05, -3]}",
                "(x,)",
                "()",
                "xs[0:1, ..., -1]",
                "xs[:, 1:]",
                "a if b else c",
                "not a or b and c",
                "a is not None",
                "a not in b",
                "-x ** 2 // 3 % 4",
                "~a & b | c ^ d << 1",
                "0x1f",
                "3.j"
            })
    void parsesExpressionsAndKeepsTheirRange(String text) {
        ScriptFunction method = Samples.method("y = " + text);

        assertThat(method.problem()).isEmpty();
        Assign assign = (Assign) method.body().statements().get(0);
        assertThat(assign.value().range().text()).isEqualTo(text);
        assertThat(assign.range().text()).isEqualTo("y = " + text);
        assertThat(assign.range().line()).isEqualTo(4);
        assertThat(assign.range().column()).isEqualTo(5);
        assertThat(assign.range()).hasToString("__torch__.py:4:5");
    }

    @Test
    void keepsTheRangesOfACall() {
        Call call = (Call) value("torch.f((a), alpha=b, )");

        assertThat(call.callee().dotted()).contains("torch.f");
        assertThat(call.argumentsRange().text()).isEqualTo("((a), alpha=b, )");
        assertThat(call.hasTrailingComma()).isTrue();
        assertThat(call.arguments().get(0).value().range().text()).isEqualTo("a");
        assertThat(call.arguments().get(1).range().text()).isEqualTo("alpha=b");
        assertThat(call.arguments().get(1).keyword()).contains("alpha");
    }

    @ParameterizedTest
    @CsvSource({
        "y = f(x), 1, false, =",
        "'a, = f(x)', 1, true, =",
        "'a, b, = f(x)', 2, true, =",
        "'a, b = c, d', 2, true, =",
        "self.n = x, 1, false, =",
        "xs[0] = x, 1, false, =",
        "y += x, 1, false, +=",
        "y : Tensor = x, 1, false, ="
    })
    void parsesAssignments(String text, int targets, boolean unpacks, String operator) {
        Assign assign = (Assign) Samples.method(text).body().statements().get(0);

        assertThat(assign.targets()).hasSize(targets);
        assertThat(assign.unpacks()).isEqualTo(unpacks);
        assertThat(assign.operator()).isEqualTo(operator);
    }

    @Test
    void parsesBareTuples() {
        assertThat(value("c, d"))
                .isInstanceOfSatisfying(
                        Expression.Sequence.class,
                        s -> assertThat(s.kind()).isEqualTo(SequenceKind.BARE_TUPLE));
    }

    @ParameterizedTest
    @CsvSource({"pass, PASS", "break, BREAK", "continue, CONTINUE", "'assert a, \"b\"', ASSERT"})
    void parsesWords(String text, SimpleKind kind) {
        assertThat(Samples.method(text).body().statements().get(0))
                .isInstanceOfSatisfying(
                        Statement.Simple.class, s -> assertThat(s.kind()).isEqualTo(kind));
    }

    @Test
    void parsesBlocks() {
        ScriptFunction method =
                Samples.method(
                        "if a:",
                        "  b = 1",
                        "elif c:",
                        "  pass",
                        "else:",
                        "  with d as e, f:",
                        "    raise E(\"x\")",
                        "for i, j in range(3):",
                        "  while g:",
                        "    def __fork():",
                        "      return h",
                        "return x");

        assertThat(method.problem()).isEmpty();
        List<Statement> statements = method.body().statements();
        assertThat(statements).hasSize(3);
        assertThat(((Statement.If) statements.get(0)).otherwise()).isPresent();
        assertThat(((Statement.For) statements.get(1)).targets()).hasSize(2);
        assertThat(statements.get(1).blocks().get(0).indentation()).isEqualTo("      ");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"a\\n\\t\\\\\\\"\"', 'a\n\t\\\"'",
        "'\"\\303\\251\"', \u00e9",
        "'\"\\xe2\\x82\\xac\"', \u20ac",
        "'\"\u00e9\\q\"', \u00e9\\q",
        "'\"#(\"', #("
    })
    void readsStrings(String written, String meant) {
        assertThat(((Expression.Literal) value(written)).value()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tensor",
                "Optional[Tensor]",
                "Tuple[Tensor, List[Dict[str, int]]]",
                "Tuple[()]",
                "__torch__.a.___torch_mangle_12.B"
            })
    void readsTypesAndPrintsThem(String type) {
        String text = "def f(x: " + type + "=None) -> " + type + ":\n  return x\n";

        ScriptFunction function = ScriptFile.parse("__torch__.py", text).functions().get(0);

        assertThat(function.returns().orElseThrow()).hasToString(type);
        assertThat(function.returnsRange().text()).isEqualTo(type);
        FormalParameter parameter = function.parameters().get(0);
        assertThat(parameter.range().text()).isEqualTo("x: " + type + "=None");
        assertThat(parameter.type().orElseThrow()).hasToString(type);
    }

    @Test
    void parsesClasses() {
        ScriptClass type = ScriptFile.parse("__torch__/a/b.py", CLASS).classes().get(0);

        assertThat(type.qualifiedName()).isEqualTo("__torch__.a.b.X");
        assertThat(type.simpleName()).isEqualTo("X");
        assertThat(type.isModule()).isTrue();
        assertThat(type.lists().get("__parameters__")).containsExactly("w", "0.b");
        assertThat(type.attributes().keySet()).containsExactly("w", "0", "n");
        assertThat(type.attributes().get("n").isFinal()).isTrue();
        assertThat(type.attributes().get("n").type().orElseThrow()).hasToString("Tuple[int]");
        assertThat(type.methods().keySet()).containsExactly("f", "g");
        assertThat(type.problems()).isEmpty();
    }

    private static final String CLASS =
            """
            import __torch__.c
            class X(Module):
              __parameters__ = ["w", "0.b", ]
              __annotations__ = []
              w : Tensor
              __annotations__["0"] = __torch__.Y
              n : Final[Tuple[int]] = (4,)
              def f(self: __torch__.a.b.X) -> NoneType:
                # type: (X) -> None
                return None
              def g(self):
                return
            class Empty:
            class E(Enum):
              A = 1
            """;

    @Test
    void parsesWhatElseAFileHolds() {
        ScriptFile file = ScriptFile.parse("__torch__/a/b.py", "op_version_set = 1\n" + CLASS);

        assertThat(file.problems()).isEmpty();
        assertThat(file.imports()).containsExactly("__torch__.c");
        assertThat(file.comments())
                .extracting(SourceRange::text)
                .containsExactly("# type: (X) -> None");
        assertThat(file.classes())
                .extracting(ScriptClass::simpleName)
                .containsExactly("X", "Empty", "E");
        assertThat(file.classes().get(2).attributes().get("A").value()).isPresent();
    }

    private static Expression value(String text) {
        ScriptFunction method = Samples.method("y = " + text);
        assertThat(method.problem()).isEmpty();
        return ((Assign) method.body().statements().get(0)).value();
    }
}
