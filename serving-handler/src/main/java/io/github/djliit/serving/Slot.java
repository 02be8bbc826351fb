/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import java.nio.charset.StandardCharsets;

/** The place of one request in its batch, which gets an answer whatever happens to the others. */
final class Slot {

    private final Input input;
    private final Faults faults;
    private ServingRequest request;
    private Output output;

    Slot(Input input, Faults faults) {
        this.input = input;
        this.faults = faults;
    }

    /** Whether nobody waits for the answer any more. */
    boolean isCancelled() {
        return input.isCancelled();
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    /** Reads the request; what is thrown, errors too, is the answer. */
    void read(Work<ServingRequest> reading) {
        try {
            request = reading.run();
        } catch (Throwable e) {
            // An error would end the server's worker, and with it the model.
            refuse(faults.ofReading(e));
        }
    }

    /** Answers the request; what is thrown, errors too, is the answer. */
    void answer(Work<Output> work) {
        try {
            output = work.run();
        } catch (Throwable e) {
            refuse(faults.ofRunning(e, request.plan()));
        }
    }

    /** Answers the request by what went wrong. */
    void fail(Throwable thrown) {
        refuse(faults.ofRunning(thrown, request.plan()));
    }

    private void refuse(RequestException e) {
        byte[] bytes = Replies.error(e).getBytes(StandardCharsets.UTF_8);
        output = Replies.of(e.code().status(), e.code().phrase(), ReplyFormat.JSON, bytes);
        ServingMetrics.refused(e.code());
    }

    /** Whether there is something to run. */
    boolean isOpen() {
        return output == null;
    }

    /** Whether the request was run, and not refused. */
    boolean isAnswered() {
        return output != null && output.getCode() == 200;
    }

    ServingRequest request() {
        return request;
    }

    Output output() {
        return output;
    }
}
