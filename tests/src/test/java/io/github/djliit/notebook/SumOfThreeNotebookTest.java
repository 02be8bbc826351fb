/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import static io.github.djliit.notebook.SumOfThree.BASE;
import static io.github.djliit.notebook.SumOfThree.MODEL;
import static io.github.djliit.notebook.SumOfThree.O;
import static io.github.djliit.notebook.SumOfThree.S;
import static io.github.djliit.notebook.SumOfThree.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.causal.Setting;
import io.github.djliit.support.KeptOutput;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Expected values as the second notebook of KarelDO/IIT-Pytorch has them. */
class SumOfThreeNotebookTest {

    @RegisterExtension static final KeptOutput OUTPUT = new KeptOutput();

    @Test
    void theProgramPrintsWhatItFinds() {
        SumOfThree.main(new String[0]);
        assertThat(OUTPUT.text())
                .contains("counterfactual sums {x=19, y=16, z=13, S=17, O=12}\n")
                .endsWith("S held at 100: {x=3, y=6, z=9, S=100, O=109}\n");
    }

    @Test
    void theSums() {
        assertThat(MODEL.run(BASE).get(O)).isEqualTo(18);
        assertThat(MODEL.run(SOURCE).get(O)).isEqualTo(12);
    }

    @Test
    void everyVariableInTurn() {
        assertThat(SumOfThree.counterfactuals(BASE, SOURCE))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("x", 19, "y", 16, "z", 13, "S", 17, "O", 12));
    }

    @Test
    void inputsComeOutUnchanged() {
        Setting swapped = MODEL.interchange(BASE, S, SOURCE);
        assertThat(swapped.restrictedTo(MODEL.inputs())).isEqualTo(BASE);
    }
}
