/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.internal.AtomicFile;
import io.github.djliit.torchscript.internal.archive.ArchiveLimits;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFile;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes out of an archive what rewriting put in. */
public final class PlainArchive {

    private static final int HEADER = 1 + Long.BYTES;

    private PlainArchive() {}

    /**
     * Writes an archive without hooks.
     *
     * @param parameters what the engine wrote: a byte of its own, the size, and an archive
     * @param file the file
     */
    public static void write(byte[] parameters, Path file) throws IOException {
        byte[] bytes = Arrays.copyOfRange(parameters, HEADER, parameters.length);
        ScriptArchive archive = ScriptArchive.read(bytes, "the saved model", ArchiveLimits.DEFAULT);
        Map<String, String> plain = new LinkedHashMap<>();
        for (ScriptFile code : ScriptProgram.of(archive.code()).files().values()) {
            TextEdits edits =
                    new TextEdits(new SourceRange(code.source(), 0, code.source().text().length()));
            for (ScriptClass type : code.classes()) {
                for (ScriptFunction method : type.methods().values()) {
                    if (method.name().startsWith(HookNames.PREFIX)) {
                        int start = code.source().lineStart(method.range().start());
                        int end = code.source().lineEnd(method.range().end());
                        edits.replace(start, Math.min(end + 1, code.source().text().length()), "");
                    }
                }
            }
            plain.put(code.source().path(), edits.apply());
        }
        try (AtomicFile made = new AtomicFile(file.toAbsolutePath())) {
            try (OutputStream out = made.open()) {
                archive.write(out, plain);
            }
            made.commit();
        }
    }
}
