/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps from the console what the tests of a class print and log because they should, and shows it
 * there where one fails. A static field with {@code @RegisterExtension}.
 */
public final class KeptOutput
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private PrintStream out;
    private PrintStream err;

    /** What the present test has printed and logged, its lines as Java separates them. */
    public String text() {
        return kept.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        out = System.out;
        err = System.err;
        PrintStream keeping = new PrintStream(kept, true, StandardCharsets.UTF_8);
        System.setOut(keeping);
        System.setErr(keeping);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        kept.reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        showIfFailed(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.setOut(out);
        System.setErr(err);
        showIfFailed(context);
    }

    private void showIfFailed(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            out.print(text());
        }
    }
}
