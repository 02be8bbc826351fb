/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what a file is that is no TorchScript archive, and what to do about it. */
final class ArchiveKind {

    private static final String EXPECTED = "expected a TorchScript archive, found ";

    private static final String SAVE =
            "; trace or script the model (torch.jit.trace, torch.jit.script) and save that with"
                    + " torch.jit.save";

    /** How files of other kinds start. */
    private static final Map<String, String> STARTS = starts();

    private ArchiveKind() {}

    private static Map<String, String> starts() {
        Map<String, String> starts = new LinkedHashMap<>();
        starts.put("\u0080\u0002\u008a\nl\u00fc\u009cF", "what torch.save wrote before 1.6" + SAVE);
        starts.put("\u0080", "a Python pickle" + SAVE);
        starts.put("DJL@", "DJL's parameters, which have no code; load them into a Block");
        starts.put("\u0089HDF", "an HDF5 file" + SAVE);
        starts.put("\u001f\u008b", "a file packed by gzip; unpack it first");
        starts.put("\u0093NUMPY", "an array of numpy" + SAVE);
        starts.put("version https://git-lfs", "a pointer of Git LFS; fetch the file itself");
        return starts;
    }

    /** Returns what a file is that is no zip file, by its first bytes. */
    static String ofStart(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> known : STARTS.entrySet()) {
            if (text.startsWith(known.getKey())) {
                return EXPECTED + known.getValue();
            }
        }
        if (text.length() > 8 && text.charAt(8) == '{') {
            return EXPECTED + "what looks like safetensors, which have no code" + SAVE;
        }
        String empty = text.isEmpty() ? "an empty file" : "a file that is no zip file";
        return EXPECTED + empty + SAVE;
    }

    /**
     * Returns what an archive of PyTorch without code is.
     *
     * @param names the names of its entries below the folder
     * @param pickled the first class that its {@code data.pkl} names
     */
    static String ofNames(Set<String> names, Optional<String> pickled) {
        boolean exported =
                names.contains("archive_format")
                        || names.contains("models/model.json")
                        || names.contains("serialized_exported_program.json");
        if (exported) {
            return EXPECTED + "an ExportedProgram (.pt2, by torch.export)" + SAVE;
        }
        if (!names.contains("data.pkl")) {
            return EXPECTED + "a zip file without data.pkl" + SAVE;
        }
        String name = pickled.orElse("");
        if (name.equals("collections.OrderedDict") || name.startsWith("torch._utils.")) {
            return EXPECTED + "a state dict or tensors by torch.save, which have no code" + SAVE;
        }
        String what =
                name.isEmpty()
                        ? "data"
                        : "a Python object of " + ScriptFormatException.visible(name, 120);
        return EXPECTED + what + " by torch.save, which has no code" + SAVE;
    }
}
