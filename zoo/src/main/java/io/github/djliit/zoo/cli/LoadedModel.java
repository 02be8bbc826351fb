/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.github.djliit.network.SiteInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model that is ready to run; whoever loads it closes it. */
interface LoadedModel extends AutoCloseable {

    /** Returns the network. */
    Block block();

    /** Makes a manager for a call, which the caller closes. */
    NDManager newManager();

    /** Reads inputs. */
    NDList read(Path file, NDManager manager) throws IOException;

    /** Lists the sites, with shapes if there is an example input, given or known. */
    List<SiteInfo> sites(Optional<Path> example) throws IOException;

    @Override
    void close();
}
