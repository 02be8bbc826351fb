/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What another Java gave, in which a test does what could end it, or whose memory it measures.
 *
 * @param code the exit code; not one of Java's own where native code crashed
 * @param output what it printed
 */
public record ChildRun(int code, String output) {

    public static ChildRun of(Class<?> program, Object... arguments) {
        List<String> command = ChildJava.command(program, "-Xmx64m", "-XX:-CreateCoredumpOnCrash");
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] output = process.getInputStream().readAllBytes();
            return new ChildRun(process.waitFor(), new String(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
