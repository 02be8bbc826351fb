/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.Statement;
import java.util.List;

/**
 * A call of a method of a module: {@code (self.x).forward(y, )}.
 *
 * @param call the call
 * @param statement the statement that it is in
 * @param target the path from the module whose method calls to that whose method is called; empty
 *     for {@code self}
 * @param type the class of the module that is called
 * @param method the method that is called; {@code type} has it
 * @param inBlock whether it is inside {@code if}, {@code for}, {@code while}, {@code with} or a
 *     function of the method, so that it may run never or more than once
 */
public record ModuleCall(
        Expression.Call call,
        Statement statement,
        List<String> target,
        ScriptClass type,
        ScriptFunction method,
        boolean inBlock) {}
