/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** What managers hold, those below them included, which {@code getManagedArrays} leaves out. */
public final class Held {

    private Held() {}

    /** Counts the arrays and managers of a manager. */
    public static int by(NDManager manager) {
        int count = 0;
        for (Object held : resources(manager, "resources").values()) {
            count += 1 + (held instanceof NDManager below ? by(below) : 0);
        }
        return count + resources(manager, "tempResources").size();
    }

    private static Map<?, ?> resources(NDManager manager, String field) {
        try {
            Field found = BaseNDManager.class.getDeclaredField(field);
            found.setAccessible(true);
            return (Map<?, ?>) found.get(manager);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
