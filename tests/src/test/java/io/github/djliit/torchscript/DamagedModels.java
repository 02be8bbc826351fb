/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.support.Zips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A program that opens damaged copies of a model and runs a plan on those that open; its exit code
 * is the number of exceptions that are not declared.
 */
final class DamagedModels {

    private static final List<String> ENTRIES =
            List.of("/code/", "/data/", "data.pkl", "constants.pkl");

    private final Path whole;
    private final Path file;
    private final Random random = new Random(1);
    private int opened;
    private int wrong;

    private DamagedModels(Path whole, Path folder) {
        this.whole = whole;
        file = folder.resolve("damaged.pt");
    }

    /** Arguments: the model, and a folder. */
    public static void main(String[] arguments) throws IOException {
        DamagedModels models = new DamagedModels(Path.of(arguments[0]), Path.of(arguments[1]));
        byte[] bytes = Files.readAllBytes(models.whole);
        for (int i = 0; i < 300; i++) {
            models.tryOut(bytes(bytes.clone(), models.random));
        }
        for (int i = 0; i < 300; i++) {
            models.tryOut(models.entry(ENTRIES.get(i % ENTRIES.size())));
        }
        System.out.println("opened " + models.opened + ", wrong " + models.wrong);
        System.exit(Math.min(models.wrong, 100));
    }

    private void tryOut(byte[] damaged) throws IOException {
        Files.write(file, damaged);
        try {
            run(file);
            opened++;
        } catch (IOException | MalformedModelException | IllegalArgumentException e) {
            wrong += e.getMessage().contains("\n") ? 1 : 0;
        } catch (RuntimeException e) {
            wrong++;
            e.printStackTrace(System.out);
        }
    }

    private static void run(Path file) throws IOException, MalformedModelException {
        InterventionPlan plan = InterventionPlan.builder().interchange("2").collect("4").build();
        try (TorchScriptBlock block = TorchScriptBlock.open(file, Device.cpu(), false);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList base = new NDList(manager.ones(new Shape(3, 6)));
            NDList source = new NDList(manager.zeros(new Shape(3, 6)));
            new InterventionBlock(block).intervene(plan, base, source);
        }
    }

    private static byte[] bytes(byte[] bytes, Random random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        return flipped(bytes, random);
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        for (int i = 0; i <= random.nextInt(8); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Damages the content of an entry, and gives it the right checksum. */
    private byte[] entry(String which) {
        Map<String, byte[]> contents = Zips.read(whole);
        List<String> names = contents.keySet().stream().filter(n -> n.contains(which)).toList();
        flipped(contents.get(names.get(random.nextInt(names.size()))), random);
        return Zips.bytes(contents);
    }
}
