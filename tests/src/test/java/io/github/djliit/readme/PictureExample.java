/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.report.AlignmentPicture;
import java.util.Map;

/** The picture of the README. */
final class PictureExample {

    private PictureExample() {}

    static String draw(
            InterventionBlock network,
            Alignment alignment,
            ParameterStore parameterStore,
            NDList example) {
        String svg =
                AlignmentPicture.builder()
                        .setCausalModel(Logic.MODEL)
                        .setAlignment(alignment.check(network.getTree()))
                        .setSites(network.sites(parameterStore, example))
                        .optFigures(Map.of("left", .9991, "right", .9999))
                        .build()
                        .toSvg();
        return svg;
    }
}
