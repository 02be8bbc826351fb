/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Prints results: one JSON object, or text for people. */
final class Output {

    private Output() {}

    static void print(PrintWriter out, boolean asJson, JsonObject json, String text)
            throws IOException {
        print(
                out,
                asJson
                        ? new GsonBuilder()
                                .disableHtmlEscaping()
                                .setPrettyPrinting()
                                .create()
                                .toJson(json)
                        : text);
    }

    static void print(PrintWriter out, String text) throws IOException {
        out.println(text);
        // The writer does not learn of the errors of the stream, which keeps them.
        if (out.checkError() || System.out.checkError()) {
            throw isClosed()
                    ? new ClosedPipeException()
                    : new IOException("The result could not be written to standard output");
        }
    }

    /** Whether the reader of a pipe went, as head does when it has its lines. */
    private static boolean isClosed() {
        // Not closed: that would close standard output.
        @SuppressWarnings("resource")
        FileOutputStream raw = new FileOutputStream(FileDescriptor.out);
        try {
            raw.write(System.lineSeparator().getBytes(StandardCharsets.UTF_8));
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
        }
    }

    /** The reader had enough, which is no news to anybody. */
    static final class ClosedPipeException extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
