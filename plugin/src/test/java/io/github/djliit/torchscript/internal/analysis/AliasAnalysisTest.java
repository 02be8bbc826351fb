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
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.djliit.site.Path;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.archive.SharedModules;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasAnalysisTest {

    /** What doubles sixty times does not end in it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String CODE =
            """
            class M(Module):
              a : __torch__.A
              def forward(self: __torch__.M,
                x: Tensor) -> Tensor:
                a = self.a
                y, z, = (a).forward(x, )
            %s
            class A(Module):
              def forward(self: __torch__.A,
                x: Tensor) -> Tuple[Tensor, Tensor]:
            %s
            """;

    private static Map<Integer, InputAlias> escaped(String body, String after, boolean traced) {
        String code =
                CODE.formatted(
                        "    " + after.replace("; ", "\n    "),
                        "    " + body.replace("; ", "\n    "));
        return escaped(code, traced);
    }

    private static Map<Integer, InputAlias> escaped(String code, boolean traced) {
        ScriptProgram program = ScriptProgram.of(Map.of("__torch__.py", code));
        assertThat(program.problems()).isEmpty();
        ScriptSites sites =
                new ScriptSites(
                        ModuleTree.of(program, "__torch__.M"), traced, SharedModules.none());
        return sites.escaped().of(new MethodPlace(Path.of("a"), "forward"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    return (torch.relu(x), torch.to(x, 6))                    | torch.to(v, 6)
                    h = torch.to(x, 6); return (torch.relu(h), h)             | torch.to(v, 6)
                    h = torch.contiguous(torch.to(x, 6)); return (torch.abs(h), h) | torch.contiguous(torch.to(v, 6))
                    h = torch.dropout(x, 0.1, False); return (torch.relu(h), h) | torch.dropout(v, 0.1, False)
                    h = torch.relu_(x); g = torch.to(h, 6); return (torch.abs(g), g) | v
                    h = torch.to(x, 6); g = torch.add_(h, 1); return (torch.abs(g), g) | torch.to(v, 6)
                    """)
    void whatGivesBackItsInputIsToldByItsCode(String body, String code) {
        assertThat(escaped(body, "return torch.add(y, z)", true))
                .containsOnlyKeys(1)
                .extractingByKey(1)
                .extracting(same -> same.code("v"))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    return (torch.relu(x), torch.abs(x))
                    return (torch.relu(x), torch.dropout(x, 0.1, True))
                    h = torch.to(x, 6); return (torch.contiguous(h), h)
                    """)
    void aResultIsNoInput(String body) {
        assertThat(escaped(body, "return torch.add(y, z)", true)).isEmpty();
    }

    @Test
    void aTensorThatIsUsedByItsOwnNameAfterwardsIsAnother() {
        String body = "return (torch.relu(x), torch.to(x, 6))";
        assertThat(escaped(body, "return torch.add(torch.add(y, z), x)", true)).isEmpty();
    }

    @Test
    void scriptedCodeReturnsWhatItsAuthorWrote() {
        String body = "return (torch.relu(x), torch.to(x, 6))";
        assertThat(escaped(body, "return torch.add(y, z)", false)).isEmpty();
    }

    /** Modules of which each calls the next, and returns the same. */
    private static String nested(String call, String returned, int depth) {
        String twice = "    b = self.b\n    y = (b).forward(x, )\n    z = " + call + "\n";
        StringBuilder code = new StringBuilder();
        code.append(
                CODE.formatted(
                        "    return torch.add(y, z)", twice + "    return (torch.relu(x), z)"));
        code.insert(code.lastIndexOf("  def forward"), "  b : __torch__.B0\n");
        for (int i = 0; i < depth; i++) {
            code.append("class B%s(Module):\n  b : __torch__.B%s\n".formatted(i, i + 1));
            code.append("  def forward(self: __torch__.B%s,\n    x: Tensor)".formatted(i));
            code.append(" -> Tensor:\n").append(twice).append("    return " + returned + "\n");
        }
        code.append("class B%s(Module):\n".formatted(depth));
        code.append("  def forward(self: __torch__.B%s,\n".formatted(depth));
        return code.append("    x: Tensor) -> Tensor:\n    return torch.to(x, 6)\n").toString();
    }

    @Test
    void codeThatDoublesAtEachModuleEnds() {
        String code = nested("(b).forward(y, )", "z", 60);
        Map<Integer, InputAlias> found =
                assertTimeoutPreemptively(PATIENCE, () -> escaped(code, true));
        assertThat(found.get(1).problem()).hasValue("its code is too long");
    }

    @Test
    void tuplesThatDoubleAtEachModuleEnd() {
        String code = nested("y", "(y, y)", 60);
        assertThat(assertTimeoutPreemptively(PATIENCE, () -> escaped(code, true))).isEmpty();
    }

    @Test
    void codeThatIsTooLongIsAProblem() {
        String body = "h = x; " + "h = torch.to(h, 6); ".repeat(300) + "return (torch.relu(h), h)";
        assertThat(escaped(body, "return torch.add(y, z)", true).get(1).problem())
                .hasValue("its code is too long");
    }
}
