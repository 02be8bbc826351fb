/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.PlanRoundTripTest.json;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.djliit.json.JsonFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan gets wrong is told with its place and, where it can be, with the remedy. */
class PlanFaultsTest {

    private static void assertFault(String json, String message) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> InterventionPlan.fromJson(json.replace('\'', '"')))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'edit': 'zero', 'sorce': 1 | /sorce: not a key here. Did you mean 'source'?",
                "'edit': 'intercange' | /edit: unknown edit 'intercange'. Did you mean"
                        + " 'interchange'?",
                "'edit': 'zero', 'value': 1 | /value: zero takes no value",
                "'edit': 'zero', 'from': 'b' | /from: zero takes no from",
                "'edit': 'set', 'value': 1, 'std': 1 | /std: set takes no std",
                "'edit': 'add' | /value: missing: add needs a value, or the index of a source",
                "'edit': 'subtract', 'from': 'b' | /value: missing: subtract needs a value",
                "'edit': 'add', 'value': 1, 'source': 0 | /source: add takes a value or a source",
                "'edit': 'add', 'value': 1, 'from': 'b' | /from: add takes a value or a source",
                "'edit': 'scale' | /value: missing: scale needs a value, or a number in 'scale'",
                "'edit': 'scale', 'value': 1e38, 'scale': 1e38 | : A value must be finite",
                "'edit': 'set', 'value': [[1, 2], [3]] | /value/1: expected the shape of its",
                "'edit': 'set', 'value': [1, [2]] | /value/1: expected the shape of its",
                "'edit': 'set', 'value': [[1], []] | /value/1: expected numbers, at least one",
                "'edit': 'set', 'value': [[[[[[[[[1]]]]]]]]] | /value/0/0/0/0/0/0/0/0: expected"
                        + " numbers, at least one, in at most 8 nested arrays",
                "'edit': 'set', 'value': 'x' | /value: expected numbers, or the name of an"
                        + " accompanying tensor as \"@name\", found 'x'",
                "'edit': 'set', 'value': '@x' | /value: no tensors accompany this plan",
                "'edit': 'noise' | /std: missing",
                "'edit': 'noise', 'std': -1 | /std: The standard deviation of noise is a number",
                "'edit': 'noise', 'std': 1, 'seed': 0.5 | /seed: expected a whole number of 64",
                "'edit': 'mask' | : mask needs one of weights, logits and boundary, found []",
                "'edit': 'mask', 'weights': 1, 'boundary': 1 | : mask needs one of weights, logits"
                        + " and boundary, found [weights, boundary]",
                "'edit': 'mask', 'weights': [0, 2] | /weights: The weights of a mask are from 0",
                "'edit': 'mask', 'weights': 0, 'temperature': 1 | /temperature: mask takes a"
                        + " temperature with logits or a boundary",
                "'edit': 'mask', 'logits': [1] | /temperature: missing",
                "'edit': 'mask', 'logits': [1], 'temperature': 0 | /temperature: The temperature",
                "'edit': 'mask', 'logits': [[1]], 'temperature': 1 | /logits: The logits of a mask",
                "'edit': 'mask', 'boundary': 2, 'temperature': 1 | /boundary: The boundary of a",
                "'edit': 'zero', 'rows': [] | /rows: Expected one or more different rows from 0",
                "'edit': 'zero', 'rows': [1, 1] | /rows: Expected one or more different rows",
                "'edit': 'zero', 'rows': -1 | /rows: Expected one or more different rows",
                "'edit': 'zero', 'rows': '0:4' | /rows: expected an array, found \"0:4\"",
                "'edit': 'zero', 'rows': [2, 0], 'positions': [[1], [2]] | /rows/1: rows are in"
                        + " ascending order where positions or features are given row by row",
                "'edit': 'zero', 'positions': [] | /positions: Positions in the base: expected an",
                "'edit': 'zero', 'positions': [[1], []] | /positions: Positions in the base:"
                        + " expected one or more different positions for each row, found []",
                "'edit': 'zero', 'positions': [[1, 1]] | /positions: Positions in the base:",
                "'edit': 'zero', 'positions': [[1], 2] | /positions/1: expected an array, found 2",
                "'edit': 'interchange', 'positions': {'source': [1]} | /positions/base: missing",
                "'edit': 'zero', 'positions': {'base': [1], 'source': [1]} | /positions/source:"
                        + " zero takes no source",
                "'edit': 'interchange', 'positions': {'base': [1, 2], 'source': [1]} | /positions:"
                        + " Row 0 has 2 positions in the base, [1, 2], and 1 in the source, [1]",
                "'edit': 'interchange', 'positions': {'base': [[1], [2]], 'source': [[1], [2],"
                        + " [3]]} | /positions: Positions are given for 2 rows of the base and 3",
                "'edit': 'zero', 'rows': [0], 'positions': [[1], [2]] | /positions: expected one"
                        + " entry for each of the 1 rows, or one for all, found 2",
                "'edit': 'zero', 'rows': [0], 'features': [[1], [2]] | /features: expected one"
                        + " entry for each of the 1 rows, or one for all, found 2",
                "'edit': 'zero', 'features': [] | /features: expected one or more different",
                "'edit': 'zero', 'features': [0, 0] | /features: expected one or more different",
                "'edit': 'zero', 'features': '4:4' | /features: 4:4 at character 0: expected a",
                "'edit': 'zero', 'features': [[0], 'color'] | /features/1: color at character 0:",
                "'edit': 'zero', 'features': 'color' | /features: The features 'color' are named,"
                        + " but the featurizer has no partition",
                "'edit': 'interchange', 'source': 1, 'into': 1 | /into: An intervention at a goes"
                        + " from source 1 into source 1: a chain goes into a source of a higher",
                "'edit': 'zero', 'into': -1 | /into: The source of an intervention is an index",
                "'edit': 'interchange', 'source': -1 | /source: The source of an intervention is",
                "'edit': 'interchange', 'from': 'b[' | /from: b[ at character 2: expected an axis",
                "'edit': 'zero', 'featurizer': 3 | /featurizer: expected a featurizer: an object",
                "'edit': 'zero', 'featurizer': {} | /featurizer/type: missing",
                "'edit': 'zero', 'featurizer': 'r' | /featurizer: the plan's featurizers have no",
                "'edit': 'zero', 'featurizer': 'identity' | /featurizer: the plan's featurizers"
                        + " have no 'identity'. It is a type: write {\"type\": \"identity\"}",
                "'edit': 'zero', 'featurizer': {'type': 'rotatoin'} | /featurizer/type: unknown"
                        + " type of featurizer 'rotatoin'. Did you mean 'rotation'?",
                "'edit': 'zero', 'featurizer': {'type': 'identity', 'file': 'x'} |"
                        + " /featurizer/file: not a key here.",
                "'edit': 'zero', 'featurizer': {'type': 'rotation', 'file': 'x.npz'} |"
                        + " /featurizer/file: no folder is given to look for files: use"
                        + " PlanFormat.builder().optFolder(folder)",
                "'edit': 'zero', 'featurizer': {'type': 'identity', 'partition': {'1': '0:4'}} |"
                        + " /featurizer/partition: The name of a part starts with a letter",
                "'edit': 'zero', 'featurizer': {'type': 'identity', 'partition': {'a': 'b'}} |"
                        + " /featurizer/partition/a: b at character 0: expected an axis",
                "'edit': 'zero', 'features': 'colour', 'featurizer': {'type': 'identity',"
                        + " 'partition': {'color': '0:4'}} | /features: The partition has no part"
                        + " 'colour'. Did you mean 'color'?",
            })
    void anInterventionIsToldWhatIsWrong(String keys, String message) {
        assertFault(json("{'site': 'a', " + keys + "}"), "/interventions/0" + message);
    }

    @Test
    void skipIsForOutputs() {
        assertFault(
                json("{'site': 'a:input', 'edit': 'skip'}"),
                "/interventions/0/site: skip puts a block's input in the place of its output;");
    }

    @Test
    void anUnknownKeyOfThePlanIsToldWithTheNearOne() {
        assertFault(
                "{'version': 1, 'colect': []}", "/colect: not a key here. Did you mean 'collect'?");
    }

    @Test
    void aSiteIsCollectedOnce() {
        assertFault(
                "{'version': 1, 'collect': ['a', 'b', 'a:output']}",
                "/collect/2: the site a:output is collected already");
    }

    @Test
    void anInterventionIsThereOnce() {
        assertFault(
                json(
                        "{'site': 'a', 'edit': 'zero'}",
                        "{'site': 'b', 'edit': 'zero'}",
                        "{'site': 'a:output', 'edit': 'zero'}"),
                "/interventions/2: this repeats an earlier intervention at a:output, and a second"
                        + " zero of the same has no effect");
    }

    @Test
    void anEntryOfTheFeaturizersHasATypeOfItsOwn() {
        assertFault(
                "{'version': 1, 'featurizers': {'r': {'of': 'r'}}}",
                "/featurizers/r/of: an entry of the plan's featurizers has a type");
    }

    @Test
    void aFeaturizerThatIsNotThereIsToldWithTheNearOne() {
        assertFault(
                "{'version': 1, 'featurizers': {'rot1': {'type': 'identity'}}, 'interventions':"
                        + " [{'site': 'a', 'edit': 'zero', 'featurizer': 'rot2'}]}",
                "/interventions/0/featurizer: the plan's featurizers have no 'rot2'. Did you mean"
                        + " 'rot1'?");
    }
}
