/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.djliit.support.ChildJava;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two processes never write to one place. */
class PlaceLockTest {

    @TempDir private Path folder;
    private Path place;

    @BeforeEach
    void choose() throws IOException {
        place = folder.toRealPath().resolve("a/place");
    }

    /** Locks a place, tells, and waits to be killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            PlaceLock lock = PlaceLock.of(Path.of(arguments[0]));
            System.out.println("locked " + lock);
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private Process hold() throws IOException {
        List<String> command = ChildJava.command(Holder.class);
        command.add(place.toString());
        Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        assertThat(process.getInputStream().read()).isEqualTo('l');
        return process;
    }

    @Test
    void leavesNothingBehind() throws IOException {
        PlaceLock.of(place).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isOneOfAProcess() throws IOException {
        try (PlaceLock lock = PlaceLock.of(place)) {
            assertThat(lock).isNotNull();
            assertThatIOException()
                    .isThrownBy(() -> PlaceLock.of(place))
                    .withMessageContainingAll("Another process", place.toString(), "wait");
        }
        PlaceLock.of(place).close();
    }

    @Test
    void keepsOtherProcessesOutAndNamesItself() throws Exception {
        Process process = hold();
        try {
            assertThatIOException()
                    .isThrownBy(() -> PlaceLock.of(place))
                    .withMessageContaining("Another process, " + process.pid() + ", writes to");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void isFreeWhenItsProcessIsKilled() throws Exception {
        hold().destroyForcibly().waitFor();
        PlaceLock.of(place).close();
        assertThat(place.getParent()).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "train equality --epochs=1, taken",
        "package equality, taken",
        "draw equality, taken.svg",
        "evaluate equality, taken.html"
    })
    void aCommandThatFindsAPlaceTakenFails(String command, String name) throws Exception {
        place = place.resolveSibling(name);
        String[] arguments = (command + " --out=" + place).split(" ");
        Process process = hold();
        try {
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("Another process, " + process.pid(), "wait until");
            assertThat(Files.exists(place)).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aTrainingTakesThePlaceOfAKilledOne() throws Exception {
        hold().destroyForcibly().waitFor();
        CommandRun run = CommandRun.train("--out=" + place);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(place.getParent()).isDirectoryNotContaining("glob:**/.iit-*");
    }
}
