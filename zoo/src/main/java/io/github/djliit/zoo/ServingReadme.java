/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page that tells how to ask a model directory that is served. */
final class ServingReadme {

    private final String name;
    private final String base;
    private final boolean isWhole;
    private final Optional<TokenExample> tokens;

    /**
     * Creates it.
     *
     * @param name what the model is called
     * @param shapes the shape of each input, one row of it; empty if they are not known
     */
    ServingReadme(String name, List<Shape> shapes) {
        this(
                name,
                shapes.stream().map(shape -> ones(shape.getShape(), 0)).toList(),
                Optional.empty());
    }

    private ServingReadme(String name, List<String> inputs, Optional<TokenExample> tokens) {
        this.name = name;
        this.tokens = tokens;
        isWhole = !inputs.isEmpty();
        if (inputs.isEmpty()) {
            base = "[[...]]";
        } else if (inputs.size() == 1) {
            base = inputs.get(0);
        } else {
            base = inputs.stream().map("{\"data\": %s}"::formatted).toList().toString();
        }
    }

    /**
     * Creates the page of a TorchScript model.
     *
     * @param name what it is called
     * @param tokens what it can be asked, if it reads token ids
     */
    static ServingReadme of(String name, Optional<TokenExample> tokens) {
        List<String> inputs =
                tokens.map(example -> Collections.nCopies(example.inputs(), example.ids()))
                        .orElse(List.of());
        return new ServingReadme(name, inputs, tokens);
    }

    private static String ones(long[] shape, int axis) {
        if (axis == shape.length) {
            return "1";
        }
        int length = axis == 0 ? 1 : (int) shape[axis];
        return Collections.nCopies(length, ones(shape, axis + 1)).toString();
    }

    /**
     * Returns the page.
     *
     * @param alignment the model's alignment, if it has one
     */
    String text(Optional<Alignment> alignment) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(name).append("\n\n");
        text.append("A model for DJL Serving with the handler of djl-iit in its folder deps.");
        if (tokens.isPresent()) {
            text.append(" It takes ids of tokens; those below are made up.");
        } else if (!isWhole) {
            text.append(" `iit sites` lists the sites; `[[...]]` stands for rows of inputs.");
        }
        text.append("\n\nA plain prediction:\n\n");
        ask(text, "{\"inputs\": " + base + "}");
        if (tokens.filter(TokenExample::giveLogits).isPresent()) {
            text.append("\nText, token by token:\n\n");
            ask(
                    text,
                    "{\"inputs\": {\"base\": %s}, \"generate\": {\"max_new_tokens\": 5}}"
                            .formatted(base));
        }
        String both = "{\"inputs\": {\"base\": %s, \"sources\": [%s]}, ".formatted(base, base);
        Optional<Map.Entry<String, List<String>>> variable =
                alignment.flatMap(ServingReadme::first);
        if (variable.isPresent()) {
            text.append("\nA variable taken from a source:\n\n");
            ask(text, both + "\"variables\": {\"" + variable.get().getKey() + "\": 0}}");
        }
        String site =
                variable.map(v -> v.getValue().get(0))
                        .or(() -> tokens.flatMap(TokenExample::site).map(Object::toString))
                        .orElse("SITE");
        text.append("\nAny plan, with the plain output and activations:\n\n");
        ask(
                text,
                both
                        + ("\"plan\": {\"version\": 1, \"interventions\": [{\"site\": \"%s\","
                                        + " \"edit\": \"interchange\"}], \"collect\": [\"%s\"]},"
                                        + " \"return\": [\"output\", \"base\", \"collected\"]}")
                                .formatted(site, site));
        return text.toString();
    }

    private static Optional<Map.Entry<String, List<String>>> first(Alignment alignment) {
        return alignment.sites().entrySet().stream()
                .findFirst()
                .map(
                        entry ->
                                Map.entry(
                                        entry.getKey(),
                                        entry.getValue().stream().map(Object::toString).toList()));
    }

    private void ask(StringBuilder text, String body) {
        text.append("```sh\ncurl http://127.0.0.1:8080/predictions/")
                .append(name)
                .append(" -H 'Content-Type: application/json' -d '\n")
                .append(body)
                .append("'\n```\n");
    }
}
