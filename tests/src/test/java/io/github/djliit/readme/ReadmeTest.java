/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.github.djliit.analysis.CircuitScore;
import io.github.djliit.analysis.Comparison;
import io.github.djliit.support.KeptOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows is code that is compiled and run here. */
class ReadmeTest {

    @RegisterExtension static final KeptOutput OUTPUT = new KeptOutput();

    private static final Path SOURCES = Path.of("src/test/java/io/github/djliit/readme");

    private static Model model;

    @BeforeAll
    static void train() throws Exception {
        Engine.getInstance().setRandomSeed(42);
        model = IitTraining.train(150);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static Stream<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (String page :
                List.of("../README.md", "../docs/interventions.md", "../docs/analysis.md")) {
            Matcher matcher =
                    Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                            .matcher(Files.readString(Path.of(page)));
            while (matcher.find()) {
                blocks.add(matcher.group(1));
            }
        }
        return blocks.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyBlockStandsInACompiledFile(String block) throws IOException {
        String all = "";
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                all += squeeze(Files.readString(file));
            }
        }
        assertThat(all).contains(squeeze(block));
    }

    private static String squeeze(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void theProgramsDifferByAtMostTenLines() throws IOException {
        List<String> plain = body("PlainTraining");
        List<String> iit = body("IitTraining");
        iit.removeAll(plain);
        assertThat(iit).hasSizeLessThanOrEqualTo(10);
    }

    /** The statements of a program: no imports, no comments, no punctuation on its own. */
    private static List<String> body(String name) throws IOException {
        return Files.readAllLines(SOURCES.resolve(name + ".java")).stream()
                .map(String::strip)
                .filter(line -> !line.matches("(import|package|/?\\*|//).*|[{}();]*|final class.*"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void thePlainProgramLearnsTheTask() throws Exception {
        try (Model plain = PlainTraining.train(2)) {
            assertThat(plain.getBlock().isInitialized()).isTrue();
        }
    }

    @Test
    void theIitProgramRealisesTheCausalModel() {
        assertThat(Examples.measure(model)).isGreaterThan(.95);
    }

    @Test
    void theFiguresHaveIntervals() {
        assertThat(Examples.figures(model).agreement().interval().low()).isGreaterThan(.9);
    }

    @Test
    void theAlignedUnitsDoTheTask() throws Exception {
        CircuitScore score = AnalysisExamples.circuit(model);
        assertThat(score.intact().value()).isGreaterThan(.95);
        assertThat(score.sufficiency()).isGreaterThan(.9);
        assertThat(score.necessity()).isGreaterThan(.5);
    }

    @Test
    void ablationHasAnEffectWhereAVariableIs() throws Exception {
        assertThat(AnalysisExamples.effect(model).changed().value()).isBetween(.2, .8);
    }

    @Test
    void theNetworkFollowsTheModelThatItWasTrainedWith() {
        Comparison comparison = AnalysisExamples.compare(model);
        assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.FIRST);
        assertThat(comparison.first().value()).isGreaterThan(.9);
    }

    @Test
    void aModelOfTheZooGivesTheCounterfactual() throws Exception {
        assertThat(ZooExample.run()).isEqualTo(17);
    }

    @Test
    void theCounterfactualFollowsTheSource() {
        float[] logits = Examples.interchange(model);
        assertThat(logits).hasSize(2 + 16);
        // base: both sides true, so same; with left from the source they differ: class 0.
        assertThat(logits[0]).isGreaterThan(logits[1]);
    }

    @Test
    void aPredictorGivesTheCounterfactual() throws TranslateException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList base = new NDList(manager.create(new float[][] {{1, 1, 1, 1}}));
            NDList source = new NDList(manager.create(new float[][] {{0, 1, 1, 1}}));
            NDList output = Examples.predict(model, new NoopTranslator(), base, source);
            // All of the layer is the source's, in which the sides differ: class 0.
            assertThat(output.head().argMax(1).getLong()).isZero();
        }
    }

    @Test
    void theCausalModelSaysTheSame() {
        assertThat(Examples.causal()).isTrue();
    }

    @Test
    void plansGoThroughJson() {
        assertThat(Examples.edits().interventions()).hasSize(3);
    }

    @Test
    void sitesHaveShapes() {
        assertThat(Examples.sites(model).get(2).toString()).contains("01Linear", "(-1, 16)");
    }
}
