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

/**
 * The method that runs the twin of a forward unless something stands for what it gives, as text.
 */
final class SparedMethod {

    private SparedMethod() {}

    /** Returns the method beside a forward that returns one tensor. */
    static String of(ScriptFunction forward) {
        List<Parameter> parameters = forward.parameters();
        StringBuilder text = new StringBuilder("  def ");
        text.append(HookNames.spared(forward.name())).append('(');
        text.append(parameters.get(0).range().text())
                .append(",\n    ")
                .append(HookNames.PARAMETERS);
        StringBuilder given = new StringBuilder();
        for (Parameter parameter : parameters.subList(1, parameters.size())) {
            text.append(",\n    ").append(parameter.range().text());
            given.append(parameter.name()).append(", ");
        }
        String key = "torch.add(iit_p, " + HookNames.quote(HookNames.SPARED) + ")";
        return text.append(") -> Tensor:\n")
                .append("    if torch.__contains__(iit_h, " + key + "):\n")
                .append("      iit_r = " + HookNames.call("iit_h[" + key + "]", ":output0") + "\n")
                .append("    else:\n")
                .append("      iit_r = (self).")
                .append(HookNames.twin(forward.name()))
                .append("(" + HookNames.DICTS + "iit_p, " + given + ")\n")
                .append("    return iit_r")
                .toString();
    }
}
