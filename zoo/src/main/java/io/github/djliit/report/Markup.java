/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes elements of SVG and HTML; all text and all attributes are escaped. Not thread-safe.
 *
 * <p>What is written is well-formed XML, which browsers read as HTML too as long as no element that
 * HTML wants closed is written as an empty one.
 */
final class Markup {

    private static final String SVG = "http://www.w3.org/2000/svg";

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter writer;

    Markup() {
        try {
            writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens an element. */
    Markup open(String name, Object... attributes) {
        return write(
                () -> {
                    writer.writeStartElement(name);
                    attributes(attributes);
                });
    }

    /** Writes an element without content. */
    Markup empty(String name, Object... attributes) {
        return write(
                () -> {
                    writer.writeEmptyElement(name);
                    attributes(attributes);
                });
    }

    /** Writes an element with a text. */
    Markup text(String name, String text, Object... attributes) {
        return open(name, attributes).text(text).close();
    }

    Markup text(String text) {
        return write(() -> writer.writeCharacters(text));
    }

    /** Says what kind of document follows. */
    Markup doctype(String declaration) {
        return write(() -> writer.writeDTD(declaration));
    }

    /** Closes the element that was opened last. */
    Markup close() {
        return write(writer::writeEndElement);
    }

    /** Breaks the line between elements, for people who look at the source. */
    Markup line() {
        return text("\n");
    }

    /** Opens a picture that is read out as one image with a title and a description. */
    Markup openSvg(double width, double height, String title, String description) {
        open("svg");
        write(() -> writer.writeDefaultNamespace(SVG));
        attribute("width", width);
        attribute("height", height);
        attribute("viewBox", "0 0 " + number(width) + " " + number(height));
        attribute("role", "img");
        attribute("aria-label", title);
        text("title", title).text("desc", description).line();
        return this;
    }

    /** Writes text at a place. */
    Markup label(Style style, String css, String text, double x, double y) {
        String classes = css.isEmpty() ? style.css() : style.css() + " " + css;
        return text("text", text, "class", classes, "x", x, "y", y);
    }

    /** Writes a note that begins at a place and goes on at an angle, in degrees. */
    Markup steep(String text, int angle, double x, double y) {
        String turn = "rotate(%d %s %s)".formatted(angle, number(x), number(y));
        return text("text", text, "class", Style.NOTE.css(), "x", x, "y", y, "transform", turn);
    }

    /** Returns what was written. */
    String end() {
        write(writer::writeEndDocument);
        write(writer::flush);
        return out.toString();
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private void attributes(Object[] attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i].toString(), attributes[i + 1]);
        }
    }

    private void attribute(String name, Object value) {
        String text = value instanceof Double number ? number(number) : value.toString();
        write(() -> writer.writeAttribute(name, text));
    }

    private Markup write(Step step) {
        try {
            step.run();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("An element was written at a wrong place", e);
        }
        return this;
    }

    @FunctionalInterface
    private interface Step {

        void run() throws XMLStreamException;
    }
}
