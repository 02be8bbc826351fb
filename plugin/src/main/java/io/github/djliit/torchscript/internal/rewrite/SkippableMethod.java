/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.StringLiterals;

/**
 * The method that runs the twin of a forward unless something stands for what it gives, as text.
 */
final class SkippableMethod {

    /** The place that is hooked. */
    static final String OUTPUT = ":output0";

    private SkippableMethod() {}

    /** Returns the method beside a forward that returns one tensor. */
    static String of(ScriptFunction forward, boolean edits) {
        String self = forward.parameters().get(0).range().text();
        String key = "torch.add(iit_p, " + StringLiterals.quote(HookNames.SPARED) + ")";
        return ("  def " + HookNames.skippable(forward.name()) + "(" + self + ",\n    ")
                + (HookNames.PARAMETERS + HookNames.parameters(forward) + ") -> Tensor:\n")
                + ("    if torch.__contains__(iit_h, " + key + "):\n")
                + ("      iit_r = "
                        + HookNames.call(forward, "iit_h[" + key + "]", OUTPUT, edits)
                        + "\n")
                + "    else:\n"
                + ("      iit_r = "
                        + HookNames.self(forward)
                        + "."
                        + HookNames.twin(forward.name())
                        + "(")
                + (HookNames.DICTS + "iit_p, " + HookNames.given(forward) + ")\n")
                + "    return iit_r";
    }
}
