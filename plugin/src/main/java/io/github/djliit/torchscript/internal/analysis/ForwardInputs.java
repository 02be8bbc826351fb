/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djliit.site.Nearest;
import io.github.djliit.torchscript.internal.analysis.InputNames.Given;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The arrays that the forward of a model takes, or another method where it is asked for. */
public final class ForwardInputs {

    private final ScriptClass type;
    private final ScriptFunction forward;

    public ForwardInputs(ScriptClass type, ScriptFunction forward) {
        this.type = type;
        this.forward = forward;
    }

    /**
     * Returns the names for the engine of arrays that have names in a file or a request: only where
     * a method takes a dict, a list or a tuple do names mean something.
     *
     * @return for each its name; null where it has none
     */
    public List<String> names(List<String> given) {
        ScriptFunction method = method(given);
        boolean areGrouped = areGrouped(method);
        List<String> names = new ArrayList<>();
        for (String name : given) {
            String known = areGrouped ? InputNames.ofEngine(name) : null;
            names.add(name.startsWith(InputNames.METHOD) ? name : known);
        }
        return names;
    }

    /**
     * Checks the arguments that are made of the inputs.
     *
     * @return the inputs as the method takes them, which is in its order; so those that are called
     *     as its parameters are put into order, where names mean something
     */
    public NDList checked(NDList inputs) {
        ScriptFunction method = method(names(inputs));
        if (method.problem().isPresent()) {
            return inputs;
        }
        List<FormalParameter> parameters = parameters(method);
        NDList ordered = areGrouped(method) ? ordered(inputs, parameters) : inputs;
        check(ordered, parameters);
        return ordered;
    }

    private static boolean areGrouped(ScriptFunction method) {
        return parameters(method).stream()
                .map(p -> InputNames.taken(p).orElse("Tensor"))
                .anyMatch(type -> !type.equals("Tensor"));
    }

    private static NDList ordered(NDList inputs, List<FormalParameter> parameters) {
        List<String> order = parameters.stream().map(FormalParameter::name).toList();
        List<String> given = InputNames.given(names(inputs)).stream().map(Given::name).toList();
        boolean areAllKnown =
                order.containsAll(given) && given.stream().distinct().count() == given.size();
        if (!areAllKnown) {
            return inputs;
        }
        NDList ordered = new NDList(inputs);
        ordered.sort(Comparator.comparingInt(array -> place(array, order)));
        return ordered;
    }

    /** The array that names the method comes first. */
    private static int place(NDArray array, List<String> order) {
        return InputNames.given(List.of(array.getName())).stream()
                .mapToInt(given -> order.indexOf(given.name()))
                .findFirst()
                .orElse(-1);
    }

    private static void check(NDList inputs, List<FormalParameter> parameters) {
        List<String> names = names(inputs);
        List<Given> given = InputNames.given(names);
        long least = parameters.stream().filter(p -> p.defaultValue().isEmpty()).count();
        if (given.size() < least || given.size() > parameters.size()) {
            throw new IllegalArgumentException(
                    "Expected the network's inputs %s, found %s arrays%s"
                            .formatted(
                                    parameters.stream().map(InputNames::form).toList(),
                                    inputs.size() - (InputNames.method(names).isPresent() ? 1 : 0),
                                    inputs.size() == given.size()
                                            ? ""
                                            : ", which make " + given.size() + " inputs"));
        }
        for (int i = 0; i < given.size(); i++) {
            check(parameters, i, given.get(i));
        }
    }

    /** Returns how many axes each input has; nothing where they are not arguments one by one. */
    public List<Integer> ranks(NDList inputs) {
        boolean isPlain = !areGrouped(forward) && InputNames.method(names(inputs)).isEmpty();
        return isPlain
                ? inputs.stream().map(array -> array.getShape().dimension()).toList()
                : List.of();
    }

    private static void check(List<FormalParameter> parameters, int place, Given given) {
        FormalParameter parameter = parameters.get(place);
        Optional<String> taken = InputNames.taken(parameter);
        if (taken.isPresent() && !taken.get().equals(given.type())) {
            throw new IllegalArgumentException(
                    "Input %s of the network, '%s', is a %s: call its arrays %s; found a %s%s"
                            .formatted(
                                    place,
                                    parameter.name(),
                                    parameter.type().orElse(ScriptType.TENSOR),
                                    InputNames.form(parameter),
                                    given.type(),
                                    given.name().isEmpty()
                                            ? ""
                                            : " called '" + given.name() + "'"));
        }
        boolean isAnother =
                !given.type().equals("Tensor")
                        && !given.name().equals(parameter.name())
                        && parameters.stream().anyMatch(p -> p.name().equals(given.name()));
        if (isAnother) {
            throw new IllegalArgumentException(
                    "Inputs are taken in order, and input %s of the network is '%s', not '%s': give"
                                    .formatted(place, parameter.name(), given.name())
                            + " them in the order "
                            + parameters.stream().map(FormalParameter::name).toList());
        }
    }

    /** Checks that forward runs, the only method that has hooks. */
    public static void checkForward(NDList inputs) {
        InputNames.method(names(inputs))
                .filter(name -> !name.equals("forward"))
                .ifPresent(
                        name -> {
                            throw new IllegalArgumentException(
                                    "A plan runs on forward, and the method '%s' is asked for:"
                                                    .formatted(name)
                                            + " export a module whose forward calls it");
                        });
    }

    private static List<String> names(NDList inputs) {
        return inputs.stream().map(NDArray::getName).map(name -> name == null ? "" : name).toList();
    }

    private static List<FormalParameter> parameters(ScriptFunction method) {
        List<FormalParameter> all = method.parameters();
        return all.subList(Math.min(1, all.size()), all.size());
    }

    private ScriptFunction method(List<String> names) {
        String name = InputNames.method(names).orElse("forward");
        if (name.equals("forward")) {
            return forward;
        }
        ScriptFunction found = type.methods().get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "The network has no method '%s'.%s"
                            .formatted(name, Nearest.hint(name, type.methods().keySet())));
        }
        return found;
    }
}
