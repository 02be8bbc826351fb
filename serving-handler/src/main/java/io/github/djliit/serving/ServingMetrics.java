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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server's metrics tell of this handler: the server takes what is logged as a {@link
 * Metric} under {@code model_metric}.
 */
final class ServingMetrics {

    private static final Logger logger = LoggerFactory.getLogger("model_metric");

    private ServingMetrics() {}

    /** Times are gauges: there is no need to tell more of them than anybody looks at. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final AtomicLong LAST_TIMES = new AtomicLong(System.nanoTime() - PAUSE);

    /**
     * What a batch came to.
     *
     * @param requests how many requests it had
     * @param runs how often the network was run for them
     * @param counterfactuals how many of those were under plans
     * @param hits how many sources did not have to run again
     * @param edits how often each kind of edit was asked for
     * @param readNanos how long reading the requests took
     * @param nanos how long all took
     */
    record Batch(
            int requests,
            int runs,
            int counterfactuals,
            int hits,
            Map<String, Integer> edits,
            long readNanos,
            long nanos) {}

    /** Notes a batch that was answered. */
    static void answered(String model, Batch batch) {
        Dimension of = new Dimension("Model", model);
        count("IitRequests", batch.requests(), of);
        count("IitRuns", batch.runs(), of);
        count("IitCounterfactualPasses", batch.counterfactuals(), of);
        count("IitCacheHits", batch.hits(), of);
        // The server's page knows a metric by one dimension.
        batch.edits()
                .forEach(
                        (edit, times) ->
                                count("IitInterventions", times, new Dimension("Edit", edit)));
        long now = System.nanoTime();
        long last = LAST_TIMES.get();
        if (now - last >= PAUSE && LAST_TIMES.compareAndSet(last, now)) {
            time("IitReadTime", batch.readNanos(), of);
            time("IitRunTime", batch.nanos() - batch.readNanos(), of);
        }
    }

    private static void count(String name, int times, Dimension of) {
        if (times > 0) {
            log(name, MetricType.COUNTER, times, Unit.COUNT, of);
        }
    }

    private static void time(String name, long nanos, Dimension of) {
        log(name, MetricType.GAUGE, nanos / 1000, Unit.MICROSECONDS, of);
    }

    /** Notes a request that was refused. */
    static void refused(ErrorCode code) {
        Dimension why = new Dimension("Code", code.toString());
        log("IitRefused", MetricType.COUNTER, 1, Unit.COUNT, why);
    }

    /** Notes that the engine computes known cases of a model's operators wrongly. */
    static void wrongEngine(String model, int cases) {
        count("IitWrongEngineCases", cases, new Dimension("Model", model));
    }

    private static void log(
            String name, MetricType type, Number value, Unit unit, Dimension dimension) {
        if (logger.isInfoEnabled()) {
            logger.info("{}", new Metric(name, type, value, unit, dimension));
        }
    }
}
