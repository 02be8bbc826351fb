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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptProblemsTest {

    private static final int SIZE = Boolean.getBoolean("iit.long") ? 4 << 20 : 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "y = lambda a: b, 'expected an expression, found ''lambda'''",
        "y = [a for a in b], 'expected '']'', found ''for'''",
        "try: x, 'expected an expression, found ''try'''",
        "y = $, no token starts with this character",
        "y = \"abc, a string is not closed on its line",
        "y = (a, a bracket is not closed before the next definition",
        "f(x) = y, 'expected a name, an attribute or an element left of ''='''",
        "y : 3 = x, expected a type such as Tensor or List[int]",
        "y = a b, 'expected the end of the line, found ''b'''",
        "y =, 'expected an expression, found the end of the line'"
    })
    void tellsWhatIsWrongWithAMethodAndKeepsTheOthers(String line, String message) {
        String text =
                "class M(Module):\n  def f(self):\n    "
                        + line
                        + "\n  def g(self, x):\n    return x\ndef h(x):\n  return x\n";

        ScriptFile file = ScriptFile.parse("__torch__.py", text);

        ScriptFunction bad = file.classes().get(0).methods().get("f");
        assertThat(bad.problem().orElseThrow().message()).contains(message);
        assertThat(file.classes().get(0).methods().get("g").problem()).isEmpty();
        assertThat(file.functions()).extracting(ScriptFunction::name).containsExactly("h");
        assertThat(file.problems()).isEmpty();
    }

    @Test
    void tellsThePlace() {
        ScriptProblem problem = Samples.method("y = 1", "z = lambda").problem().orElseThrow();

        assertThat(problem).hasToString("__torch__.py:5:9: expected an expression, found 'lambda'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x = 3", "class X(:", "def", "class X:\n  3 : int\n  a : int"})
    void goesOnBehindWhatIsWrongOutsideOfMethods(String wrong) {
        String text = wrong + "\ndef h(x):\n  return x\n";

        ScriptProgram program = ScriptProgram.of(Map.of("__torch__.py", text));

        assertThat(program.problems()).isNotEmpty();
        assertThat(program.functions()).containsKey("__torch__.h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{", "-", "not ", "a(", "a[", "a if ", "{a: ", "a ** "})
    void refusesDeepNesting(String open) {
        assertThat(Samples.method("y = " + open.repeat(3000) + "x").problem()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {".a", "(x)", "[0]", " + x", " and x", " if x else x"})
    void refusesHighTrees(String part) {
        assertThat(Samples.method("y = x" + part.repeat(3000)).problem()).isPresent();
    }

    @Test
    void refusesDeepBlocks() {
        StringBuilder text = new StringBuilder("def f(x):\n");
        for (int depth = 1; depth < 500; depth++) {
            text.append(" ".repeat(depth)).append("if x:\n");
        }
        text.append(" ".repeat(500)).append("pass\ndef g(x):\n  return x\n");

        ScriptFile file = ScriptFile.parse("__torch__.py", text.toString());

        assertThat(file.functions().get(0).problem()).isPresent();
        assertThat(file.functions()).extracting(ScriptFunction::name).contains("g");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "{",
                "()",
                "[],",
                "((",
                "a.",
                "a(",
                "-",
                "\"",
                "\n",
                "def\n",
                "class\n",
                "x\n",
                "  x\n",
                "?",
                "?\n",
                "class X:\n",
                "def f(x):\n",
                "(\ndef ",
                "1",
                "a=",
                "if x:\n ",
                "#",
                "\\"
            })
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void judgesMegabytes(String part) {
        String text = "def f(x):\n  y = " + part.repeat(SIZE / part.length());

        ScriptFile file = ScriptFile.parse("__torch__.py", text);

        assertThat(file.functions()).isNotEmpty();
    }
}
