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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.tensor.TensorFile.Format;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.cli.Iit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The handler in the {@code deps} of a DJL Serving, with models that {@code iit package} wrote. */
class ServingServerTest {

    private static final String SUM = "{'inputs': {'base': [[3, 6, 9]], 'sources': [[[4, 4, 4]]]}";
    private static final String PLAN =
            "{\"version\": 1, \"interventions\": [{\"site\": \"0\", \"edit\": \"interchange\"}]}";

    @TempDir private static Path folder;
    private static RealServer server;

    @BeforeAll
    static void start() throws Exception {
        RealServer.assume();
        Path trained = folder.resolve("trained");
        iit("train", "equality", "--epochs", "1", "--out", trained.toString());
        Path script = Files.copy(TorchScriptFile.of("mlp"), folder.resolve("any.pt"));
        Map<String, Path> models = new LinkedHashMap<>();
        models.put("sum3", packaged("sum3", "sum3"));
        models.put("transformer", packaged("transformer", "sum4-transformer"));
        models.put("trained", packaged("equality", trained.toString()));
        models.put("mlp", packaged("mlp", script.toString()));
        Files.writeString(
                Files.createDirectories(models.get("sum3").resolve("plans")).resolve("swap.json"),
                "{\"version\": 1, \"interventions\":"
                        + " [{\"site\": \"second[h{0}/3]\", \"edit\": \"interchange\"}]}");
        Path text = Files.copy(TorchScriptFile.of("gpt2_cache"), folder.resolve("text.pt"));
        models.put("text", packaged("text", text.toString()));
        Files.writeString(
                models.get("text").resolve("serving.properties"),
                "iit.generation_inputs=ids,mask,cache\niit.generation_cache=2,2,8\n",
                StandardOpenOption.APPEND);
        server = RealServer.start(Files.createDirectory(folder.resolve("home")), models);
    }

    private static void iit(String... arguments) {
        assertThat(Iit.run(arguments)).isZero();
    }

    private static Path packaged(String name, String model) {
        Path out = folder.resolve("models").resolve(name);
        iit("package", model, "--out", out.toString());
        return out;
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static JsonObject json(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JsonParser.parseString(reply.body()).getAsJsonObject();
    }

    private static int highest(String body) throws Exception {
        return Served.highest(json(server.ask("sum3", body)));
    }

    /** Of base 3, 6, 9 with S of the source 4, 4, 4: 8 + 9. */
    @Test
    void aVariableIsInterchanged() throws Exception {
        assertThat(highest(SUM + ", 'variables': {'S': 0}}")).isEqualTo(17);
    }

    @Test
    void aPlainPredictionIsTheSum() throws Exception {
        assertThat(highest("{'inputs': [[3, 6, 9]]}")).isEqualTo(18);
    }

    @Test
    void aStoredPlanGoesByItsName() throws Exception {
        assertThat(highest(SUM + ", 'plan': 'swap'}")).isEqualTo(17);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transformer | [[3, 6, 9, 1, 5]] | 02layers",
                "trained | [[1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]] | 01SequentialBlock",
                "mlp | [[1, 2, 3, 4, 5, 6]] | 0"
            })
    void whatWasPackagedGivesAnActivation(String model, String row, String site) throws Exception {
        String port = model.equals("transformer") ? ":output0" : "";
        String body = "{'inputs': {'base': %s}, 'collect': ['%s%s']}".formatted(row, site, port);
        assertThat(json(server.ask(model, body)).getAsJsonObject("collected").size()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | 400 | invalid_request | ''",
                "{'inputs': [[1, 2]]} | 400 | invalid_inputs | /inputs",
                "{'inputs': {'base': [[1, 2, 3]]}, 'variables': {'R': 0}} | 400"
                        + " | unknown_variable | /variables/R",
                "{'inputs': {'base': [[1, 2, 3]]}, 'collect': ['nowhere']} | 400"
                        + " | unknown_site | /collect",
                "{'inputs': {'base': [[1, 2, 3]]}, 'plan': 'none'} | 400 | unknown_plan | /plan",
                "{'inputs': {'base': [[1, 2, 3]]}, 'variables': {'S': 0}} | 400"
                        + " | missing_source | /variables",
            })
    void aFaultHasItsStatusAndItsPlace(String body, int status, String code, String pointer)
            throws Exception {
        HttpResponse<String> reply = server.ask("sum3", body);
        JsonObject error =
                JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonObject("error");
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(error.get("code").getAsString()).as(reply.body()).isEqualTo(code);
        assertThat(error.get("pointer").getAsString()).as(reply.body()).isEqualTo(pointer);
    }

    @Test
    void tooManyRowsAreTooMuch() throws Exception {
        String rows = "[1, 2, 3], ".repeat(300) + "[1, 2, 3]";
        assertThat(server.ask("sum3", "{'inputs': [" + rows + "]}").statusCode()).isEqualTo(413);
    }

    @Test
    void aFormThatIsNoFormSaysWhatIsMissing() throws Exception {
        byte[] body = "{\"inputs\": [[1, 2, 3]]}".getBytes(UTF_8);
        HttpResponse<byte[]> reply =
                server.send(server.request("sum3", "application/x-www-form-urlencoded", body));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(new String(reply.body(), UTF_8)).contains("Content-Type: application/json");
    }

    private static Map<String, Tensor> inputs() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("base", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 6));
        inputs.put("source0", Tensor.of(new float[] {6, 5, 4, 3, 2, 1}, 1, 6));
        return inputs;
    }

    private static float[] expected() throws Exception {
        String body =
                "{'inputs': {'base': [[1, 2, 3, 4, 5, 6]], 'sources': [[[6, 5, 4, 3, 2, 1]]]},"
                        + " 'plan': "
                        + PLAN
                        + "}";
        return Served.numbers(json(server.ask("mlp", body)).get("output"));
    }

    private static byte[] bytes(ReplyFormat format, Map<String, Tensor> tensors)
            throws IOException {
        return format == ReplyFormat.NDLIST ? NdListBytes.write(tensors) : format.write(tensors);
    }

    private static Tensor output(ReplyFormat format, byte[] bytes) throws IOException {
        return format == ReplyFormat.NDLIST
                ? NdListBytes.read(bytes).get(0).tensor()
                : TensorFile.read(new ByteArrayInputStream(bytes), 10_000).get("output0");
    }

    /** Tensors there and tensors back, with the plan beside them. */
    @ParameterizedTest
    @EnumSource(value = ReplyFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "JSON")
    void tensorsGiveWhatNumbersGive(ReplyFormat format) throws Exception {
        HttpResponse<byte[]> reply =
                server.send(
                        server.request(
                                "mlp?plan=" + URLEncoder.encode(PLAN, UTF_8),
                                format.mediaType(),
                                bytes(format, inputs()),
                                "Accept",
                                format.mediaType()));
        assertThat(reply.statusCode()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue(format.mediaType());
        assertThat(output(format, reply.body()).toFloats()).containsExactly(expected());
    }

    private static void part(ByteArrayOutputStream out, String name, String file, byte[] bytes)
            throws IOException {
        String head =
                "--part\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n%s\r\n"
                        .formatted(
                                name,
                                file.isEmpty() ? "" : "; filename=\"" + file + "\"",
                                file.isEmpty() ? "" : "Content-Type: application/octet-stream\r\n");
        out.write(head.getBytes(UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(UTF_8));
    }

    @Test
    void aFormBringsFilesAndAPlan() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, Tensor> run : inputs().entrySet()) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            TensorFile.write(file, Format.NPZ, Map.of("any", run.getValue()));
            part(out, run.getKey(), run.getKey() + ".npz", file.toByteArray());
        }
        part(out, "plan", "", PLAN.getBytes(UTF_8));
        out.write("--part--\r\n".getBytes(UTF_8));
        HttpResponse<byte[]> reply =
                server.send(
                        server.request(
                                "mlp", "multipart/form-data; boundary=part", out.toByteArray()));
        String text = new String(reply.body(), UTF_8);
        assertThat(reply.statusCode()).as(text).isEqualTo(200);
        assertThat(Served.numbers(JsonParser.parseString(text).getAsJsonObject().get("output")))
                .containsExactly(expected());
    }

    @Test
    void requestsAtTheSameTimeHaveTheirOwnPlans() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String body =
                    switch (i % 3) {
                        case 0 -> SUM + ", 'variables': {'S': 0}}";
                        case 1 -> "{'inputs': [[3, 6, 9]]}";
                        default -> "{";
                    };
            replies.add(server.askLater("sum3", body));
        }
        for (int i = 0; i < replies.size(); i++) {
            HttpResponse<String> reply = replies.get(i).get();
            assertThat(reply.statusCode()).isEqualTo(i % 3 == 2 ? 400 : 200);
            if (i % 3 < 2) {
                assertThat(Served.highest(json(reply))).isEqualTo(17 + i % 3);
            }
        }
    }

    @Test
    void theMetricsPageCountsInterventions() throws Exception {
        highest(SUM + ", 'variables': {'S': 0}}");
        server.ask("sum3", "{");
        String page = server.manage("GET", "/server/metrics").body();
        assertThat(page)
                .contains("IitRequests_total{Model=\"sum3\"}")
                .contains("IitRuns_total{Model=\"sum3\"}")
                .contains("IitCounterfactualPasses_total{Model=\"sum3\"}")
                .contains("IitRefused_total{Code=\"invalid_request\"}")
                .contains("IitInterventions_total{Edit=\"interchange\"}");
    }

    private static final String TEXT =
            "{'inputs': {'base': [[5, 9, 3]]}, 'plan': {'version': 1, 'interventions': [{'site':"
                    + " 'model.transformer.h.0', 'edit': 'scale', 'value': -3}]}, ";

    @Test
    void textIsStreamedTokenByToken() throws Exception {
        HttpResponse<String> reply =
                server.ask("text", TEXT + "'generate': {'max_new_tokens': 6, 'stream': true}}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        List<String> lines = reply.body().lines().toList();
        assertThat(lines).as(reply.body()).hasSize(7);
        JsonObject whole = json(server.ask("text", TEXT + "'generate': {'max_new_tokens': 6}}"));
        assertThat(JsonParser.parseString(lines.get(6))).isEqualTo(whole);
    }

    @Test
    void streamsAtTheSameTimeAreAllAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String body = TEXT + "'generate': {'max_new_tokens': %s, 'stream': true}}";
            replies.add(server.askLater("text", body.formatted(10 + i)));
        }
        for (int i = 0; i < replies.size(); i++) {
            assertThat(replies.get(i).get().body().lines()).hasSize(11 + i);
        }
    }

    @Test
    void aFaultBeforeTheFirstTokenHasItsStatus() throws Exception {
        String body = "{'inputs': {'base': [[5, 900]]}, 'generate': {'stream': true}}";
        assertThat(server.ask("text", body).statusCode()).isEqualTo(400);
    }

    @Test
    void aPlanThatIsPutThereIsTakenUp() throws Exception {
        Path plan = folder.resolve("models/sum3/plans/later.json");
        String body = SUM + ", 'plan': 'later'}";
        assertThat(server.ask("sum3", body).body()).contains("unknown_plan");
        Files.copy(folder.resolve("models/sum3/plans/swap.json"), plan);
        assertThat(highest(body)).isEqualTo(17);
        Files.delete(plan);
        assertThat(server.ask("sum3", body).body()).contains("unknown_plan");
    }
}
