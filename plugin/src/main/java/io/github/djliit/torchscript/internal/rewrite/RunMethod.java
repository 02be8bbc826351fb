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
import io.github.djliit.torchscript.internal.syntax.ScriptType;

/** The method by which Java runs a model with hooks, as text of TorchScript. */
final class RunMethod {

    private RunMethod() {}

    /** Returns the method beside a forward: hooks first, then what the forward takes. */
    static String of(ScriptFunction forward) {
        String self = forward.parameters().get(0).range().text();
        String returns = forward.returns().orElse(ScriptType.TENSOR).toString();
        return ("  def " + HookNames.RUN + "(" + self + ",\n    iit_h: Dict[str, Tensor]")
                + (HookNames.parameters(forward) + ") -> Tuple[" + returns)
                + ", Dict[str, Tensor]]:\n"
                + "    iit_c = annotate(Dict[str, Tensor], {})\n"
                + "    iit_k = annotate(Dict[str, Tensor], {})\n"
                + "    iit_n = annotate(Dict[str, int], {})\n"
                + ("    iit_r = " + HookNames.self(forward) + "." + HookNames.twin("forward") + "(")
                + (HookNames.DICTS + "\"\", " + HookNames.given(forward) + ")\n")
                + "    return (iit_r, iit_c)";
    }
}
