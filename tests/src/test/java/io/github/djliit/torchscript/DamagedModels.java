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

    private static final int COUNT = 300;

    private DamagedModels() {}

    /** Arguments: the model, a folder, a seed, and what is damaged: the bytes, or entries. */
    public static void main(String[] arguments) throws IOException {
        Path whole = Path.of(arguments[0]);
        byte[] bytes = Files.readAllBytes(whole);
        Path file = Path.of(arguments[1]).resolve("damaged.pt");
        Random random = new Random(Long.parseLong(arguments[2]));
        int opened = 0;
        int wrong = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] damaged =
                    arguments[3].equals("bytes")
                            ? bytes(bytes.clone(), random)
                            : entries(whole, arguments[3], random);
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
        System.out.println("opened " + opened + ", wrong " + wrong);
        System.exit(Math.min(wrong, 100));
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
    private static byte[] entries(Path whole, String which, Random random) {
        Map<String, byte[]> contents = Zips.read(whole);
        List<String> names = contents.keySet().stream().filter(n -> n.contains(which)).toList();
        flipped(contents.get(names.get(random.nextInt(names.size()))), random);
        return Zips.bytes(contents);
    }
}
