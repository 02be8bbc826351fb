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
import io.github.djliit.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The form in which DJL sends a list of arrays, {@code NDList.encode()}.
 *
 * <p>DJL's own decoder believes what a header says of lengths, and makes arrays on the way, so that
 * a damaged request costs memory; here nothing is made that the bytes do not hold. The reply needs
 * no engine.
 */
final class NdListBytes {

    private static final String MAGIC = "NDAR";
    private static final int VERSION = 3;
    private static final int MAX_AXES = 64;

    private NdListBytes() {}

    /** A tensor and its name, which may be empty, and need not be the only one. */
    record Named(String name, Tensor tensor) {}

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    static List<Named> read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int size = in.readInt();
            List<Named> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(readArray(in));
            }
            if (in.available() > 0) {
                throw damaged("something follows the last array");
            }
            return list;
        } catch (EOFException | UTFDataFormatException e) {
            throw new IllegalArgumentException("Not an NDList: the data ends too early", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Not an NDList: " + e.getMessage(), e);
        }
    }

    private static Named readArray(DataInputStream in) throws IOException {
        if (!MAGIC.equals(in.readUTF())) {
            throw damaged("an array does not start with " + MAGIC);
        }
        int version = in.readInt();
        if (version < 1 || version > VERSION) {
            throw damaged("expected arrays of version 1 to " + VERSION + ", found " + version);
        }
        String name = version > 1 && in.readByte() == 1 ? in.readUTF() : "";
        if (!"DENSE".equals(in.readUTF())) {
            throw damaged("expected a dense array");
        }
        String type = in.readUTF();
        long[] shape = readShape(in);
        boolean isBigEndian = version > 2 && in.readByte() == '>';
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw damaged("an array of " + length + " bytes, where " + in.available() + " follow");
        }
        byte[] numbers = in.readNBytes(length);
        ByteOrder order = isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new Named(name, Tensor.of(type(type), order, numbers, shape));
    }

    private static DataType type(String name) {
        for (DataType type : DataType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw damaged("there is no type of that name");
    }

    private static long[] readShape(DataInputStream in) throws IOException {
        int axes = in.readInt();
        if (axes < 0 || axes > MAX_AXES) {
            throw damaged("expected at most " + MAX_AXES + " axes, found " + axes);
        }
        long[] shape = new long[axes];
        for (int i = 0; i < axes; i++) {
            shape[i] = in.readLong();
            if (shape[i] < 0) {
                throw damaged("expected the length of an axis, found " + shape[i]);
            }
        }
        int layout = in.readInt();
        if (layout < 0 || layout > MAX_AXES) {
            throw damaged("expected the layout of " + axes + " axes, found one of " + layout);
        }
        in.readFully(new byte[layout * Character.BYTES]);
        return shape;
    }

    /** Writes a list; names are kept. */
    static byte[] write(Map<String, Tensor> tensors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(tensors.size());
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                write(out, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String name, Tensor tensor) throws IOException {
        out.writeUTF(MAGIC);
        out.writeInt(VERSION);
        out.writeByte(1);
        out.writeUTF(name);
        out.writeUTF("DENSE");
        out.writeUTF(tensor.type().name());
        out.write(tensor.shape().getEncoded());
        out.writeByte('<');
        byte[] numbers = tensor.toBytes();
        out.writeInt(numbers.length);
        out.write(numbers);
    }

    private static IllegalArgumentException damaged(String what) {
        return new IllegalArgumentException("Not an NDList: " + what);
    }
}
