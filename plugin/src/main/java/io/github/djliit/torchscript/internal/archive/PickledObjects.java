/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a pickle as data: their classes by name, what they hold, and no code run.
 *
 * <p>Knows the instructions that PyTorch writes for a module, and gives up at any other.
 */
final class PickledObjects {

    /** An instruction that this does not know, or one that does not fit what is there. */
    private static final class UnknownException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final Object MARK = new Object();

    private final ByteBuffer bytes;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private PickledObjects(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A class or function by its name. */
    record Global(String name) {}

    /** An object of a class. */
    record Instance(String type, Map<String, Object> state) {}

    /** What a function makes of its arguments, as a tensor of its storage. */
    record Made(String function, Object arguments) {}

    /** What is not in the pickle, by what names it. */
    record Outside(Object name) {}

    /** Returns the object of a pickle; nothing where that is not understood. */
    static Optional<Object> read(byte[] pickle) {
        try {
            return Optional.of(new PickledObjects(pickle).run());
        } catch (UnknownException | BufferUnderflowException e) {
            return Optional.empty(); // It is for the engine to say what is wrong.
        }
    }

    private Object run() {
        while (true) {
            int code = Byte.toUnsignedInt(bytes.get());
            if (code == '.') {
                return pop(Object.class);
            }
            step(code);
        }
    }

    private void step(int code) {
        switch (code) {
            case 0x80 -> bytes.get();
            case 'c' -> push(new Global(line() + "." + line()));
            case 'q' -> memo.put(Byte.toUnsignedInt(bytes.get()), top());
            case 'r' -> memo.put(bytes.getInt(), top());
            case 'h' -> push(known(Byte.toUnsignedInt(bytes.get())));
            case 'j' -> push(known(bytes.getInt()));
            case '(' -> push(MARK);
            case ')', ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<String, Object>());
            default -> value(code);
        }
    }

    private void value(int code) {
        switch (code) {
            case 'X' -> push(text(bytes.getInt()));
            case 0x8c -> push(text(Byte.toUnsignedInt(bytes.get())));
            case 'N' -> push("None");
            case 0x88, 0x89 -> push(code == 0x88);
            case 'K' -> push((long) Byte.toUnsignedInt(bytes.get()));
            case 'M' -> push((long) Short.toUnsignedInt(bytes.getShort()));
            case 'J' -> push((long) bytes.getInt());
            case 'G' -> push(bytes.getDouble());
            case 0x8a, 'U' -> push(text(Byte.toUnsignedInt(bytes.get())));
            default -> made(code);
        }
    }

    private void made(int code) {
        switch (code) {
            case 't' -> push(marked());
            case 0x85, 0x86, 0x87 -> push(last(code - 0x84));
            case 0x81 -> {
                pop(List.class);
                push(new Instance(pop(Global.class).name(), new LinkedHashMap<>()));
            }
            case 'R' -> {
                Object arguments = pop(Object.class);
                push(new Made(pop(Global.class).name(), arguments));
            }
            case 'Q' -> push(new Outside(pop(Object.class)));
            case 'b' -> {
                Map<String, Object> state = texts(pop(Map.class));
                if (top() instanceof Instance instance) {
                    instance.state().putAll(state);
                }
            }
            default -> filled(code);
        }
    }

    private void filled(int code) {
        switch (code) {
            case 'e' -> marked(); // No list has a module or a weight of one in it.
            case 'a' -> pop(Object.class);
            case 's' -> put(last(2));
            case 'u' -> put(marked());
            default -> throw new UnknownException();
        }
    }

    /** A dict of what was made with arguments, as an OrderedDict, has nothing of a module in it. */
    private void put(List<Object> entries) {
        if (top() instanceof Map<?, ?> dict) {
            Map<String, Object> target = texts(dict);
            for (int i = 0; i + 1 < entries.size(); i += 2) {
                if (entries.get(i) instanceof String key) {
                    target.put(key, entries.get(i + 1));
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> texts(Map<?, ?> dict) {
        return (Map<String, Object>) dict; // Nothing else is put into one.
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw new UnknownException();
        }
        return stack.get(stack.size() - 1);
    }

    private <T> T pop(Class<T> type) {
        Object found = top();
        if (!type.isInstance(found)) {
            throw new UnknownException();
        }
        stack.remove(stack.size() - 1);
        return type.cast(found);
    }

    private List<Object> last(int count) {
        if (stack.size() < count) {
            throw new UnknownException();
        }
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> found = new ArrayList<>(tail);
        tail.clear();
        return found;
    }

    private List<Object> marked() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw new UnknownException();
        }
        List<Object> found = last(stack.size() - mark - 1);
        stack.remove(mark);
        return found;
    }

    private Object known(int index) {
        Object found = memo.get(index);
        if (found == null) {
            throw new UnknownException();
        }
        return found;
    }

    private String line() {
        int start = bytes.position();
        while (bytes.get() != '\n') {
            // The name goes on.
        }
        return new String(
                bytes.array(), start, bytes.position() - 1 - start, StandardCharsets.UTF_8);
    }

    private String text(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new UnknownException();
        }
        String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }
}
