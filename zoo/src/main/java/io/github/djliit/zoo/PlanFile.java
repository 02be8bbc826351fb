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
import java.io.IOException;
import java.nio.file.Path;

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
        Path folder = file.toAbsolutePath().getParent();
        PlanFormat format =
                folder == null
                        ? PlanFormat.builder().build()
                        : PlanFormat.builder().optFolder(folder).build();
        return TextFile.read(file, format::read);
    }
}
