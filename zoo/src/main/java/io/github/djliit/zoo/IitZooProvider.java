/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;

/** Tells DJL of the {@link IitModelZoo}; found by the service loader. */
public final class IitZooProvider implements ZooProvider {

    /** Creates a provider, as the service loader does. */
    public IitZooProvider() {
        // Nothing to prepare.
    }

    @Override
    public ModelZoo getModelZoo() {
        return new IitModelZoo();
    }
}
