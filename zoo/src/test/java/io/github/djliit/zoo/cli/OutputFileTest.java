/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir private Path folder;

    @Test
    void whatComesToTheFileDuringTheWorkIsMovedAway() throws IOException {
        Path out = folder.resolve("out.svg");
        List<String> notices = new ArrayList<>();
        try (OutputFile file = OutputFile.of(out, Mark.NONE, false, List.of(), notices::add)) {
            Files.writeString(out, "precious");
            file.write("made");
        }
        assertThat(out).hasContent("made");
        assertThat(folder.resolve("out.svg.kept")).hasContent("precious");
        assertThat(notices).singleElement().asString().contains("out.svg.kept");
    }
}
