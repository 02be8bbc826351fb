/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the names of the entries of an archive, and finds the folder that all are in. */
final class ArchiveNames {

    /** Steps that lead out of the folder, or nowhere, and names that another system reads so. */
    private static final Pattern BAD =
            Pattern.compile("(^|/)(\\.\\.?)?(/|$)|\\\\|^[A-Za-z]:|[\\p{Cc}\\p{Cs}]");

    private ArchiveNames() {}

    /**
     * Returns the folder that all entries are in.
     *
     * @param items the entries, folders left out
     * @param file what the archive is called in messages
     * @return the folder, without slash
     */
    static String folder(List<ZipItem> items, String file) {
        Set<String> seen = new HashSet<>();
        String folder = null;
        for (ZipItem item : items) {
            String name = item.name();
            if (BAD.matcher(name).find()) {
                throw fault(file, "entry '%s' has a name that leads elsewhere", name);
            }
            if (!seen.add(name)) {
                throw fault(file, "entry '%s' is there twice", name);
            }
            String top = name.substring(0, Math.max(0, name.indexOf('/')));
            if (top.isEmpty()) {
                throw fault(file, "entry '%s' is in no folder; expected all in one", name);
            }
            if (folder != null && !folder.equals(top)) {
                throw fault(
                        file, "entry '%s' is in another folder than the first; expected one", name);
            }
            folder = top;
        }
        return folder;
    }

    private static ScriptFormatException fault(String file, String message, String name) {
        return new ScriptFormatException(
                file + ": " + message.formatted(ScriptFormatException.visible(name, 120)));
    }
}
