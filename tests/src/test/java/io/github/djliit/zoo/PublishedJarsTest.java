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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program with the published jars on its class path, and nothing else, loads every model of the
 * zoo, and tries it with the pair that its card tells of.
 */
class PublishedJarsTest {

    private static final String PROGRAM =
            """
            import ai.djl.modality.Classifications;
            import ai.djl.repository.zoo.Criteria;
            import ai.djl.repository.zoo.ZooModel;
            import io.github.djliit.intervention.InterventionPlan;
            import io.github.djliit.translate.InterventionInput;
            import io.github.djliit.translate.InterventionOutput;
            import io.github.djliit.zoo.AlignedModel;
            import io.github.djliit.zoo.EqualityInput;
            import io.github.djliit.zoo.SumInput;
            import io.github.djliit.zoo.pvr.GridEncoding;
            import io.github.djliit.zoo.pvr.PointerModel;

            public class Program {

                private static final float[] A = {.1f, .2f, -.3f, .4f};
                private static final float[] B = {-.2f, .1f, .3f, -.1f};
                private static final float[] C = {.4f, -.1f, .2f, -.4f};
                private static final float[] D = {-.3f, .3f, -.2f, .1f};

                public static void main(String[] ids) throws Exception {
                    for (String id : ids) {
                        switch (id.replace("-no-iit", "")) {
                            case "equality" -> run(id, "left",
                                    EqualityInput.of(A, A, C, D), EqualityInput.of(A, B, C, D));
                            case "sum3" -> run(id, id.equals("sum3") ? "S" : "x",
                                    SumInput.of(3, 6, 9), SumInput.of(4, 4, 4));
                            case "pvr" -> run(id, "TL",
                                    GridEncoding.picture(PointerModel.grid(-1, 8, 5, 7, 2)),
                                    GridEncoding.picture(PointerModel.grid(-2, 3, 6, 0, 1)));
                            case "ioi" -> run(id, "target",
                                    "When Mary and Adam went to the store, Adam gave a ring to",
                                    "When Hugo and Vera went to the museum, Hugo gave a coin to");
                            default -> run(id, "S1",
                                    SumInput.of(1, 2, 3, 4), SumInput.of(5, 6, 7, 8));
                        }
                    }
                }

                private static void run(String id, String variable, Object base, Object source)
                        throws Exception {
                    Criteria<InterventionInput<Object>, InterventionOutput<Classifications>> criteria =
                            Criteria.builder()
                                    .setTypes(
                                            InterventionInput.type(Object.class),
                                            InterventionOutput.type(Classifications.class))
                                    .optGroupId("io.github.djliit")
                                    .optArtifactId(id.replace("-no-iit", ""))
                                    .optFilter("iit", "" + !id.endsWith("-no-iit"))
                                    .build();
                    try (var model = criteria.loadModel(); var predictor = model.newPredictor()) {
                        InterventionPlan plan = AlignedModel.of(model).plans().get(variable);
                        var output = predictor.predict(InterventionInput.of(plan, base, source));
                        System.out.println(id
                                + " " + output.base().best().getClassName()
                                + " " + output.counterfactual().best().getClassName());
                    }
                }
            }
            """;

    /** The answer for the base, and the one with the variable from the source. */
    private static final List<String> ANSWERS =
            List.of(
                    "equality false true",
                    "equality-no-iit false true",
                    "sum3 18 17",
                    "sum3-no-iit 18 19",
                    "sum4 6 14",
                    "sum4-transformer 6 14",
                    "pvr 2 5",
                    "ioi Mary Adam");

    @TempDir private static Path folder;
    private static PublishedJars jars;

    /** Before each, so that each says why it is skipped. */
    @BeforeEach
    void compile() throws Exception {
        if (jars == null) {
            jars = PublishedJars.compile(folder, PROGRAM);
        }
    }

    private static Process start(Path cache) throws IOException {
        return jars.start(cache, BundledModels.ids().toArray(String[]::new));
    }

    private static List<String> answers(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().filter(line -> line.matches("[-a-z0-9]+ \\S+ \\S+")).toList();
    }

    /** Two at once unpack into one cache that is not there; one of them loads them again. */
    @Test
    void everyModelGivesItsDocumentedCounterfactual() throws Exception {
        Path cache = folder.resolve("cache");
        Process first = start(cache);
        Process second = start(cache);
        assertThat(answers(first)).containsExactlyElementsOf(ANSWERS);
        assertThat(answers(second)).containsExactlyElementsOf(ANSWERS);
        Map<Path, Long> written = times(cache);
        assertThat(written.keySet())
                .noneMatch(file -> file.toString().contains("/new/"))
                .anyMatch(file -> file.endsWith("ioi/model.pt"));
        assertThat(answers(start(cache))).containsExactlyElementsOf(ANSWERS);
        assertThat(times(cache)).as("nothing is written again").isEqualTo(written);
    }

    private static Map<Path, Long> times(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(file -> file, file -> file.toFile().lastModified()));
        }
    }

    @Tag("long")
    @Test
    void whatIsDamagedInTheCacheIsReplaced() throws Exception {
        Path cache = folder.resolve("damaged");
        assertThat(answers(jars.start(cache, "sum3", "ioi"))).hasSize(2);
        for (Path file : times(cache).keySet()) {
            if (file.toString().matches(".*(\\.params|model\\.pt)")) {
                Files.write(file, new byte[100]);
            }
        }
        assertThat(answers(jars.start(cache, "sum3", "ioi")))
                .containsExactly("sum3 18 17", "ioi Mary Adam");
    }
}
