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

import ai.djl.Device;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which code may leave something behind in its module, and which does not. */
class StateWritesTest {

    /** Looks at a method, its statements apart by semicolons. */
    private static boolean mayHappen(String body) {
        String code =
                "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
                        + "  cache : Tensor\n  calls : int\n  kept : List[Tensor]\n"
                        + "  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n"
                        + Arrays.stream(body.split("; "))
                                .map(line -> "    " + line + "\n")
                                .collect(Collectors.joining());
        ScriptProgram program = ScriptProgram.of(Map.of("__torch__.py", code));
        assertThat(program.problems()).isEmpty();
        assertThat(program.classes()).hasSize(1);
        return StateWrites.of(program).mayHappen();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls = self.calls; self.calls = torch.add(calls, 1); return x",
                "cache = self.cache; _0 = torch.add_(cache, 1); return x",
                "_0 = torch.add_(self.cache, 1); return x",
                "_0 = torch.slice(self.cache, 0, 0, 2); _1 = torch.copy_(_0, x); return x",
                "c = self.cache; _0 = torch.select(torch.t(c), 0, 1); _1 = torch.zero_(_0); return x",
                "kept = self.kept; _0 = torch.append(kept, x); return x",
                "kept = self.kept; _0 = kept[0]; _1 = torch.relu_(_0); return x",
                "_0 = torch.add(x, 1, out=self.cache); return x",
                "_0 = (self.child).forward(self.cache, ); _1 = torch.relu_(x); return _0",
                "_0 = torch.batch_norm(x, None, None, None, None, True, 0.1, 1e-05, True); return _0",
            })
    void isWritten(String body) {
        assertThat(mayHappen(body)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return torch.relu(x)",
                "_0 = torch.linear(x, self.cache); _1 = torch.relu_(_0); return _1",
                "_0 = (self.child).forward(x, ); _1 = torch.add_(_0, x); return _1",
                "kept = annotate(List[Tensor], []); _0 = torch.append(kept, x); return x",
                "_0 = (self.child).forward(self.cache, ); return torch.add(_0, x)",
                "_0 = torch.batch_norm(x, None, None, None, None, False, 0.1, 1e-05, True); return _0",
            })
    void isNotWritten(String body) {
        assertThat(mayHappen(body)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gpt2", "llama", "bert", "vit", "cnn", "mlp", "lstm", "scripted", "dict_in"})
    void modelsThatKeepNothingMayRunAgain(String name) throws Exception {
        try (TorchScriptBlock block =
                TorchScriptBlock.open(TorchScriptFile.of(name), Device.cpu(), false)) {
            assertThat(block.isRepeatable()).isTrue();
        }
    }
}
