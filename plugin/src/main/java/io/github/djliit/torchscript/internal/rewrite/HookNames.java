/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.StringLiterals;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which rewritten code and Java speak of hooks.
 *
 * <p>A hook's key is the path of its module, a dot behind it but for the root, and its port or
 * value: {@code layers.0.:output0}, {@code layers.0.@scores}.
 */
public final class HookNames {

    /** In front of all that rewriting adds. */
    public static final String PREFIX = "iit_";

    /**
     * The method that runs the model with hooks: {@code (hooks, inputs...) -> (output, values)}.
     */
    static final String RUN = PREFIX + "run";

    /** The method that sets the flag {@code training} of all modules. */
    static final String FLAG = PREFIX + "training_of_all";

    /** The dict of hooks, by a name that no input of a model has. */
    static final String ARRAYS = PREFIX + "hooks";

    /** The method of each rewritten class that applies the hooks of one place. */
    static final String HOOK = PREFIX + "hook";

    /** The method of each rewritten class that reads at a place. */
    static final String READ = PREFIX + "read";

    /** In front of the names of the values that come back. */
    static final String CAPTURED = "iit|";

    /** Behind the key of a place that is edited. */
    static final String EDITED = "*";

    /** Behind the key of a place whose value the code writes into later: a copy is kept. */
    static final String COPIED = "~";

    /** Behind the path of a module: something stands for its output. */
    static final String SPARED = "=";

    /** A dict of hooks cannot be empty, so this is always there. */
    static final String ALWAYS = "_";

    /** What a twin takes besides the parameters of its method. */
    static final String PARAMETERS =
            "iit_h: Dict[str, Tensor],\n    iit_c: Dict[str, Tensor],"
                    + "\n    iit_k: Dict[str, Tensor],\n    iit_n: Dict[str, int],"
                    + "\n    iit_p: str";

    /** The dicts of a call, which twins and hooks hand on. */
    static final String DICTS = "iit_h, iit_c, iit_k, iit_n, ";

    private HookNames() {}

    /** Returns the name of the twin of a method. */
    static String twin(String method) {
        return PREFIX + method;
    }

    /** Returns the name of the method that runs the twin of a forward, unless it is spared. */
    static String skippable(String method) {
        return PREFIX + "spared_" + method;
    }

    /** Returns how a method names its module. */
    static String self(ScriptFunction method) {
        return "(" + method.parameters().get(0).name() + ")";
    }

    /**
     * Returns the call that passes a value through the hook of a place of a method's module.
     *
     * @param method the method
     * @param value the name of the value
     * @param place the port or value, as the key of its site has it
     * @param edits whether the value can be changed there
     */
    static String call(ScriptFunction method, String value, String place, boolean edits) {
        return self(method)
                + "."
                + (edits ? HOOK : READ)
                + "("
                + value
                + ", "
                + DICTS
                + "iit_p, "
                + StringLiterals.quote(place)
                + ")";
    }

    /** Returns the arguments that a call of a twin starts with. */
    static String arguments(String relative) {
        return DICTS + "torch.add(iit_p, " + StringLiterals.quote(relative) + "), ";
    }

    /** Returns the condition that a place of this module is edited in this call. */
    static String isEdited(String place) {
        return "torch.__contains__(iit_h, torch.add(iit_p, "
                + StringLiterals.quote(place + EDITED)
                + "))";
    }

    /** Returns the parameters of a method behind {@code self}, as a method beside it has them. */
    static String parameters(ScriptFunction method) {
        return behindSelf(method)
                .map(parameter -> ",\n    " + parameter.range().text())
                .collect(Collectors.joining());
    }

    /** Returns the parameters of a method behind {@code self}, as they are handed on. */
    static String given(ScriptFunction method) {
        return behindSelf(method)
                .map(parameter -> parameter.name() + ", ")
                .collect(Collectors.joining());
    }

    private static Stream<FormalParameter> behindSelf(ScriptFunction method) {
        return method.parameters().stream().skip(1);
    }
}
