/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.intervention.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Plans in files; the files that a plan names lie in the folder of its own. */
public final class PlanFile {

    private PlanFile() {}

    /**
     * Reads a plan.
     *
     * @param file the file
     * @return the plan
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if there is no such file, or it holds no plan
     */
    public static InterventionPlan read(Path file) throws IOException {
        return read(file, Map.of());
    }

    /**
     * Reads a plan that names tensors.
     *
     * @param file the file
     * @param tensors what the plan's {@code "@name"} stand for
     * @return the plan
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if there is no such file, or it holds no plan
     */
    public static InterventionPlan read(Path file, Map<String, Value> tensors) throws IOException {
        PlanFormat.Builder format = PlanFormat.builder().optTensors(tensors);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            format.optFolder(folder);
        }
        return TextFile.read(file, format.build()::read);
    }
}
