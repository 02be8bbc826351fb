/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djliit.support.Close;
import java.util.stream.IntStream;

/** Compares arrays: bit for bit, or with the tolerance of all tests. */
final class Near {

    private Near() {}

    static void assertNear(NDArray actual, NDArray expected) {
        Close.assertClose(actual, expected);
    }

    static void assertNear(NDList actual, NDList expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertNear(actual.get(i), expected.get(i));
        }
    }

    static void assertEqual(NDList actual, NDList expected) {
        assertThat(same(actual, expected)).as("%s%nexpected%n%s", actual, expected).isTrue();
    }

    /** Whether two lists are equal bit for bit. */
    static boolean same(NDList actual, NDList expected) {
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!actual.get(i).contentEquals(expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether two lists are equal but for rounding. */
    static boolean isNear(NDList actual, NDList expected) {
        return actual.size() == expected.size()
                && IntStream.range(0, actual.size())
                        .allMatch(i -> Close.isClose(actual.get(i), expected.get(i)));
    }
}
