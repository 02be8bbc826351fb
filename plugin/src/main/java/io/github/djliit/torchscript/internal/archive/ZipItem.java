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
 * One entry of a zip file, as the list at the end of the file tells of it.
 *
 * @param name its name
 * @param method how it is packed: {@link #STORED} or {@link #DEFLATED}
 * @param crc its checksum
 * @param packed how many bytes it takes in the file
 * @param size how many bytes it has
 * @param header where its own header is
 */
record ZipItem(String name, int method, long crc, long packed, long size, long header) {

    static final int STORED = 0;
    static final int DEFLATED = 8;
}
