/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import io.github.djliit.internal.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the transformer as the TorchScript file that {@code torch.jit.trace} makes of it, each
 * module a class of its own; so measuring needs no Python, and the repository keeps no large file.
 */
final class ScriptFile {

    private final Kind kind;
    private final ZipOutputStream zip;
    private final StringBuilder code = new StringBuilder();
    private final ScriptPickle data = new ScriptPickle();

    /** Random numbers, which all weights are made of. */
    private final float[] numbers = new float[1 << 20];

    private int storages;

    private ScriptFile(Kind kind, ZipOutputStream zip) {
        this.kind = kind;
        this.zip = zip;
        Random random = new Random(42);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = .02f * (float) random.nextGaussian();
        }
    }

    /** Returns the file, which is written if it is not there. */
    static Path of(Kind kind, Path folder) throws IOException {
        Path file = folder.resolve("transformer-" + kind.layers + "x" + kind.units + ".pt");
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            try (AtomicFile made = new AtomicFile(file)) {
                try (OutputStream out = made.open();
                        ZipOutputStream zip = new ZipOutputStream(out)) {
                    new ScriptFile(kind, zip).write();
                }
                made.commit();
            }
        }
        return file;
    }

    private void write() throws IOException {
        data.object("Transformer");
        data.member("layers").object("Layers");
        StringBuilder members = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        for (int layer = 0; layer < kind.layers; layer++) {
            data.member(Integer.toString(layer));
            layer(layer);
            members.append("  __annotations__[\"%d\"] = __torch__.Layer%<d\n".formatted(layer));
            calls.append("    _%d = getattr(layers, \"%<d\")\n".formatted(layer));
            calls.append("    x%d = (_%<d).forward(x%s, )\n".formatted(layer, before(layer)));
        }
        data.end().member("out");
        linear("out", kind.units, Networks.CLASSES);
        data.end();
        clazz("Layers", "").append(members);
        clazz("Transformer", "layers : __torch__.Layers", "out : __torch__.Linear_out");
        forward("Transformer", "x").append("    layers = self.layers\n").append(calls);
        code.append("    last = torch.select(x%d, 1, -1)\n".formatted(kind.layers - 1));
        code.append("    return (self.out).forward(last, )\n");
        entry("data.pkl", data.bytes());
        entry("code/__torch__.py", code.toString().getBytes(StandardCharsets.UTF_8));
        entry("constants.pkl", ScriptPickle.emptyTuple());
        entry(".data/version", "3\n".getBytes(StandardCharsets.UTF_8));
        entry("byteorder", "little".getBytes(StandardCharsets.UTF_8));
    }

    private static String before(int layer) {
        return layer == 0 ? "" : Integer.toString(layer - 1);
    }

    private void layer(int layer) throws IOException {
        int units = kind.units;
        data.object("Layer" + layer);
        data.member("norm1");
        norm("norm1_" + layer);
        data.member("attn").object("Attention" + layer).member("qkv");
        linear("qkv_" + layer, units, 3 * units);
        data.member("proj");
        linear("proj_" + layer, units, units);
        data.end().member("norm2");
        norm("norm2_" + layer);
        data.member("up");
        linear("up_" + layer, units, 4 * units);
        data.member("down");
        linear("down_" + layer, 4 * units, units);
        data.end();
        code.append(ATTENTION.replace("$", "" + layer).replace("HEADS", "" + kind.heads()));
        code.append(LAYER.replace("$", "" + layer));
    }

    private static final String ATTENTION =
            """
            class Attention$(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              qkv : __torch__.Linear_qkv_$
              proj : __torch__.Linear_proj_$
              def forward(self: __torch__.Attention$,
                argument_1: Tensor) -> Tensor:
                proj = self.proj
                qkv = self.qkv
                rows = torch.size(argument_1, 0)
                tokens = torch.size(argument_1, 1)
                units = torch.size(argument_1, 2)
                _9 = torch.chunk((qkv).forward(argument_1, ), 3, -1)
                query, key, value, = _9
                query0 = torch.transpose(torch.view(query, [rows, tokens, HEADS, -1]), 1, 2)
                key0 = torch.transpose(torch.view(key, [rows, tokens, HEADS, -1]), 1, 2)
                value0 = torch.transpose(torch.view(value, [rows, tokens, HEADS, -1]), 1, 2)
                _10 = torch.matmul(query0, torch.transpose(key0, -1, -2))
                input = torch.mul(_10, 0.125)
                weights = torch.softmax(input, -1)
                _12 = torch.transpose(torch.matmul(weights, value0), 1, 2)
                input0 = torch.reshape(_12, [rows, tokens, units])
                return (proj).forward(input0, )
            """;

    private static final String LAYER =
            """
            class Layer$(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              norm1 : __torch__.LayerNorm_norm1_$
              attn : __torch__.Attention$
              norm2 : __torch__.LayerNorm_norm2_$
              up : __torch__.Linear_up_$
              down : __torch__.Linear_down_$
              def forward(self: __torch__.Layer$,
                x: Tensor) -> Tensor:
                down = self.down
                up = self.up
                norm2 = self.norm2
                attn = self.attn
                norm1 = self.norm1
                _1 = (attn).forward((norm1).forward(x, ), )
                input = torch.add(x, _1)
                _2 = (up).forward((norm2).forward(input, ), )
                input0 = torch.gelu(_2)
                input1 = torch.add(input, (down).forward(input0, ))
                return input1
            """;

    private StringBuilder clazz(String name, String... members) {
        code.append("class %s(Module):\n".formatted(name));
        boolean isLeaf = members.length == 2 && members[0].equals(WEIGHT);
        String parameters = isLeaf ? "\"weight\", \"bias\", " : "";
        code.append("  __parameters__ = [%s]\n  __buffers__ = []\n".formatted(parameters));
        code.append("  training : bool\n");
        for (String member : members) {
            code.append(member.isEmpty() ? "" : "  " + member + "\n");
        }
        return code;
    }

    private StringBuilder forward(String clazz, String argument) {
        return code.append(
                "  def forward(self: __torch__.%s,\n    %s: Tensor) -> Tensor:\n"
                        .formatted(clazz, argument));
    }

    private static final String WEIGHT = "weight : Tensor";

    private void linear(String name, int inputs, int outputs) throws IOException {
        leaf("Linear_" + name, "torch.linear(input, weight, bias)");
        tensor("weight", 0, outputs, inputs);
        tensor("bias", 0, outputs);
        data.end();
    }

    private void norm(String name) throws IOException {
        leaf(
                "LayerNorm_" + name,
                "torch.layer_norm(input, [%d], weight, bias)".formatted(kind.units));
        tensor("weight", 1, kind.units);
        tensor("bias", 0, kind.units);
        data.end();
    }

    private void leaf(String clazz, String result) {
        data.object(clazz);
        clazz(clazz, WEIGHT, "bias : Tensor");
        forward(clazz, "input");
        code.append("    bias = self.bias\n    weight = self.weight\n");
        code.append("    return %s\n".formatted(result));
    }

    private void tensor(String name, float centre, int... shape) throws IOException {
        int size = 1;
        for (int length : shape) {
            size *= length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            bytes.putFloat(centre + numbers[(i + 7919 * storages) & (numbers.length - 1)]);
        }
        data.member(name).tensor(Integer.toString(storages), shape);
        entry("data/" + storages++, bytes.array());
    }

    /** PyTorch reads archives that are not compressed. */
    private void entry(String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry("transformer/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
