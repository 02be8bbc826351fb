/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.archive.ArchiveLimits;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.syntax.ScriptFile;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives that PyTorch wrote, and archives made by hand. */
public final class Samples {

    public static final List<String> NAMES =
            List.of(
                    "attention",
                    "bert",
                    "everything",
                    "gpt2",
                    "gpt2-frozen",
                    "mixed",
                    "stack",
                    "stack-frozen",
                    "t5",
                    "vit");

    public static final String CODE = "m/code/__torch__.py";
    public static final String CLASS = "class M(Module):\n  training : bool\n";
    public static final byte[] PICKLE = latin("\u0080\u0002c__torch__\nM\nq\u0000)\u0081.");

    private Samples() {}

    public static List<String> names() {
        return NAMES;
    }

    public static byte[] bytes(String file) {
        try (InputStream in = Samples.class.getResourceAsStream("/torchscript/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ScriptArchive archive(String name) {
        return read(bytes(name + ".pt"));
    }

    public static ModuleTree tree(String name) {
        ScriptArchive archive = archive(name);
        return ModuleTree.of(ScriptProgram.of(archive.code()), archive.rootClass());
    }

    public static ScriptArchive read(byte[] bytes) {
        return ScriptArchive.read(bytes, "model.pt", ArchiveLimits.DEFAULT);
    }

    public static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A small archive that is right. */
    public static byte[] small() {
        return zip("m/data.pkl", PICKLE, CODE, CLASS);
    }

    /** A zip file of names and contents, texts or bytes. */
    public static byte[] zip(Object... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) entries[i]));
                zip.write(
                        entries[i + 1] instanceof String text
                                ? text.getBytes(StandardCharsets.UTF_8)
                                : (byte[]) entries[i + 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] written(ScriptArchive archive, Map<String, String> replaced) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            archive.write(out, replaced);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Puts other characters of the same length in the place of some, wherever they are. */
    public static byte[] replaced(byte[] bytes, String old, String other) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return latin(text.replace(old, other));
    }

    public static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    /** The one method {@code f} of a class, with these lines as its body. */
    public static ScriptFunction method(String... lines) {
        String body = "    " + String.join("\n    ", lines);
        String text = "class M(Module):\n  def f(self: __torch__.M,\n    x: Tensor) -> Tensor:\n";
        ScriptFile file = ScriptFile.parse("__torch__.py", text + body + "\n");
        return file.classes().get(0).methods().get("f");
    }
}
