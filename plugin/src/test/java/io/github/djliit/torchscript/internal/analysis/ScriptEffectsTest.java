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

import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What code does besides giving values. */
class ScriptEffectsTest {

    private static final String CLASS =
            """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.M,
                x: Tensor,
                y: Tensor) -> Tensor:
                %s
                return x
            """;

    private static ScriptEffects of(String statement) {
        return ofCode(CLASS.formatted(statement));
    }

    private static ScriptEffects ofCode(String code) {
        return ScriptEffects.of(ScriptProgram.of(Map.of("__torch__.py", code)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = torch.add(torch.relu(x), y)",
                "d = annotate(Dict[str, Tensor], {})\n    torch._set_item(d, \"a\", x)",
                "x = torch.matmul(x, torch.transpose(y, 0, 1))"
            })
    void otherCodeWritesNothing(String statement) {
        assertThat(of(statement).isPure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = torch.relu_(x)",
                "x = torch.matmul(torch.add_(x, 1), y)",
                "x = torch.add(x, y, out=y)",
                "self.x = y"
            })
    void codeThatWritesInPlaceIsNotPure(String statement) {
        assertThat(of(statement).isPure()).isFalse();
    }

    private static final String FUNCTION =
            """
            def relu(input: Tensor,
                inplace: bool=False) -> Tensor:
              if inplace:
                result = torch.relu_(input)
              else:
                result = torch.relu(input)
              return result
            """;

    @Test
    void aBranchThatNobodyAsksForWritesNothing() {
        String call = "x = __torch__.relu(x, False, )";
        assertThat(ofCode(FUNCTION + CLASS.formatted(call)).isPure()).isTrue();
    }

    @Test
    void aBranchThatSomebodyAsksForWrites() {
        String call = "x = __torch__.relu(x, True, )";
        assertThat(ofCode(FUNCTION + CLASS.formatted(call)).isPure()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = torch.dropout(torch.relu(x), 0.1, False)",
                "x = torch.dropout(x, 0., True)",
                "x = torch.scaled_dot_product_attention(torch.relu(x), y, y, None, 0., False)",
                "x = torch.layer_norm(x, [4])"
            })
    void whatIsSwitchedOffDrawsNothing(String statement) {
        assertThat(of(statement).isDeterministic(false)).isTrue();
        assertThat(of(statement).isDeterministic(true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = torch.dropout(torch.relu(x), 0.1, (self).training)",
                "x = torch.alpha_dropout(torch.relu(x), 0.1, (self).training)",
                "x = torch.batch_norm(x, None, None, None, None, (self).training, 0.1, 0.1, True)"
            })
    void inTrainingAloneItIsNotSteady(String statement) {
        assertThat(of(statement).isDeterministic(false)).isTrue();
        assertThat(of(statement).isDeterministic(true)).isFalse();
    }

    /** As traced in training: the argument is there in the code. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = torch.dropout(torch.relu(x), 0.1, True)",
                "x = torch.dropout()",
                "x = torch.rand_like(x)",
                "x = torch.bernoulli(torch.sigmoid(x))",
                "x = torch.scaled_dot_product_attention(torch.relu(x), y, y, None, 0.1, False)",
                "x = torch.scaled_dot_product_attention(x, y, y, dropout_p=0.1)"
            })
    void codeThatDrawsIsNeverSteady(String statement) {
        assertThat(of(statement).isDeterministic(false)).isFalse();
        assertThat(of(statement).isDeterministic(true)).isFalse();
    }

    @Test
    void codeThatIsNotUnderstoodIsNeither() {
        ScriptEffects effects = of("x = (");
        assertThat(effects.isPure()).isFalse();
        assertThat(effects.isDeterministic(true)).isFalse();
    }
}
