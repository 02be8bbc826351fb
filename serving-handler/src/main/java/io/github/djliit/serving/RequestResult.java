/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request asked for, copied out of the engine.
 *
 * @param outputs the output arrays of each run of a part; one run but for the sources
 * @param collected likewise for each site the activations of each run, nearly always one
 */
record RequestResult(
        Map<ReplyPart, List<List<Tensor>>> outputs,
        Map<ReplyPart, Map<Site, List<List<Tensor>>>> collected) {

    /**
     * Takes the part of one request out of the result of its batch.
     *
     * @param request the request
     * @param result the result of the batch
     * @param from the first row of the request, or -1 if it is all of the batch
     * @param limit how many bytes may be copied
     */
    static RequestResult of(
            ServingRequest request, InterventionResult result, int from, long limit) {
        Cutter cutter = new Cutter(from, request.rows(), limit);
        Map<ReplyPart, List<List<Tensor>>> outputs = new EnumMap<>(ReplyPart.class);
        Map<ReplyPart, Map<Site, List<List<Tensor>>>> collected = new EnumMap<>(ReplyPart.class);
        for (ReplyPart part : ReplyPart.values()) {
            if (!request.parts().contains(part)) {
                continue;
            }
            switch (part) {
                case OUTPUT -> outputs.put(part, cutter.cut(List.of(result.counterfactual())));
                case BASE -> outputs.put(part, cutter.cut(List.of(result.base())));
                case SOURCES -> outputs.put(part, cutter.cut(own(request, result.sources())));
                default -> collected.put(part, collected(request, result, part, cutter));
            }
        }
        return new RequestResult(outputs, collected);
    }

    private static Map<Site, List<List<Tensor>>> collected(
            ServingRequest request, InterventionResult result, ReplyPart part, Cutter cutter) {
        Map<Site, List<List<Tensor>>> sites = new LinkedHashMap<>();
        for (Site site : request.interventions().collect()) {
            CollectedActivations found = result.collected().get(site);
            List<NDList> runs =
                    switch (part) {
                        case COLLECTED_BASE -> List.of(found.base());
                        case COLLECTED_SOURCES -> own(request, found.sources());
                        default -> List.of(found.counterfactual());
                    };
            sites.put(site, cutter.cut(runs));
        }
        return sites;
    }

    /** Others of the batch may have more sources. */
    private static List<NDList> own(ServingRequest request, List<NDList> sources) {
        return sources.subList(0, request.sources().size());
    }

    /** Checks that a reply is not too large. */
    static void checkSize(long bytes, long limit) {
        if (bytes > limit) {
            throw new RequestException(
                    ErrorCode.REPLY_TOO_LARGE,
                    "",
                    "a reply has at most "
                            + limit
                            + " bytes, this one "
                            + bytes
                            + " or more: collect less, or send fewer rows");
        }
    }

    /** Copies the rows of one request, and counts the bytes before it does. */
    private static final class Cutter {

        private final int from;
        private final int rows;
        private final long limit;
        private long bytes;

        Cutter(int from, int rows, long limit) {
            this.from = from;
            this.rows = rows;
            this.limit = limit;
        }

        List<List<Tensor>> cut(List<NDList> runs) {
            List<List<Tensor>> all = new ArrayList<>();
            for (NDList run : runs) {
                List<Tensor> tensors = new ArrayList<>();
                run.forEach(array -> tensors.add(cut(array)));
                all.add(tensors);
            }
            return all;
        }

        private Tensor cut(NDArray array) {
            long size = array.size() * array.getDataType().getNumOfBytes();
            if (from < 0) {
                count(size);
                return Tensor.of(array);
            }
            count(size / array.size(0) * rows);
            try (NDArray own = array.get(NDIndex.sliceAxis(0, from, from + rows))) {
                return Tensor.of(own);
            }
        }

        private void count(long more) {
            bytes += more;
            checkSize(bytes, limit);
        }
    }
}
