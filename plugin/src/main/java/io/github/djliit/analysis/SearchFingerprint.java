/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDArray;
import java.util.zip.CRC32;

/** A search's fingerprint covers its settings, its pairs and the activations of their sources. */
final class SearchFingerprint {

    private SearchFingerprint() {}

    static String of(SubspaceSearch search, TrainingPairs pairs) {
        SubspaceSearch.Builder settings = search.settings();
        CRC32 crc = new CRC32();
        pairs.all().base().forEach(array -> add(crc, array));
        pairs.all().expected().forEach(array -> add(crc, array));
        pairs.all().sources().activations().values().forEach(runs -> add(crc, runs.get(0)));
        return String.join(
                " ",
                search.sites().toString(),
                settings.dimensions.toString(),
                "boundless=" + settings.boundless + ":" + settings.boundaryPenalty,
                "lowRank=" + settings.lowRank,
                "output=" + settings.criterion.output(),
                "epochs=" + settings.epochs + ":" + settings.patience,
                "starts=" + settings.starts + ":" + settings.trialEpochs,
                "steps=" + settings.batchSize + ":" + settings.learningRate,
                "seed=" + settings.seed,
                Long.toHexString(crc.getValue()));
    }

    private static void add(CRC32 crc, NDArray array) {
        crc.update(array.toByteArray());
    }
}
