/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.github.djliit.zoo.cli.Iit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, and of the page that a packaged model has, answer. */
class ServingServerReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CURL = Pattern.compile("(?s)```sh\\n(curl .*?)```");

    @TempDir private Path folder;

    @BeforeEach
    void assume() throws IOException {
        RealServer.assume();
    }

    private static List<String> commands() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String part = readme.substring(readme.indexOf("## Behind HTTP"));
        Matcher block = Pattern.compile("(?s)```sh\\n(.*?)```").matcher(part);
        assertThat(block.find()).isTrue();
        return block.group(1).lines().toList();
    }

    private String run(String command, Path home) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().put("MODEL_SERVER_HOME", home.toString());
        Path errors = folder.resolve("errors");
        Process process = builder.directory(folder.toFile()).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + Files.readString(errors)).isZero();
        return output;
    }

    private String ask(String curl, RealServer server, Path home) throws Exception {
        return run(
                curl.replace("curl ", "curl -s -f ").replace(":8080/", ":" + server.port() + "/"),
                home);
    }

    /** The first command built the jar that is here; the fourth starts the server by its name. */
    @Test
    void fiveCommandsLeadToAnAnswer() throws Exception {
        List<String> commands = commands();
        assertThat(commands).hasSize(5);
        assertThat(commands.get(0)).isEqualTo("./mvnw -q package -DskipTests");
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("deps"));
        for (String used : List.of("iit", "serving-handler")) {
            Files.createSymbolicLink(folder.resolve(used), ROOT.resolve(used));
        }
        // The build that runs this made the classes; they are not to be built under its feet.
        Files.writeString(ROOT.resolve("zoo/target/iit.built"), "");
        run(commands.get(1), home);
        run(commands.get(2), home);
        Matcher model =
                Pattern.compile("djl-serving -m \"(\\w+)=file://\\$PWD/(\\S+)\"")
                        .matcher(commands.get(3));
        assertThat(model.matches()).as(commands.get(3)).isTrue();
        Map<String, Path> models = Map.of(model.group(1), folder.resolve(model.group(2)));
        try (RealServer server = RealServer.bare(home, models)) {
            String reply = ask(commands.get(4), server, home);
            assertThat(Served.highest(JsonParser.parseString(reply).getAsJsonObject()))
                    .isEqualTo(17);
        }
    }

    @Test
    void thePageOfAPackagedModelHasCommandsThatAreAnswered() throws Exception {
        Path model = folder.resolve("sum4");
        assertThat(Iit.run("package", "sum4", "--out", model.toString())).isZero();
        Path home = Files.createDirectory(folder.resolve("home"));
        try (RealServer server = RealServer.start(home, Map.of("sum4", model))) {
            Matcher curl = CURL.matcher(Files.readString(model.resolve("README.md")));
            int count = 0;
            for (; curl.find(); count++) {
                assertThat(ask(curl.group(1), server, home)).contains("output");
            }
            assertThat(count).isEqualTo(3);
        }
    }
}
