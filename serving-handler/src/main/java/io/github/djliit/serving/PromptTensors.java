/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.types.DataType;
import io.github.djliit.generation.Padding;
import io.github.djliit.generation.Prompts;
import io.github.djliit.json.JsonNode;
import io.github.djliit.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prompts of different lengths in one tensor, {@code [rows, tokens]}: behind a shorter one stands
 * -1, which is no token.
 */
final class PromptTensors {

    private static final long NONE = -1;

    /** Up to here every whole number is a float. */
    private static final long MOST = 1L << 24;

    private PromptTensors() {}

    /** Whether a node is a list of prompts, and not one tensor that tells its shape or type. */
    static boolean arePrompts(JsonNode node) {
        return node.isList() && node.size() > 0 && node.at(0).isList();
    }

    /**
     * Reads prompts.
     *
     * @param node a list of lists of tokens
     * @param limit how many bytes the tensor may have
     */
    static Tensor read(JsonNode node, long limit) {
        List<JsonNode> rows = node.list();
        int width = 0;
        for (JsonNode row : rows) {
            if (!row.isList() || row.size() == 0) {
                throw row.fault("expected the ids of a prompt, one or more");
            }
            width = Math.max(width, row.size());
        }
        long size = (long) rows.size() * width;
        if (size > limit / Long.BYTES) {
            throw new RequestException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    node.pointer(),
                    "filled up to one length, the prompts have " + size + " tokens: send fewer");
        }
        long[] ids = new long[(int) size];
        Arrays.fill(ids, NONE);
        int at = 0;
        for (JsonNode row : rows) {
            int next = at;
            for (JsonNode id : row.list()) {
                ids[next++] = token(id);
            }
            at += width;
        }
        return Tensor.of(ids, rows.size(), width);
    }

    private static long token(JsonNode node) {
        long id = node.longInteger();
        if (id < 0) {
            throw node.fault("expected the id of a token, from 0");
        }
        return id;
    }

    /**
     * Takes prompts out of a tensor.
     *
     * @param inputs the inputs of one run
     * @param pointer where they stand in the request
     */
    static Prompts of(List<Tensor> inputs, String pointer) {
        boolean isTable = inputs.size() == 1 && inputs.get(0).shape().dimension() == 2;
        if (!isTable) {
            throw fault(pointer, "expected the ids of prompts, [rows, tokens]");
        }
        int rows = Math.toIntExact(inputs.get(0).shape().get(0));
        long[] ids = ids(inputs.get(0), pointer);
        int width = ids.length / rows;
        List<long[]> prompts = new ArrayList<>();
        for (int at = 0; at < ids.length; at += width) {
            int to = at + width;
            while (to > at && ids[to - 1] == NONE) {
                to--;
            }
            long[] prompt = Arrays.copyOfRange(ids, at, to);
            if (prompt.length == 0 || Arrays.stream(prompt).anyMatch(id -> id < 0)) {
                throw fault(
                        pointer,
                        "expected the ids of tokens, from 0, and -1 only behind a prompt that is"
                                + " shorter than others; found "
                                + Arrays.toString(Arrays.copyOfRange(ids, at, at + width)));
            }
            prompts.add(prompt);
        }
        return Prompts.of(prompts, Padding.LEFT);
    }

    /** Numbers in JSON may have been read as floats, which hold all ids there are. */
    private static long[] ids(Tensor tensor, String pointer) {
        if (tensor.type() == DataType.INT64) {
            ByteBuffer bytes = ByteBuffer.wrap(tensor.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
            long[] ids = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(ids);
            return ids;
        }
        float[] numbers = tensor.toFloats();
        long[] ids = new long[numbers.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (long) numbers[i];
            if (ids[i] != numbers[i] || ids[i] > MOST) {
                throw fault(pointer, "expected ids of tokens, whole numbers, found " + numbers[i]);
            }
        }
        return ids;
    }

    private static RequestException fault(String pointer, String message) {
        return new RequestException(ErrorCode.INVALID_TENSOR, pointer, message);
    }
}
