/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.support.KeptOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The picture of the README is drawn, and the one it shows is of the style of today. */
class PictureExampleTest {

    @RegisterExtension static final KeptOutput OUTPUT = new KeptOutput();

    @Test
    void theExampleDrawsTheNetworkOfTheReadme() throws Exception {
        assertThat(drawn())
                .contains(">02LambdaBlock</text>", ">[4:8]</text>", ">IIA 0.9999</text>");
    }

    @Test
    void thePictureThatIsShownHasTodaysStyle() throws Exception {
        String shown = Files.readString(Path.of("../docs/alignment.svg"));
        assertThat(style(shown)).isEqualTo(style(drawn()));
    }

    private static String drawn() throws Exception {
        try (Model model = IitTraining.train(1);
                NDManager manager = model.getNDManager().newSubManager()) {
            InterventionBlock network = new InterventionBlock(model.getBlock());
            ParameterStore store = new ParameterStore(manager, false);
            NDList example = new NDList(manager.ones(new Shape(1, 4)));
            return PictureExample.draw(network, IitTraining.ALIGNMENT, store, example);
        }
    }

    private static String style(String svg) {
        return svg.substring(svg.indexOf("<style>"), svg.indexOf("</style>"));
    }
}
