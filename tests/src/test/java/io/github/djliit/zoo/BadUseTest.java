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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake has its exit code and a message that helps; none has a stack trace. */
class BadUseTest {

    /** Stands for the folder of this test, which holds a model called {@code model}. */
    private static final String HERE = "HERE";

    private static final int WRONG = 2;
    private static final int FAILED = 1;

    @TempDir private static Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        CommandRun.model(folder.resolve("model"));
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(Files.createDirectory(folder.resolve("foreign")).resolve("x"), "x");
        Files.writeString(folder.resolve("file"), "x");
        NpzFiles.random(folder.resolve("base.npz"), 2, 1);
        NpzFiles.random(folder.resolve("longer.npz"), 3, 1);
        NpzFiles.write(folder.resolve("narrow.npz"), new float[30], new Shape(2, 15));
        NpzFiles.write(folder.resolve("two.npz"), new float[16], new Shape(1, 16), new Shape(16));
        float[] nan = new float[16];
        nan[3] = Float.NaN;
        NpzFiles.write(folder.resolve("nan.npz"), nan, new Shape(1, 16));
    }

    @ParameterizedTest
    @MethodSource({
        "commands",
        "settings",
        "targets",
        "models",
        "arrays",
        "plans",
        "configurations"
    })
    void isTold(String line, int code, List<String> words) {
        String[] arguments = line.replace(HERE, folder.toString()).split(" ");
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : arguments);
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("iit: ").contains(words);
        assertThat(run.err()).doesNotContain("Exception", "\tat ", "null");
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                bad("", WRONG, "train, evaluate", "--help"),
                bad("evaluat x", WRONG, "no command 'evaluat'", "'evaluate'"),
                bad("train", WRONG, "RECIPE", "iit train --help"),
                bad("train equalty", WRONG, "'equalty'", "Did you mean 'equality'?"),
                bad("train nothing", WRONG, "'nothing'", "Known: 'equality'"),
                bad("train equality --epoch 3", WRONG, "'--epoch'", "Did you mean '--epochs'?"),
                bad("train equality more", WRONG, "too many: 'more'"),
                bad("train equality --device tpu", WRONG, "--device", "tpu", "cpu, gpu"),
                bad("run --base=x", WRONG, "--out=FILE"),
                bad("run x --bse=y --out=z", WRONG, "no option '--bse'", "'--base'"),
                bad("run x --base= --out=z", WRONG, "'--base': the name is empty"),
                bad("sites HERE/model HERE/model", WRONG, "too many"),
                bad(
                        "align sum4-transformer --variable=S1 --site=:input --pairs=64",
                        WRONG,
                        ":input has whole numbers (int64)"));
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                bad("train equality --epochs x", WRONG, "--epochs", "'x'", "whole number"),
                bad("train equality --epochs 1.5", WRONG, "--epochs", "'1.5'", "whole number"),
                bad("train equality --epochs -1", WRONG, "epochs", "from 0", "found -1"),
                bad("train equality --epochs 99999999999", WRONG, "epochs", "to 2147483647"),
                bad("train equality --seed 9223372036854775808", WRONG, "--seed", "64 bits"),
                bad("train equality --set epochs", WRONG, "KEY=VALUE", "'epochs'"),
                bad("train equality --set epocs=3", WRONG, "'epocs'", "Did you mean 'epochs'?"),
                bad("train equality --set zzzzz=3", WRONG, "'zzzzz'", "learning_rate"),
                bad("train equality --set seed=1.5", WRONG, "seed", "whole number", "found 1.5"),
                bad("train equality --set epochs=3,seed=1", WRONG, "number", "'3,seed=1'"),
                bad("train equality --set iit=maybe", WRONG, "iit", "boolean", "'maybe'"),
                bad("train equality --set learning_rate=1e39", WRONG, "learning_rate", "positive"),
                bad("train equality --set train_pairs=2147483647", WRONG, "1073741823"),
                bad("train equality --set alignment=lef", WRONG, "'lef'", "'left'"),
                bad("train equality --set alignment=left,left", WRONG, "different variables"),
                bad("train equality --set alignment=", WRONG, "[left, right]", "iit = false"),
                bad("train equality --set experiment=a", WRONG, "--config"));
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                bad("train equality --out HERE/file", WRONG, "is a file; name a directory"),
                bad("train equality --resume HERE/file", WRONG, "there is a file"),
                bad("train equality --out HERE/file/sub", FAILED, "HERE/file/sub", "in the way"),
                bad("train equality --out HERE/foreign", WRONG, "something else than a model"),
                bad("train equality --out /proc/x", FAILED, "Cannot write", "/proc/x"));
    }

    static Stream<Arguments> models() {
        return Stream.of(
                bad("evaluate HERE/nothing", WRONG, "no model", "iit train RECIPE --out DIR"),
                bad("sites HERE/empty", WRONG, "no model.json", "iit train RECIPE --out DIR"),
                bad("run HERE/file --base=x --out=y", WRONG, "no model"),
                bad("sites HERE/model.pt", WRONG, "TorchScript"));
    }

    static Stream<Arguments> arrays() {
        return Stream.of(
                run("nothing.npz", "o.npz", "There is no file", "nothing.npz"),
                run("model", "o.npz", "is a directory"),
                run("file", "o.npz", "not an .npz file"),
                run("narrow.npz", "o.npz", "shape (2, 15)", "shape (-1, 16)"),
                run("two.npz", "o.npz", "2 arrays", "1 input"),
                run("nan.npz", "o.npz", "Input 0 of the base", "NaN"),
                run("base.npz", "empty", "is a directory; name a file"),
                run("base.npz --source=HERE/longer.npz", "o.npz", "2 rows", "has 3"));
    }

    static Stream<Arguments> plans() {
        return Stream.of(
                plan("nothing", "There is no file"),
                plan("model", "is a directory"),
                planOf("", "Not JSON: the text is empty"),
                planOf("{", "Not JSON", "line 1"),
                planOf("{\"version\":NaN}", "Not JSON", "line 1", "(JSON has no NaN)"),
                planOf("{\"version\":2}", "/version", "expected version 1, found 2"),
                planOf("{\"version\":1,\"colect\":[]}", "/colect", "'collect'"),
                planOf("{\"version\":1,\"version\":1}", "/version", "twice"),
                planOf("[".repeat(9999), "Not JSON", "255"),
                planOf(edit("04Linea", "zero"), "/interventions/0/site", "'04Linear'"),
                planOf(edit("04Linear[7]", "zero"), "/interventions/0/site", "length 2"),
                planOf(edit("04Linear:input2", "zero"), "/interventions/0/site", "array 2"),
                planOf(edit("04Linear[", "zero"), "/interventions/0/site", "character 9"),
                planOf(edit("04Linear", "zeros"), "/interventions/0/edit", "'zero'"),
                planOf(edit("04Linear", "interchange"), "/interventions/0/source", "0 sources"),
                planOf(rows("04Linear", 9), ".json: /interventions/0/rows: Row 9", "has 2"),
                planOf("{\"version\":1,\"collect\":[\"x\"]}", "/collect/0", "no block 'x'"));
    }

    static Stream<Arguments> configurations() {
        return Stream.of(
                config("a {seed = 1}\nb {seed = 2}", "", "--set experiment=NAME: a, b"),
                config("a {seed = 1}", "--set experiment=b", "'b'", "'a'"),
                config("seed = 1", "--set experiment=seed", "leave experiment out"),
                config("epocs = 1", "", "'epocs'", "Did you mean 'epochs'?"),
                config("epochs = [1", "", ".conf: 1"),
                config("epochs = ${none}", "", "${none}"),
                config("include required(\"none.conf\")", "", "none.conf"),
                config("alignment = [[left]]", "", "alignment", "different variables"),
                config("a = " + "[".repeat(100_000), "", "nested too deeply"),
                bad("train equality --config HERE/empty", WRONG, "is a directory"),
                bad("train equality --config HERE/nothing", WRONG, "There is no file"));
    }

    @Test
    void aStackTraceComesWhereItIsAskedFor() {
        CommandRun run = CommandRun.of("evaluate", folder + "/nothing", "--debug");
        assertThat(run.err()).startsWith("iit: There is no model").contains("\tat ");
    }

    private static Arguments bad(String line, int code, String... words) {
        return arguments(
                line,
                code,
                Arrays.stream(words).map(w -> w.replace(HERE, folder.toString())).toList());
    }

    private static Arguments run(String base, String out, String... words) {
        String files = " --base=HERE/" + base + " --out=HERE/" + out;
        return bad("run HERE/model" + files, WRONG, words);
    }

    private static Arguments plan(String file, String... words) {
        return run("base.npz --plan=HERE/" + file, "o.npz", words);
    }

    private static Arguments planOf(String text, String... words) {
        return plan(write(text, ".json"), words);
    }

    private static String edit(String site, String edit) {
        String format = "{\"version\":1,\"interventions\":[{\"site\":\"%s\",\"edit\":\"%s\"}]}";
        return format.formatted(site, edit);
    }

    private static String rows(String site, int row) {
        String format =
                "{\"version\":1,\"interventions\":[{\"site\":\"%s\",\"edit\":\"zero\",\"rows\":[%s]}]}";
        return format.formatted(site, row);
    }

    private static Arguments config(String text, String more, String... words) {
        String line = "train equality --config=HERE/" + write(text, ".conf") + " " + more;
        return bad(line.strip(), WRONG, words);
    }

    private static String write(String text, String suffix) {
        try {
            Path file = Files.createTempFile(folder, "bad", suffix);
            return Files.writeString(file, text).getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
