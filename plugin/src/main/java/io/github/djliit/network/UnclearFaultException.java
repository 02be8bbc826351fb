/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.engine.EngineException;

/**
 * A network failed in a run under a plan, and nothing tells whether it is the inputs that it does
 * not take, or the plan.
 */
public class UnclearFaultException extends EngineException {

    private static final long serialVersionUID = 1L;

    UnclearFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
