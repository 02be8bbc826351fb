/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A page of HTML that needs nothing but itself: no script, and no font, image or style from
 * elsewhere.
 *
 * <p>It is light or dark as the reader has it, and prints light. All text is escaped. Immutable and
 * thread-safe.
 */
public final class ReportPage {

    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private final String title;
    private final String lead;
    private final Map<String, String> facts;
    private final List<Section> sections;

    private ReportPage(Builder builder) {
        title = Objects.requireNonNull(builder.title, "setTitle is missing");
        lead = builder.lead;
        facts = new LinkedHashMap<>(builder.facts);
        sections = List.copyOf(builder.sections);
    }

    private record Section(
            String heading, String text, List<Table> tables, List<Picture> pictures) {

        void write(Markup out) {
            out.open("section").text("h2", heading);
            if (!text.isEmpty()) {
                out.text("p", text);
            }
            out.line();
            tables.forEach(table -> table.write(out));
            for (Picture picture : pictures) {
                out.open("div", "class", "scroll picture", "tabindex", 0);
                picture.write(out, "");
                out.close().line();
            }
            out.close().line();
        }
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the page.
     *
     * @return the text of an HTML file, to be written in UTF-8
     */
    public String toHtml() {
        Markup out = new Markup();
        out.doctype("<!DOCTYPE html>").line().open("html", "lang", "en").open("head").line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.line();
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
        out.empty("meta", "name", "color-scheme", "content", "light dark").line();
        out.text("title", Text.title(title)).line();
        out.text("style", Theme.css() + PageStyle.CSS).close().line();
        out.open("body").open("main").line();
        header(out);
        sections.forEach(section -> section.write(out));
        return out.close().close().close().line().end();
    }

    private void header(Markup out) {
        out.open("header").text("h1", Text.title(title));
        if (!lead.isEmpty()) {
            out.text("p", Text.title(lead));
        }
        out.open("dl", "class", "facts");
        facts.forEach(
                (name, value) ->
                        out.open("div")
                                .text("dt", Text.title(name))
                                .text("dd", Text.title(value))
                                .close());
        out.close().close().line();
    }

    /** Collects the parts of a page; not thread-safe. */
    public static final class Builder {

        private final Map<String, String> facts = new LinkedHashMap<>();
        private final List<Section> sections = new ArrayList<>();
        private String title;
        private String lead = "";

        private Builder() {}

        /**
         * Sets the title.
         *
         * @param text the title
         * @return this builder
         */
        public Builder setTitle(String text) {
            title = text;
            return this;
        }

        /**
         * Says below the title what the page is about.
         *
         * @param text a sentence
         * @return this builder
         */
        public Builder optLead(String text) {
            lead = text;
            return this;
        }

        /**
         * Adds a figure to those that are seen first.
         *
         * @param name what it is
         * @param value the figure
         * @return this builder
         */
        public Builder addFact(String name, String value) {
            facts.put(name, value);
            return this;
        }

        /**
         * Adds tables under a heading.
         *
         * @param heading the heading
         * @param text a few sentences on them, perhaps none
         * @param tables the tables
         * @return this builder
         */
        public Builder addTables(String heading, String text, Table... tables) {
            sections.add(new Section(heading, text, List.of(tables), List.of()));
            return this;
        }

        /**
         * Adds a picture under a heading.
         *
         * @param heading the heading
         * @param text a few sentences on it, perhaps none
         * @param picture the picture
         * @return this builder
         */
        public Builder addPicture(String heading, String text, Picture picture) {
            sections.add(new Section(heading, text, List.of(), List.of(picture)));
            return this;
        }

        /**
         * Builds the page.
         *
         * @return the page
         */
        public ReportPage build() {
            return new ReportPage(this);
        }
    }
}
