/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.causal.Setting;

/** An input of a task as Java values, which a {@link RecipeTranslatorFactory} takes. */
public interface TaskInput {

    /**
     * Returns the input as the causal model takes it.
     *
     * @return values of the causal model's inputs
     */
    Setting toSetting();
}
