/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.Near.assertEqual;
import static io.github.djliit.network.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.intervention.Edit;
import io.github.djliit.site.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Hooks every block of every block class of DJL and of its model zoo. */
@ParameterizedClass(name = "{0}")
@MethodSource("networks")
class BlockWalkTest {

    private static Walk walk;

    @Parameter WalkedNetwork network;

    static Stream<WalkedNetwork> networks() {
        return Stream.concat(BlockTable.networks(), ZooTable.networks());
    }

    @BeforeParameterizedClassInvocation
    static void open(WalkedNetwork network) {
        walk = new Walk(network);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        walk.close();
    }

    @Test
    void onlyFinalBlocksInTypedFieldsCannotBeHooked() {
        assertThat(walk.obstacles().keySet()).isEqualTo(network.unhookable());
    }

    @Test
    void anObstacleNamesTheClassAndWhatToHookInstead() {
        walk.obstacles()
                .forEach(
                        (path, message) ->
                                assertThat(message)
                                        .contains(walk.className(path))
                                        .contains("Hook "));
    }

    @Test
    void everyOtherBlockIsReached() {
        assertThat(walk.unreached()).isEqualTo(network.unreached());
    }

    @Test
    void sameEverywhereLeavesTheOutput() {
        Edit same = Edit.of("same", (base, source) -> base);
        try (InterventionResult result = walk.intervene(walk.everywhere(same), true)) {
            assertNear(result.counterfactual(), walk.plain());
        }
    }

    @Test
    void zeroChangesTheOutputExceptWhereItCannot() {
        assertThat(walk.inert()).isEqualTo(network.inert());
    }

    @Test
    void theBlockItselfStaysAsItIs() {
        walk.intervene(walk.everywhere(Edit.zero()), false).close();
        assertEqual(walk.forward(), walk.plain());
    }

    @Test
    void parametersAreSharedObjects() {
        Map<Path, Hook> hooks = new LinkedHashMap<>();
        walk.hookedPaths().forEach(path -> hooks.put(path, new Hook(new ThreadLocal<>(), 0)));
        List<ai.djl.nn.Parameter> own = walk.block().getParameters().values();
        List<ai.djl.nn.Parameter> shared =
                Instrumenter.instrument(walk.block(), hooks).getParameters().values();
        assertThat(shared).hasSameSizeAs(own);
        for (int i = 0; i < own.size(); i++) {
            assertThat(shared.get(i)).isSameAs(own.get(i));
        }
    }
}
