/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model directory that DJL Serving loads as it is.
 *
 * <p>Beside the files of the model, its alignment and its plans, it has a {@code
 * serving.properties} that names the handler. The handler's jar is the server's: it has all that is
 * named here.
 */
public final class ServingDirectory {

    /** What the server is told. */
    static final String PROPERTIES = "serving.properties";

    /** What the file for the server begins with. */
    static final String MARK = "# Written by: iit package.";

    static final String README = "README.md";

    private static final String SCRIPTS = "io.github.djliit.torchscript.TorchScriptBlockFactory";

    /** What a plan may refer to, and plans themselves. */
    private static final List<String> PLAN_FILES = List.of(".json", ".npz", ".npy", ".safetensors");

    private ServingDirectory() {}

    /**
     * Writes the directory of a model that was trained by a recipe, as a whole or not at all.
     *
     * @param target the folder to make
     * @param model the model
     * @param loaded the same model, loaded
     * @throws IOException if a file cannot be read or written
     */
    public static void write(OutFolder target, ModelDirectory model, Model loaded)
            throws IOException {
        List<DataType> types = ServingHandler.inputTypes(model, loaded);
        List<String> lines = new ArrayList<>();
        lines.add("blockFactory=" + RecipeBlockFactory.class.getName());
        NetworkFile network = NetworkFile.of(model.recipe());
        network.options().forEach((key, value) -> lines.add("option." + key + "=" + value));
        lines.add(ServingHandler.INPUT_TYPES + "=" + ServingHandler.names(types));
        try (AtomicDirectory directory = target.replace()) {
            for (Path file : network.files(model.path())) {
                copy(file, directory.path());
            }
            Path card = directory.path().resolve(ModelDirectory.CARD);
            boolean isTied = model.untied().isEmpty();
            ModelCard written = isTied ? model.card() : model.card().withoutFigures();
            Files.writeString(card, written.toJson().stripTrailing() + "\n");
            copyAlignment(model.alignmentFile().file(), directory.path());
            List<Shape> shapes = List.of(model.recipe().inputShapes());
            finish(directory, model.path(), lines, new ServingReadme(name(target), shapes));
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static IOException failure(OutFolder target, IOException e) {
        return new IOException(
                "Cannot write the package " + target.path() + ": " + IoErrors.of(e), e);
    }

    private static String name(OutFolder target) {
        return target.path().getFileName().toString();
    }

    /**
     * Writes the directory of a TorchScript model, as a whole or not at all.
     *
     * @param target the folder to make
     * @param script the TorchScript file
     * @param folder a folder with alignment and plans, or null for none
     * @throws IOException if a file cannot be read or written
     */
    public static void write(OutFolder target, Path script, Path folder) throws IOException {
        write(target, script, folder, null);
    }

    /**
     * Writes the directory of a TorchScript model with an alignment of its own.
     *
     * @param target the folder to make
     * @param script the TorchScript file
     * @param folder a folder with alignment and plans, or null for none
     * @param alignment a file in the place of the folder's alignment, or null
     * @throws IOException if a file cannot be read or written
     */
    public static void write(OutFolder target, Path script, Path folder, Path alignment)
            throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("blockFactory=" + SCRIPTS);
        lines.add("option.hasParameter=false");
        Optional<TokenExample> tokens = TokenExample.of(script);
        tokens.ifPresent(
                example -> {
                    List<DataType> types = Collections.nCopies(example.inputs(), DataType.INT64);
                    lines.add(ServingHandler.INPUT_TYPES + "=" + ServingHandler.names(types));
                });
        try (AtomicDirectory directory = target.replace()) {
            Files.copy(script, directory.path().resolve(ModelDirectory.SCRIPT));
            if (alignment != null) {
                copyAlignment(alignment, directory.path());
            } else if (folder != null) {
                copyIfThere(folder.resolve(ModelDirectory.ALIGNMENT), directory.path());
            }
            finish(directory, folder, lines, ServingReadme.of(name(target), tokens));
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static void finish(
            AtomicDirectory directory, Path from, List<String> lines, ServingReadme readme)
            throws IOException {
        if (from != null) {
            copyIfThere(from.resolve(ModelDirectory.PLAN), directory.path());
            copyPlans(from.resolve(ModelDirectory.PLANS), directory.path());
            followAlignment(from.resolve(ModelDirectory.ALIGNMENT), directory.path());
        }
        Files.writeString(directory.path().resolve(PROPERTIES), properties(lines));
        Path alignment = directory.path().resolve(ModelDirectory.ALIGNMENT);
        String page =
                readme.text(
                        Files.exists(alignment)
                                ? Optional.of(Alignment.fromJson(Files.readString(alignment)))
                                : Optional.empty());
        Files.writeString(directory.path().resolve(README), page);
        directory.commit();
    }

    private static String properties(List<String> lines) {
        return """
        %s The jar djl-iit-serving-handler belongs into the server's deps.
        engine=PyTorch
        translator=%s
        %s
        batch_size=8
        max_batch_delay=2
        minWorkers=1
        maxWorkers=2
        job_queue_size=64
        """
                .formatted(MARK, ServingHandler.NAME, String.join("\n", lines));
    }

    private static void copyAlignment(Path file, Path folder) throws IOException {
        Files.copy(file, folder.resolve(ModelDirectory.ALIGNMENT));
    }

    private static void copyPlans(Path plans, Path target) throws IOException {
        if (!Files.isDirectory(plans)) {
            return;
        }
        Path copies = Files.createDirectory(target.resolve(ModelDirectory.PLANS));
        for (Path file : AtomicDirectory.files(plans)) {
            String name = file.getFileName().toString();
            if (PLAN_FILES.stream().anyMatch(name::endsWith)) {
                copyIfThere(file, copies);
            }
        }
    }

    /** A plan that interchanges a variable at its sites does so at those of the copy, too. */
    private static void followAlignment(Path before, Path copy) throws IOException {
        Path after = copy.resolve(ModelDirectory.ALIGNMENT);
        if (!Files.exists(before) || !Files.exists(after) || Files.mismatch(before, after) < 0) {
            return;
        }
        Alignment own = AlignmentFile.read(before).alignment();
        Alignment given = AlignmentFile.read(after).alignment();
        for (String variable : own.variables()) {
            Path plan = copy.resolve(ModelDirectory.PLANS).resolve(variable + ".json");
            boolean isDerived =
                    Files.exists(plan)
                            && PlanFile.read(plan).toJson().equals(ownPlan(own, variable));
            if (isDerived && given.variables().contains(variable)) {
                Files.writeString(plan, ownPlan(given, variable) + "\n");
            } else if (isDerived) {
                Files.delete(plan);
            }
        }
    }

    private static String ownPlan(Alignment alignment, String variable) {
        return alignment.plan(Map.of(variable, 0)).toJson();
    }

    private static void copyIfThere(Path file, Path folder) throws IOException {
        if (Files.isRegularFile(file)) {
            copy(file, folder);
        }
    }

    private static void copy(Path file, Path folder) throws IOException {
        Files.copy(file, folder.resolve(file.getFileName()));
    }
}
