/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDManager;
import io.github.djliit.engine.EngineCheck;
import io.github.djliit.engine.EngineReport;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once, before a network runs under a plan, whether the engine computes its operators
 * rightly. A warning is logged once in a process. Thread-safe.
 */
final class EngineGuard {

    private static final Logger logger = LoggerFactory.getLogger(InterventionBlock.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private final Opening opening;
    private final AtomicBoolean looked = new AtomicBoolean();

    EngineGuard(Opening opening) {
        this.opening = opening;
    }

    /** Logs a warning if something is wrong, unless that was done or {@link #check} was called. */
    void look(NDManager manager) {
        if (!looked.get() && looked.compareAndSet(false, true)) {
            EngineReport report = EngineCheck.of(manager, opening.operators());
            if (!report.isRight() && TOLD.add(report.message())) {
                logger.warn("{}", report.message());
            }
        }
    }

    EngineReport check(NDManager manager) {
        looked.set(true);
        return EngineCheck.of(manager, opening.operators());
    }
}
