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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
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

    /** The build writes it beside this class, in a jar and in a folder alike. */
    private static String own() {
        Properties properties = new Properties();
        try (InputStream file = Versions.class.getResourceAsStream("version.properties")) {
            properties.load(Objects.requireNonNull(file, "version.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
