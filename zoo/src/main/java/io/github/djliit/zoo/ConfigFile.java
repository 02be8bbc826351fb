/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.github.djliit.site.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads files in HOCON, which may hold several configurations by name. */
final class ConfigFile {

    private ConfigFile() {}

    static Config read(Path file) {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("'" + file + "' is a directory; name a file");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    Files.exists(file)
                            ? "The file " + file + " cannot be read: permission denied"
                            : "There is no file " + file);
        }
        TextFile.checkLength(file);
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults().setAllowMissing(false);
            Config read = ConfigFactory.parseFile(file.toFile(), options).resolve();
            if (read.isEmpty()) {
                throw new IllegalArgumentException("The file " + file + " holds no settings");
            }
            return read;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(message(file, e), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(file + ": nested too deeply", e);
        }
    }

    /** Lists the configurations that a file holds by name. */
    static List<String> names(Config read) {
        return read.root().entrySet().stream()
                .filter(entry -> entry.getValue().valueType() == ConfigValueType.OBJECT)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    static Config pick(Path file, Config read, String experiment) {
        List<String> names = names(read);
        if (!names.contains(experiment)) {
            throw new IllegalArgumentException(
                    "The file "
                            + file
                            + " has no configuration '"
                            + experiment
                            + "'."
                            + (names.isEmpty()
                                    ? " It holds settings without a name: leave experiment out"
                                    : Nearest.hint(experiment, names)));
        }
        return read.getConfig(ConfigUtil.quoteString(experiment));
    }

    /** Names the file once, and leaves out names of classes. */
    private static String message(Path file, ConfigException e) {
        String message = e.getMessage().replaceAll("\\b[a-z.]+\\.[A-Za-z]+Exception: ", "");
        return message.startsWith(file.toString()) ? message : file + ": " + message;
    }
}
