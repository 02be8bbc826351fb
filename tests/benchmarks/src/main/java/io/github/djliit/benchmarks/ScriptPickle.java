/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the tree of modules of a TorchScript file, in Python's pickle protocol 2. */
final class ScriptPickle {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ScriptPickle() {
        op(0x80).op(2);
    }

    /** Returns the pickle of no constants. */
    static byte[] emptyTuple() {
        return new byte[] {(byte) 0x80, 2, ')', '.'};
    }

    /** Begins a module, whose members follow. */
    ScriptPickle object(String clazz) {
        return global("__torch__", clazz)
                .op(')')
                .op(0x81)
                .op('}')
                .op('(')
                .member("training")
                .op(0x89);
    }

    /** Names the member that follows. */
    ScriptPickle member(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return op('X').integer(text.length).raw(text);
    }

    /** Ends a module. */
    ScriptPickle end() {
        return op('u').op('b');
    }

    /** Adds a float32 tensor that has a storage of its own. */
    ScriptPickle tensor(String storage, int... shape) {
        int size = 1;
        int[] strides = new int[shape.length];
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = size;
            size *= shape[axis];
        }
        global("torch._utils", "_rebuild_tensor_v2").op('(').op('(').member("storage");
        global("torch", "FloatStorage").member(storage).member("cpu").number(size).op('t').op('Q');
        number(0).tuple(shape).tuple(strides).op(0x88);
        return global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
    }

    byte[] bytes() {
        op('.');
        return out.toByteArray();
    }

    private ScriptPickle tuple(int... numbers) {
        op('(');
        for (int number : numbers) {
            number(number);
        }
        return op('t');
    }

    private ScriptPickle global(String module, String name) {
        return raw(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private ScriptPickle number(int value) {
        return op('J').integer(value);
    }

    private ScriptPickle integer(int value) {
        return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private ScriptPickle op(int code) {
        out.write(code);
        return this;
    }

    private ScriptPickle raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
