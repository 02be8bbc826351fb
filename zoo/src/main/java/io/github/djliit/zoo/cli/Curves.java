/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.json.JsonNode;
import io.github.djliit.report.TrainingCurves;
import io.github.djliit.zoo.MeasuredOn;
import io.github.djliit.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The curves of a training, with accuracy and IIA only if they are of the alignment that is judged.
 *
 * @param picture the curves, if the training left some
 * @param text what is to be said of them
 */
record Curves(Optional<TrainingCurves> picture, String text) {

    private static final String METRICS = "metrics.jsonl";

    /** What does not hang on an alignment. */
    private static final Set<String> LOSSES = Set.of("epoch", "step", "loss", "losses");

    /**
     * Reads what a training left.
     *
     * @param folder where it left metrics, if it did
     * @param source what its figures are to be measured on, if that is known
     * @param epochs how many epochs the model was trained for
     * @throws IOException if the metrics cannot be read
     */
    static Curves of(Path folder, Optional<MeasuredOn> source, int epochs) throws IOException {
        Path file = folder.resolve(METRICS);
        if (!Files.isRegularFile(file) || Files.size(file) == 0) {
            return new Curves(Optional.empty(), "");
        }
        return TextFile.read(file, text -> read(text, source, epochs));
    }

    /** Half a line, as a killed training leaves it, is left out. */
    private static Curves read(String text, Optional<MeasuredOn> source, int epochs) {
        List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        if (lines.size() != epochs) {
            return new Curves(
                    Optional.empty(),
                    "The curves of the training are not shown: %s has lines of %d epochs, and the model was trained for %d, so that they are of another training."
                            .formatted(METRICS, lines.size(), epochs));
        }
        List<String> kept =
                lines.stream().map(line -> isOf(line, source) ? line : losses(line)).toList();
        String all = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
        String words =
                kept.equals(lines)
                        ? ""
                        : "Accuracy and IIA by epoch are not shown where they were not measured with"
                                + " this alignment and these settings, or do not tell.";
        return new Curves(Optional.of(TrainingCurves.fromJsonLines(all)), words);
    }

    private static boolean isOf(String line, Optional<MeasuredOn> source) {
        JsonNode json = JsonNode.parse(line);
        boolean isMeasured = json.object().keySet().stream().anyMatch(key -> !LOSSES.contains(key));
        Optional<MeasuredOn> own = MeasuredOn.read(json);
        return !isMeasured
                || (source.isPresent() && own.isPresent() && isSame(own.get(), source.get()));
    }

    /** The parameters change from epoch to epoch. */
    private static boolean isSame(MeasuredOn one, MeasuredOn other) {
        return one.alignment().equals(other.alignment()) && one.pairs().equals(other.pairs());
    }

    private static String losses(String line) {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        Set.copyOf(json.keySet()).stream()
                .filter(key -> !LOSSES.contains(key))
                .forEach(json::remove);
        return json.toString();
    }
}
