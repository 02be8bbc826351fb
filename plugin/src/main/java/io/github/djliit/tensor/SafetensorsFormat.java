/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code .safetensors} files: the length of a JSON header, the header, the numbers. */
final class SafetensorsFormat {

    /** Some hundred thousand tensors; as JSON it takes fifty times as much memory. */
    private static final int LONGEST_HEADER = 8 << 20;

    private static final String METADATA = "__metadata__";
    private static final String DTYPE = "dtype";
    private static final String SHAPE = "shape";
    private static final String OFFSETS = "data_offsets";

    private SafetensorsFormat() {}

    /** One tensor, as the header announces it. */
    private record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

    /** Reads what, by its start, is neither of the other formats. */
    static Map<String, Tensor> read(Source source) throws IOException {
        List<Entry> entries = entries(header(source), source);
        checkOffsets(entries, source);
        Map<String, Tensor> byName = new HashMap<>();
        for (Entry entry : byOffset(entries)) {
            source.enter(entry.name());
            byte[] data = source.take((int) (entry.end() - entry.begin()), "its data");
            byName.put(entry.name(), Tensor.own(entry.type(), data, entry.shape().getShape()));
        }
        source.leave();
        long end = entries.stream().mapToLong(Entry::end).max().orElse(0);
        source.checkEnd("the data of all tensors", end);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        entries.forEach(entry -> tensors.put(entry.name(), byName.get(entry.name())));
        return tensors;
    }

    private static String header(Source source) throws IOException {
        String none = "not an .npz file, nor .npy or .safetensors: ";
        byte[] start = source.take(Long.BYTES, none + "the shortest start");
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LONGEST_HEADER) {
            throw source.fault(
                    none
                            + "the header would take "
                            + Long.toUnsignedString(length)
                            + " bytes, expected 2 to "
                            + LONGEST_HEADER);
        }
        byte[] header = source.take((int) length, none + "the header");
        if (header[0] != '{') {
            throw source.fault(none + "the header should start with '{'");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
        } catch (CharacterCodingException e) {
            throw source.fault("the header is not text in UTF-8", e);
        }
    }

    private static List<Entry> entries(String header, Source source) {
        try {
            List<Entry> entries = new ArrayList<>();
            JsonNode.parse(header)
                    .object()
                    .forEach(
                            (name, node) -> {
                                if (name.equals(METADATA)) {
                                    node.object().values().forEach(JsonNode::string);
                                } else {
                                    entries.add(entry(name, node));
                                }
                            });
            return entries;
        } catch (JsonFormatException e) {
            throw source.fault("header: " + e.getMessage(), e);
        }
    }

    private static Entry entry(String name, JsonNode node) {
        Map<String, JsonNode> members = node.object(Set.of(DTYPE, SHAPE, OFFSETS));
        JsonNode dtype = node.get(DTYPE);
        ElementType type =
                ElementType.ofSafetensors(dtype.string())
                        .orElseThrow(
                                () ->
                                        dtype.fault(
                                                "expected one of "
                                                        + ElementType.names(known -> true)
                                                        + ", found "
                                                        + dtype.string()));
        long[] shape = numbers(node.get(SHAPE));
        long[] offsets = numbers(node.get(OFFSETS));
        if (offsets.length != 2) {
            throw members.get(OFFSETS).fault("expected 2 numbers, found " + offsets.length);
        }
        int bytes;
        try {
            bytes = type.bytes(shape);
        } catch (IllegalArgumentException e) {
            throw members.get(SHAPE).fault(e.getMessage());
        }
        if (offsets[1] - offsets[0] != bytes) {
            throw members.get(OFFSETS)
                    .fault(
                            "%s %s takes %s bytes, found %s"
                                    .formatted(
                                            Tensor.nameOf(type.dataType()),
                                            new Shape(shape),
                                            bytes,
                                            offsets[1] - offsets[0]));
        }
        return new Entry(name, type, new Shape(shape), offsets[0], offsets[1]);
    }

    private static long[] numbers(JsonNode list) {
        long[] numbers = list.list().stream().mapToLong(JsonNode::longInteger).toArray();
        if (Arrays.stream(numbers).anyMatch(number -> number < 0)) {
            throw list.fault("expected no number below 0, found " + Arrays.toString(numbers));
        }
        return numbers;
    }

    /** Tensors must lie end to end, so that no byte is read twice or hidden. */
    private static void checkOffsets(List<Entry> entries, Source source) {
        long position = 0;
        for (Entry entry : byOffset(entries)) {
            if (entry.begin() != position) {
                source.enter(entry.name());
                throw source.fault(
                        "its data should begin at "
                                + position
                                + ", where the last one ends, found "
                                + entry.begin());
            }
            position = entry.end();
        }
        source.checkLimit(position, "the data of all tensors");
    }

    private static List<Entry> byOffset(List<Entry> entries) {
        return entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
    }

    static void check(String name) {
        if (name.equals(METADATA)) {
            throw new IllegalArgumentException(
                    "No tensor of a .safetensors file may be called " + METADATA);
        }
    }

    static void write(OutputStream out, Map<String, Tensor> tensors) throws IOException {
        // Wide numbers first: readers that map the file need each at a multiple of its width.
        List<String> inOrder = new ArrayList<>(tensors.keySet());
        inOrder.sort(Comparator.comparingInt(name -> -tensors.get(name).elementType().width()));
        byte[] header = header(tensors, inOrder).getBytes(StandardCharsets.UTF_8);
        int length = (header.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        if (length > LONGEST_HEADER) {
            throw new IllegalArgumentException(
                    "The header of a .safetensors file takes at most "
                            + LONGEST_HEADER
                            + " bytes, found "
                            + length);
        }
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + length);
        start.order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(header);
        Arrays.fill(start.array(), start.position(), start.capacity(), (byte) ' ');
        out.write(start.array());
        for (String name : inOrder) {
            out.write(tensors.get(name).bytes());
        }
    }

    private static String header(Map<String, Tensor> tensors, List<String> inOrder) {
        Map<String, Long> begins = new HashMap<>();
        long position = 0;
        for (String name : inOrder) {
            begins.put(name, position);
            position += tensors.get(name).bytes().length;
        }
        JsonObject header = new JsonObject();
        tensors.forEach((name, tensor) -> header.add(name, entry(tensor, begins.get(name))));
        return header.toString();
    }

    private static JsonObject entry(Tensor tensor, long begin) {
        JsonArray shape = new JsonArray();
        Arrays.stream(tensor.shape().getShape()).forEach(shape::add);
        JsonArray offsets = new JsonArray();
        offsets.add(begin);
        offsets.add(begin + tensor.bytes().length);
        JsonObject entry = new JsonObject();
        entry.addProperty(DTYPE, tensor.elementType().safetensors());
        entry.add(SHAPE, shape);
        entry.add(OFFSETS, offsets);
        return entry;
    }
}
