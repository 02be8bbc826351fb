/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineCheckTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource
    void theEngineOfTheTestsComputesTheKnownCases(Operator operator) {
        EngineReport report = EngineCheck.of(manager, Set.of(operator));
        assertThat(report.deviations()).as(report.message()).isEmpty();
        assertThat(report.operators()).containsExactly(operator);
    }

    @Test
    void nothingStaysBehind() {
        EngineCheck.of(manager);
        RecurrentCases.of(Operator.LSTM).forEach(known -> known.check(manager, 1e-4));
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    private static KnownCase three(float found) {
        return new KnownCase(
                Operator.LSTM,
                "hidden size 6, batch 3",
                scope -> scope.create(new float[] {1, found, 1, 2}, new Shape(2, 2)),
                new float[] {1, 2});
    }

    @Test
    void aWrongResultIsReportedWithItsShareOfTheLargestValue() {
        List<Deviation> found =
                EngineCheck.Outcome.of(manager, List.of(three(2), three(1.5f))).deviations();
        assertThat(found)
                .containsExactly(new Deviation(Operator.LSTM, "hidden size 6, batch 3", .25));
    }

    @Test
    void aResultThatIsNotFiniteIsWrong() {
        List<Deviation> found =
                EngineCheck.Outcome.of(manager, List.of(three(Float.NaN))).deviations();
        assertThat(found).singleElement().extracting(Deviation::error).isEqualTo(Double.NaN);
    }

    @Test
    void anOperatorThatTheEngineLacksIsNotChecked() {
        KnownCase none =
                new KnownCase(
                        Operator.GRU,
                        "any",
                        scope -> {
                            throw new UnsupportedOperationException("no GRU here");
                        },
                        new float[] {1});
        EngineCheck.Outcome outcome = EngineCheck.Outcome.of(manager, List.of(none));
        assertThat(outcome.isComputed()).isFalse();
        assertThat(outcome.deviations()).isEmpty();
    }

    @Test
    void theMessageHasCaseErrorAndRemedyInOneLine() {
        Deviation wrong = new Deviation(Operator.LSTM, "hidden size 6, batch 3", .41);
        EngineReport report =
                new EngineReport(
                        "PyTorch 2.7.1 on cpu()",
                        Set.of(Operator.LSTM),
                        List.of(wrong, wrong, wrong, wrong),
                        "Set it");
        assertThat(report.message())
                .startsWith("PyTorch 2.7.1 on cpu() computes wrong results on this machine")
                .contains("LSTM, hidden size 6, batch 3: error 0.41", "and 1 more")
                .endsWith("Set it")
                .hasLineCount(1);
        assertThatIllegalStateException()
                .isThrownBy(report::requireRight)
                .withMessage(report.message());
    }
}
