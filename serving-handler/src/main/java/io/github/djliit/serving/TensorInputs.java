/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.serving.NdListBytes.Named;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads requests whose inputs are tensors by name: {@code base}, {@code source0}, {@code source1};
 * of a network with several inputs {@code base0}, {@code base1}, {@code source0_0}, {@code
 * source0_1}, as {@code iit run} writes them.
 *
 * <p>A dict {@code x} of the base is {@code base.x.key}, as DJL's engine calls it behind the dot, a
 * list {@code base.x[0]}, a tuple {@code base.x(0)}.
 *
 * <p>Other names are those of tensors that accompany a plan. Arrays without names are the inputs of
 * a plain prediction, in order. In a form, each part that is called so may be a file of its own.
 */
final class TensorInputs {

    static final String BASE = "base";

    private static final Pattern RUN =
            Pattern.compile("base(\\d{1,4})?|source(\\d{1,4})(?:_(\\d{1,4}))?");

    /** Inputs by the names of which an engine makes dicts, lists and tuples. */
    private static final Pattern NAMED = Pattern.compile("(base|source(\\d{1,4}))\\.(.+)");

    /** What numpy calls arrays that have no name. */
    private static final Pattern NAMELESS = Pattern.compile("|arr_\\d+");

    private final SortedMap<Integer, SortedMap<Integer, Tensor>> runs = new TreeMap<>();
    private final Map<Integer, List<String>> names = new TreeMap<>();
    private final Map<String, Tensor> others = new LinkedHashMap<>();
    private final List<Tensor> nameless = new ArrayList<>();

    private TensorInputs() {}

    /**
     * Reads a request.
     *
     * @param request the request
     * @param limit how many bytes compressed arrays may become
     */
    static RequestInputs read(RequestParts request, long limit) {
        TensorInputs inputs = new TensorInputs();
        for (Map.Entry<String, byte[]> entry : request.entries().entrySet()) {
            String name = entry.getKey();
            if (name.equals(RequestParts.BODY)) {
                boolean isList = BodyFormat.of(request) == BodyFormat.NDLIST;
                List<Named> arrays = arrays(entry.getValue(), isList, name, limit);
                arrays.forEach(array -> inputs.add(array.name(), array.tensor()));
            } else if (RUN.matcher(name).matches()) {
                inputs.addPart(name, arrays(entry.getValue(), false, name, limit));
            }
        }
        return inputs.inputs();
    }

    private static List<Named> arrays(byte[] bytes, boolean isList, String name, long limit) {
        try {
            if (isList) {
                return NdListBytes.read(bytes);
            }
            List<Named> arrays = new ArrayList<>();
            TensorFile.read(new ByteArrayInputStream(bytes), limit)
                    .forEach((key, tensor) -> arrays.add(new Named(key, tensor)));
            return arrays;
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw damaged(name, e);
        }
    }

    private static RequestException damaged(String name, Exception e) {
        return new RequestException(
                ErrorCode.INVALID_TENSOR,
                RequestParts.pointer(name),
                String.valueOf(e.getMessage()),
                e);
    }

    /** Adds the inputs of one run, in the order of the file. */
    private void addPart(String part, List<Named> arrays) {
        if (arrays.stream().anyMatch(array -> RequestInputs.isGrouped(array.name()))) {
            arrays.forEach(array -> add(part + "." + array.name(), array.tensor()));
            return;
        } else if (arrays.size() == 1) {
            add(part, arrays.get(0).tensor());
            return;
        }
        String separator = part.equals(BASE) ? "" : "_";
        for (int i = 0; i < arrays.size(); i++) {
            add(part + separator + i, arrays.get(i).tensor());
        }
    }

    private void add(String name, Tensor tensor) {
        Matcher run = RUN.matcher(name);
        Matcher named = NAMED.matcher(name);
        if (named.matches()) {
            int number = named.group(2) == null ? -1 : Integer.parseInt(named.group(2));
            List<String> known = names.computeIfAbsent(number, n -> new ArrayList<>());
            SortedMap<Integer, Tensor> inputs = runs.computeIfAbsent(number, n -> new TreeMap<>());
            require(known.size() == inputs.size(), name, "expected names for all inputs, or none");
            String own = numbered(named.group(3), known);
            require(!known.contains(own), name, "this input is there twice");
            known.add(own);
            inputs.put(inputs.size(), tensor);
        } else if (run.matches()) {
            boolean isBase = run.group(2) == null;
            int number = isBase ? -1 : Integer.parseInt(run.group(2));
            String input = isBase ? run.group(1) : run.group(3);
            Tensor before =
                    runs.computeIfAbsent(number, n -> new TreeMap<>())
                            .put(input == null ? 0 : Integer.parseInt(input), tensor);
            require(before == null, name, "this input is there twice");
        } else if (NAMELESS.matcher(name).matches()) {
            nameless.add(tensor);
        } else {
            String own = numbered(name, others.keySet());
            require(others.put(own, tensor) == null, name, "this tensor is there twice");
        }
    }

    /** The elements of a list or tuple may all be called so. */
    private static String numbered(String name, Collection<String> known) {
        boolean isElement = name.endsWith("[]") || name.endsWith(")");
        int number = 0;
        while (isElement && known.contains(name + number)) {
            number++;
        }
        return isElement ? name + number : name;
    }

    private static void require(boolean isRight, String name, String message) {
        if (!isRight) {
            throw new RequestException(
                    ErrorCode.INVALID_TENSOR, RequestParts.pointer(name), message);
        }
    }

    private RequestInputs inputs() {
        boolean isPlain = runs.isEmpty() && !nameless.isEmpty();
        if (isPlain) {
            return new RequestInputs(nameless, List.of(), others, true, List.of());
        } else if (runs.isEmpty() && others.keySet().stream().anyMatch(RequestInputs::isGrouped)) {
            return new RequestInputs(
                    List.copyOf(others.values()),
                    List.of(),
                    Map.of(),
                    true,
                    List.copyOf(others.keySet()));
        }
        require(
                runs.containsKey(-1),
                BASE,
                "missing: expected tensors called base and source0, source1, ..., or nameless ones"
                        + " for a plain prediction");
        require(nameless.isEmpty(), BASE, "expected names for all tensors, or for none");
        int sources = runs.lastKey() + 1;
        List<String> ofBase = names(-1, BASE);
        List<List<Tensor>> found = new ArrayList<>();
        for (int s = 0; s < sources; s++) {
            require(runs.containsKey(s), "source" + s, "missing: sources count from 0");
            found.add(run(s, "source" + s));
            RequestInputs.checkNames(ofBase, names(s, "source" + s), "/source" + s);
        }
        return new RequestInputs(run(-1, BASE), found, others, false, ofBase);
    }

    private List<String> names(int number, String name) {
        List<String> own = names.getOrDefault(number, List.of());
        require(
                own.isEmpty() || own.size() == runs.get(number).size(),
                name,
                "expected names for all inputs, or none");
        return own;
    }

    private List<Tensor> run(int number, String name) {
        SortedMap<Integer, Tensor> inputs = runs.get(number);
        require(
                inputs.lastKey() == inputs.size() - 1,
                name,
                "the inputs of the network count from 0, found " + inputs.keySet());
        return List.copyOf(inputs.values());
    }
}
