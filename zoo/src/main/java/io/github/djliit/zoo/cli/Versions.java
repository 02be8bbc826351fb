/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.engine.Engine;
import com.google.gson.JsonObject;
import picocli.CommandLine.IVersionProvider;

/** The versions of what is running. */
final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"djl-iit " + own(), "DJL " + Engine.getDjlVersion()};
    }

    static JsonObject toJson() {
        Engine engine = Engine.getInstance();
        JsonObject json = new JsonObject();
        json.addProperty("djl-iit", own());
        json.addProperty("djl", Engine.getDjlVersion());
        json.addProperty("engine", engine.getEngineName() + " " + engine.getVersion());
        json.addProperty("java", Runtime.version().feature());
        return json;
    }

    private static String own() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
