/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.analysis.Candidate;
import io.github.djliit.analysis.SweepTable;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepPictureTest {

    private static String picture(long notFinite) {
        Candidate candidate = new Candidate(Site.of("fc"), "fc", "0");
        Figures figures = Figures.of(4, 3, 0, 0).withNotFinite(notFinite);
        SweepTable table = new SweepTable("v", List.of(new SweepTable.Cell(candidate, figures)));
        return SweepPicture.of("m", List.of(table), "", List.of()).toSvg();
    }

    @Test
    void outputsThatAreNotFiniteAreToldAboveTheFigures() {
        assertThat(picture(2)).contains("! 2 outputs of interchanges are NaN or infinite");
        assertThat(picture(0)).doesNotContain("infinite");
    }
}
