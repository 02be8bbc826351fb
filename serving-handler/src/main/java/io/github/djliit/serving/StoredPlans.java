/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.site.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The plans of a model directory: {@code plans/NAME.json} by name, and {@code default}, which is
 * {@code plan.json}.
 *
 * <p>Files may come, change and go while the model is served: a plan is what its file says when it
 * is asked for, and is read again when the file changed. Thread-safe.
 */
final class StoredPlans {

    private static final String DEFAULT = "default";
    private static final String ENDING = ".json";
    private static final String PLAN = "/plan";

    /** The name of a file in one folder, and of no other place. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]{0,199}");

    private final Path model;
    private final Path folder;
    private final Map<Path, Read> read = new ConcurrentHashMap<>();

    /** A plan that was read, and what its file was like then. */
    private record Read(FileTime changed, long bytes, RequestPlan plan) {}

    /**
     * Creates it.
     *
     * @param model the model directory
     */
    StoredPlans(Path model) {
        this.model = model;
        folder = model.resolve("plans");
    }

    /**
     * Returns the plan of a name.
     *
     * @throws RequestException if there is none, or its file is damaged
     */
    RequestPlan get(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new RequestException(
                                        ErrorCode.UNKNOWN_PLAN,
                                        PLAN,
                                        "the model has no plan of that name."
                                                + Nearest.hint(name, names())));
    }

    /** Returns the plan that holds where none is given. */
    Optional<RequestPlan> usual() {
        return find(DEFAULT);
    }

    private Optional<RequestPlan> find(String name) {
        if (name.equals(DEFAULT)) {
            return find(name, model.resolve("plan.json"), model);
        }
        return NAME.matcher(name).matches()
                ? find(name, folder.resolve(name + ENDING), folder)
                : Optional.empty();
    }

    private Optional<RequestPlan> find(String name, Path file, Path beside) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Read before = read.get(file);
            if (before == null
                    || before.bytes() != now.size()
                    || !before.changed().equals(now.lastModifiedTime())) {
                PlanFormat format = PlanFormat.builder().optFolder(beside).build();
                RequestPlan plan =
                        RequestPlan.of(ServedModel.read(file, format::read), PLAN, false);
                before = new Read(now.lastModifiedTime(), now.size(), plan);
                read.put(file, before);
            }
            return Optional.of(before.plan());
        } catch (NoSuchFileException e) {
            read.remove(file);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_PLAN,
                    PLAN,
                    "the stored plan '" + name + "' is damaged: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Collection<String> names() {
        Collection<String> names = new TreeSet<>();
        if (Files.isRegularFile(model.resolve("plan.json"))) {
            names.add(DEFAULT);
        }
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    names.add(name.substring(0, name.length() - ENDING.length()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }
}
