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

import ai.djl.util.Utils;
import io.github.djliit.support.ChildJava;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is a module, with the published jars on its module path. */
class ModulePathTest {

    private static final String MODULE =
            """
            module first.day {
                requires ai.djl.api;
                requires io.github.djliit.plugin;
                requires io.github.djliit.zoo;
            }
            """;

    private static final String PROGRAM =
            """
            package day;

            import ai.djl.ndarray.NDList;
            import ai.djl.repository.zoo.Criteria;
            import io.github.djliit.network.InterventionBlock;
            import io.github.djliit.zoo.AlignedModel;
            import java.util.Map;

            public class Program {
                public static void main(String[] arguments) throws Exception {
                    var criteria =
                            Criteria.builder()
                                    .setTypes(NDList.class, NDList.class)
                                    .optGroupId("io.github.djliit")
                                    .optArtifactId("sum3")
                                    .build();
                    try (var model = criteria.loadModel()) {
                        AlignedModel aligned = AlignedModel.of(model);
                        var manager = model.getNDManager();
                        var base = new NDList(manager.create(new float[][] {{3, 6, 9}}));
                        var source = new NDList(manager.create(new float[][] {{4, 4, 4}}));
                        var plan = aligned.alignment().plan(Map.of("S", 0));
                        var output = aligned.network().intervene(plan, base, source);
                        System.out.println(output.counterfactual().head().argMax(1).getLong());
                        System.out.println(InterventionBlock.class.getModule().getName());
                        System.out.println(AlignedModel.class.getModule().getName());
                    }
                }
            }
            """;

    private static final String ENGINE_CACHE = Utils.getEngineCacheDir().toString();

    @TempDir private Path folder;

    /** The jar of the engine's natives has a name that is none of a module. */
    private static String path(boolean natives) throws Exception {
        return Arrays.stream(PublishedJars.jars().split(File.pathSeparator))
                .filter(jar -> jar.contains("pytorch-native") == natives)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path compiled() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("sources/day"));
        Path module = Files.writeString(sources.resolveSibling("module-info.java"), MODULE);
        Path program = Files.writeString(sources.resolve("Program.java"), PROGRAM);
        Path classes = folder.resolve("classes");
        String[] arguments = {
            "-p", path(false), "-d", classes.toString(), module.toString(), program.toString()
        };
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
        return classes;
    }

    @Test
    void aModuleLoadsAModelAndIntervenes() throws Exception {
        String modules = compiled() + File.pathSeparator + path(false);
        List<String> command = ChildJava.command("-p", modules, "-cp", path(true));
        // Automatic modules do not say that they require slf4j, Gson and what Objenesis calls.
        command.addAll(List.of("--add-modules", "ALL-MODULE-PATH,jdk.unsupported"));
        command.addAll(List.of("-m", "first.day/day.Program"));
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("DJL_CACHE_DIR", folder.resolve("cache").toString());
        builder.environment().put("ENGINE_CACHE_DIR", ENGINE_CACHE);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(output.lines())
                .containsExactly("17", "io.github.djliit.plugin", "io.github.djliit.zoo");
    }
}
