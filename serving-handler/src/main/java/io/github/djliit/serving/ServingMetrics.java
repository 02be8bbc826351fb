/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.metric.Dimension;
import ai.djl.metric.Metric;
import ai.djl.metric.MetricType;
import ai.djl.metric.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server's metrics tell of this handler: the server takes what is logged as a {@link
 * Metric} under {@code model_metric}.
 */
final class ServingMetrics {

    private static final Logger logger = LoggerFactory.getLogger("model_metric");

    private ServingMetrics() {}

    /** Notes a batch that was answered. */
    static void answered(String model, int requests, int runs, long nanos) {
        Dimension of = new Dimension("Model", model);
        log("IitRequests", MetricType.COUNTER, requests, Unit.COUNT, of);
        log("IitRuns", MetricType.COUNTER, runs, Unit.COUNT, of);
        log("IitBatchTime", MetricType.GAUGE, nanos / 1000, Unit.MICROSECONDS, of);
    }

    /** Notes a request that was refused. */
    static void refused(ErrorCode code) {
        Dimension why = new Dimension("Code", code.toString());
        log("IitRefused", MetricType.COUNTER, 1, Unit.COUNT, why);
    }

    private static void log(
            String name, MetricType type, Number value, Unit unit, Dimension dimension) {
        if (logger.isInfoEnabled()) {
            logger.info("{}", new Metric(name, type, value, unit, dimension));
        }
    }
}
