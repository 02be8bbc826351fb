/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads what is between the quotes of a string.
 *
 * <p>The printer writes each byte that does not show as an octal escape, so that escapes are bytes,
 * and characters only together.
 */
public final class StringLiterals {

    private static final String SIMPLE = "abfnrtv\\'\"";
    private static final String MEANT = "\u0007\b\f\n\r\t\u000b\\'\"";

    private final String text;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at = 1;

    private StringLiterals(String text) {
        this.text = text;
    }

    /** Reads a string with its quotes. */
    static String read(String quoted) {
        if (quoted.indexOf('\\') < 0) {
            return quoted.substring(1, quoted.length() - 1);
        }
        return new StringLiterals(quoted).value();
    }

    private String value() {
        while (at < text.length() - 1) {
            if (text.charAt(at) == '\\') {
                escape();
            } else {
                int end = Math.min(nextEscape(), text.length() - 1);
                bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
                at = end;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int nextEscape() {
        int next = text.indexOf('\\', at);
        return next < 0 ? text.length() : next;
    }

    private void escape() {
        char c = text.charAt(at + 1);
        int simple = SIMPLE.indexOf(c);
        if (simple >= 0) {
            bytes.write(MEANT.charAt(simple));
            at += 2;
        } else if (c == 'x' && digits(at + 2, 16, 2) == 2) {
            number(at + 2, 16, 2);
        } else if (digits(at + 1, 8, 3) > 0) {
            number(at + 1, 8, digits(at + 1, 8, 3));
        } else {
            // As Python does: an escape that means nothing stands for itself.
            bytes.write('\\');
            at++;
        }
    }

    private int digits(int start, int radix, int most) {
        int count = 0;
        while (count < most
                && start + count < text.length() - 1
                && Character.digit(text.charAt(start + count), radix) >= 0) {
            count++;
        }
        return count;
    }

    private void number(int start, int radix, int length) {
        bytes.write(Integer.parseInt(text, start, start + length, radix));
        at = start + length;
    }

    /** Returns a text as a literal of the code. */
    public static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
