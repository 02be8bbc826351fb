/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** The one tolerance of the tests: 1e-5 relative, 1e-6 absolute. */
public final class Close {

    private Close() {}

    public static void assertClose(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        assertClose(found.toFloatArray(), expected.toFloatArray());
    }

    public static void assertClose(float[] found, float... expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i]))
                    .as(
                            "element %d of %s, expected %s",
                            i, Arrays.toString(found), Arrays.toString(expected))
                    .isLessThanOrEqualTo(1e-6f + 1e-5f * Math.abs(expected[i]));
        }
    }
}
