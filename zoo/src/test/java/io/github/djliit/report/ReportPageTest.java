/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    private static final String PAGE = ChromiumTest.page().toHtml();

    @Test
    void nothingComesFromOutside() {
        assertThat(PAGE.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "src=", "href=", "url(", "@import");
    }

    @Test
    void textIsEscaped() {
        assertThat(PAGE).doesNotContain("<script").contains("&lt;script&gt;");
    }

    @Test
    void scriptsAreForbidden() {
        assertThat(PAGE).contains("content=\"default-src 'none'; style-src 'unsafe-inline'\"");
    }

    /** Within a style element browsers do not read entities. */
    @Test
    void theStyleSheetNeedsNoEscapes() {
        String css = Theme.css() + PageStyle.CSS;
        assertThat(css).doesNotContain("<", ">", "&");
    }

    @Test
    void theStyleSheetOfPicturesIsThereOnce() {
        assertThat(PAGE).containsOnlyOnce("<style>");
    }

    @Test
    void rowsAndColumnsOfTablesAreNamed() {
        assertThat(PAGE)
                .contains("<caption>Measured on fresh pairs</caption>")
                .contains("<th scope=\"col\" class=\"num\">IIA</th>")
                .contains("<th scope=\"row\">left</th>");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new Table("t", List.of("a", "b"), List.of(List.of("1"))))
                .hasMessage("A table of 2 columns has a row of 1 cells: [1]");
    }
}
