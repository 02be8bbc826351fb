/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.github.djliit.site.Site;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tensor of a traced module a bare path and {@code :input} are. */
class OwnTensorTest {

    private static TorchScriptBlock open(String name) throws Exception {
        String file = "/architectures/" + name + "/model.pt";
        Path path = Path.of(Objects.requireNonNull(OwnTensorTest.class.getResource(file)).toURI());
        return TorchScriptBlock.open(path, Device.cpu(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "tied, head:input, head:input1",
        "with-mask, masked:input, masked:input1",
        "converted-residual, norm, norm:output1",
        "residual, relu:input, relu:input0",
    })
    void itIsWhatAHookGets(String network, String site, String resolved) throws Exception {
        try (TorchScriptBlock block = open(network)) {
            assertThat(block.resolve(Site.of(site))).hasToString(resolved);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rotary, kind:input, first argument, of sizes only, 'input0'",
        "late-first, late:input, first argument, in the order in which it uses them, 'input0'",
        "pair-swapped, pair, first result, in the order in which they are used, 'output0'",
        "classifier, bert, first result, last hidden state, 'output0'",
    })
    void itIsRefusedWhereTheTraceDoesNotTell(
            String network, String site, String which, String reason, String other)
            throws Exception {
        try (TorchScriptBlock block = open(network)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of(site)))
                    .withMessageContaining(which)
                    .withMessageContaining(reason)
                    .withMessageContaining(other)
                    .withMessageContaining("torch.jit.script");
        }
    }

    @ParameterizedTest
    @CsvSource({"rotary, kind:input0", "pair-swapped, pair:output1", "late-first, late:input1"})
    void aNumberedTensorIsThatOfTheCode(String network, String site) throws Exception {
        try (TorchScriptBlock block = open(network)) {
            assertThat(block.resolve(Site.of(site))).hasToString(site);
        }
    }
}
