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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program with the published jars on its class path, and nothing else. The jars are there once
 * the module zoo was packaged, as {@code mvnw verify} does.
 */
class PublishedJarsTest {

    private static final String PROGRAM =
            """
            import ai.djl.ndarray.NDList;
            import ai.djl.ndarray.NDManager;
            import ai.djl.repository.zoo.Criteria;
            import ai.djl.repository.zoo.ZooModel;
            import io.github.djliit.network.InterventionResult;
            import io.github.djliit.zoo.AlignedModel;
            import java.util.Map;

            public class Program {
                public static void main(String[] arguments) throws Exception {
                    Criteria<NDList, NDList> criteria = Criteria.builder()
                            .setTypes(NDList.class, NDList.class)
                            .optGroupId("io.github.djliit")
                            .optArtifactId("sum3")
                            .build();
                    try (ZooModel<NDList, NDList> model = criteria.loadModel();
                            NDManager manager = model.getNDManager().newSubManager()) {
                        AlignedModel aligned = AlignedModel.of(model);
                        NDList base = new NDList(manager.create(new float[][] {{3, 6, 9}}));
                        NDList source = new NDList(manager.create(new float[][] {{4, 4, 4}}));
                        InterventionResult result = aligned.network()
                                .intervene(aligned.alignment().plan(Map.of("S", 0)), base, source);
                        System.out.println("counterfactual "
                                + result.counterfactual().head().argMax(1).getLong());
                    }
                }
            }
            """;

    @TempDir private static Path folder;
    private static String classPath;

    @BeforeAll
    static void compile() throws Exception {
        Path file = Path.of("../zoo/target/classpath");
        Optional<Path> jar = jar();
        assumeTrue(jar.isPresent() && Files.exists(file), "zoo is not packaged: mvnw verify");
        classPath = folder + ":" + jar.orElseThrow() + ":" + Files.readString(file).strip();
        Path source = folder.resolve("Program.java");
        Files.writeString(source, PROGRAM);
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, source.toString());
        assertThat(code).isZero();
    }

    private static Optional<Path> jar() throws IOException {
        Path target = Path.of("../zoo/target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(f -> f.toString().matches(".*/djl-iit-zoo-[0-9][^/]*[0-9T]\\.jar"))
                    .findFirst();
        }
    }

    /** Of base 3, 6, 9 with S of the source 4, 4, 4: 8 + 9. */
    @Test
    void aModelOfTheZooGivesTheCounterfactual() throws Exception {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-DDJL_CACHE_DIR=" + folder.resolve("cache"),
                        "-DENGINE_CACHE_DIR=" + Path.of(System.getProperty("user.home"), ".djl.ai"),
                        "-cp",
                        classPath,
                        "Program");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("counterfactual 17");
        assertThat(folder.resolve("cache/cache/repo/model/tabular")).exists();
    }
}
