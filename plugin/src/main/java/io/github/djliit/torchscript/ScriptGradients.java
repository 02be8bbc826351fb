/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.network.CompiledNetwork.Mode;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import io.github.djliit.torchscript.internal.rewrite.TrainingFlag;
import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import java.util.Optional;

/** Whether a gradient can pass through code, and is then that of PyTorch. */
final class ScriptGradients {

    private final TrainingFlag flag;

    /** An operator that the engine has no derivative of. */
    private final Optional<String> withoutDerivative;

    ScriptGradients(ScriptSites sites) {
        flag = new TrainingFlag(sites.tree());
        withoutDerivative = sites.effects().withoutDerivative();
    }

    TrainingFlag flag() {
        return flag;
    }

    /**
     * Checks that a pass can be recorded for a backward pass.
     *
     * @throws IllegalArgumentException if it cannot, with the reason and the remedy
     */
    void check(Mode mode) {
        if (!mode.isRecorded()) {
            return;
        }
        withoutDerivative.ifPresent(
                operator -> {
                    throw new IllegalArgumentException(
                            "The model calls %s, of which the engine has no derivative, so that a"
                                            .formatted(operator)
                                    + " gradient would be lost there: take the model as it was"
                                    + " before it was quantised");
                });
        if (mode == Mode.GRADIENT) {
            flag.problem().ifPresent(ScriptGradients::refuse);
        }
    }

    private static void refuse(ScriptProblem problem) {
        throw new IllegalArgumentException(
                "The model has layers that run otherwise in training, as a dropout, and not all of"
                        + " its code is understood, so that they cannot be told to run as for"
                        + " prediction while a gradient is taken: %s. Export it traced:"
                                .formatted(problem)
                        + " torch.jit.trace(model.eval(), example)");
    }
}
