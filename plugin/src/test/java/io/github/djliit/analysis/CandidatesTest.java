/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Candidates are cut out of listed sites. */
class CandidatesTest {

    private static SiteInfo site(String text, String type, long... shape) {
        return new SiteInfo(Site.of(text), type, Optional.of(new Shape(shape)), Optional.empty());
    }

    private static final List<SiteInfo> TRANSFORMER =
            List.of(
                    site(":output", "Transformer", -1, 2),
                    site("embedding", "Embedding", -1, 3, 8),
                    site("layers", "Layers", -1, 3, 8),
                    site("layers.0", "Layer", -1, 3, 8),
                    site("layers.0:input", "Layer", -1, 3, 8),
                    site("layers.0.query", "Linear", -1, 3, 8),
                    site("layers.0.key", "Linear", -1, 3, 8),
                    site("layers.1", "Layer", -1, 3, 8),
                    site("head", "Linear", -1, 2));

    private static List<String> sites(List<Candidate> candidates) {
        return candidates.stream().map(c -> c.site().toString()).toList();
    }

    @Test
    void layersAreTheOutermostBlocksOfOneType() {
        assertThat(Candidates.layers(TRANSFORMER))
                .map(info -> info.site().toString())
                .containsExactly("layers.0", "layers.1");
    }

    @Test
    void withoutSiblingsOfOneTypeAllBlocksOfTheRootAreLayers() {
        List<SiteInfo> sites = List.of(site("a", "Linear", -1, 4), site("b", "Relu", -1, 4));
        assertThat(Candidates.layers(sites)).isEqualTo(sites);
    }

    @Test
    void positionsAreTheAxisAfterTheBatch() {
        assertThat(sites(Candidates.byPosition(TRANSFORMER.subList(3, 4))))
                .containsExactly("layers.0[0]", "layers.0[1]", "layers.0[2]");
    }

    @Test
    void headsAreSlicesOfTheUnits() {
        assertThat(sites(Candidates.byHead(TRANSFORMER.subList(3, 4), 2)))
                .containsExactly("layers.0[:, h{0}/2]", "layers.0[:, h{1}/2]");
    }

    @Test
    void headsOfTheWeightsOfAttentionAreAnAxis() {
        List<SiteInfo> weights = List.of(site("weights", "Dropout", -1, 2, 3, 3));
        assertThat(sites(Candidates.byHead(weights, 2)))
                .containsExactly("weights[0]", "weights[1]");
    }

    @Test
    void blocksOfUnitsEndWithWhatIsLeft() {
        List<Candidate> blocks = Candidates.byUnits(List.of(site("a", "Linear", -1, 10)), 4);
        assertThat(sites(blocks)).containsExactly("a[0:4]", "a[4:8]", "a[8:10]");
        assertThat(blocks).map(Candidate::column).containsExactly("0:4", "4:8", "8:10");
    }

    @Test
    void aSiteThatCannotBeHookedIsLeftOut() {
        SiteInfo closed =
                new SiteInfo(
                        Site.of("a"),
                        "Final",
                        Optional.of(new Shape(-1, 4)),
                        Optional.of("it is final"));
        assertThat(sites(Candidates.byLayer(List.of(closed, site("b", "Linear", -1, 4)))))
                .containsExactly("b");
    }

    @Test
    void noSiteAtAllIsToldWithItsReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Candidates.byPosition(List.of(site("a", "Linear", -1, 4))))
                .withMessageContaining("none of [a (-1, 4)]");
    }

    @Test
    void aSiteThatIsCutAlreadyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Candidates.byUnits(List.of(site("a[0:4]", "L", -1, 8)), 2))
                .withMessageContaining("a[0:4] is cut already");
    }
}
