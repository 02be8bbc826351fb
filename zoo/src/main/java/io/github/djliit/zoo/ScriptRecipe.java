/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.nn.Block;
import com.typesafe.config.Config;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A recipe whose network is a TorchScript file, which a resource holds untrained. */
interface ScriptRecipe extends Recipe {

    /**
     * Returns where the untrained network is.
     *
     * @return the name of a resource, from the root
     */
    String script();

    /** {@inheritDoc} The same whatever the settings. */
    @Override
    default Block network(Config settings) {
        return start(Device.cpu());
    }

    /**
     * Opens the untrained network, as trainable.
     *
     * @param device where it is to run
     * @return the network; the caller closes it
     */
    default TorchScriptBlock start(Device device) {
        try (InputStream bytes = ScriptRecipe.class.getResourceAsStream(script())) {
            if (bytes == null) {
                throw new IllegalStateException("The resource " + script() + " is not there");
            }
            return TorchScriptBlock.open(bytes, script(), device, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("The resource " + script() + ": " + e.getMessage(), e);
        }
    }
}
