/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import java.util.List;

/** The method by which Java runs a model with hooks, as text of TorchScript. */
final class RunMethod {

    private RunMethod() {}

    /** Returns the method beside a forward: hooks first, then what the forward takes. */
    static String of(ScriptFunction forward) {
        List<Parameter> parameters = forward.parameters();
        StringBuilder text = new StringBuilder("  def " + HookNames.RUN + "(");
        text.append(parameters.get(0).range().text()).append(",\n    iit_h: Dict[str, Tensor]");
        StringBuilder given = new StringBuilder();
        for (Parameter parameter : parameters.subList(1, parameters.size())) {
            text.append(",\n    ").append(parameter.range().text());
            given.append(parameter.name()).append(", ");
        }
        String returns = forward.returns().orElse(ScriptType.TENSOR).toString();
        return text.append(") -> Tuple[" + returns + ", Dict[str, Tensor]]:\n")
                .append("    iit_c = annotate(Dict[str, Tensor], {})\n")
                .append("    iit_k = annotate(Dict[str, Tensor], {})\n")
                .append("    iit_n = annotate(Dict[str, int], {})\n")
                .append("    iit_r = (self).")
                .append(HookNames.twin("forward"))
                .append("(iit_h, iit_c, iit_k, iit_n, \"\", " + given + ")\n")
                .append("    return (iit_r, iit_c)")
                .toString();
    }
}
