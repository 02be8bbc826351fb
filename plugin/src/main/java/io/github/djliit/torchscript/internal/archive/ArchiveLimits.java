/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

/**
 * How much an archive may hold.
 *
 * @param entries how many entries
 * @param unpacked how many bytes all entries may have when unpacked
 * @param code how many bytes the code files may have when unpacked
 */
public record ArchiveLimits(int entries, long unpacked, int code) {

    /** Enough for the largest models: 200,000 entries, 256 GiB, 8 MiB of code. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(200_000, 256L << 30, 8 << 20);

    /** Checks that the limits are positive. */
    public ArchiveLimits {
        if (entries < 1 || unpacked < 1 || code < 1) {
            throw new IllegalArgumentException(
                    "Limits must be positive, found %s, %s, %s".formatted(entries, unpacked, code));
        }
    }
}
