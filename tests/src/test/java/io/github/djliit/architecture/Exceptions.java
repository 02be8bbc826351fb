/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a rule does not hold for, each with its reason: lines {@code what: reason} of a file. */
final class Exceptions {

    private final String file;
    private final Set<String> listed;

    private Exceptions(String file, Set<String> listed) {
        this.file = file;
        this.listed = listed;
    }

    static Exceptions read(String file) throws IOException, URISyntaxException {
        Path path = Path.of(Exceptions.class.getResource("/" + file).toURI());
        List<String> lines =
                Files.readAllLines(path).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();
        assertThat(lines).as("each with its reason").allMatch(line -> line.matches("[^:]+: .+"));
        return new Exceptions(
                file,
                lines.stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .collect(Collectors.toSet()));
    }

    /** Checks that what breaks a rule is listed, and that nothing is listed for no need. */
    void check(Set<String> found, String remedy) {
        assertThat(without(found, listed)).as("%s, or say why not in %s", remedy, file).isEmpty();
        assertThat(without(listed, found)).as("mended by now: take it out of %s", file).isEmpty();
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }
}
