/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import java.util.regex.Pattern;

/** What is known of the modules of public libraries that their traces do not tell. */
final class LibraryConventions {

    /** Base models of the transformers library, which return an output of several tensors. */
    private static final Pattern BASE_MODELS =
            Pattern.compile("__torch__\\.transformers\\..*(Model|Transformer|Encoder|Backbone)");

    /** What returns one tensor, or its logits first: what is pooled in it is on the way to them. */
    private static final Pattern ONE_RESULT =
            Pattern.compile(
                    "__torch__\\.(torch|torchvision|timm)\\..*|__torch__\\.transformers\\..*(For[A-Z]|Head|Classif|Pool|Norm|Embed|Atten|Layer|Block|MLP).*");

    /** Libraries of whose networks it was measured that the rules of traced results hold. */
    private static final Pattern MEASURED =
            Pattern.compile("__torch__\\.(torch|torchvision|timm|transformers)\\..*");

    private static final Pattern ATTENTION =
            Pattern.compile("__torch__\\..*\\.Multi[Hh]eadAttention");

    private LibraryConventions() {}

    /** Returns whether a module returns its last hidden state, and then others. */
    static boolean returnsLastHidden(ScriptClass type) {
        return BASE_MODELS.matcher(type.qualifiedName()).matches();
    }

    /** Returns whether a module returns one tensor, or first what it computes last. */
    static boolean returnsOne(ScriptClass type) {
        return ONE_RESULT.matcher(type.qualifiedName()).matches();
    }

    /**
     * Returns whether a module returns of several tensors the one first that the rules of {@link
     * TracedOutputs} take for it; of what others wrote this is not known.
     */
    static boolean returnsInOrder(ScriptClass type) {
        return MEASURED.matcher(type.qualifiedName()).matches();
    }

    /** Returns whether a module is one of PyTorch's own, each of which takes its input first. */
    static boolean isOfPyTorch(ScriptClass type) {
        return type.qualifiedName().startsWith("__torch__.torch.nn.");
    }

    /** Returns whether a module takes query, key and value. */
    static boolean takesQueryKeyValue(ScriptClass type) {
        return ATTENTION.matcher(type.qualifiedName()).matches();
    }
}
