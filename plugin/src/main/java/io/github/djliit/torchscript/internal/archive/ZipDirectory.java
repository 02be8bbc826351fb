/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the list of entries at the end of a zip file; that list, too, is what libtorch goes by.
 *
 * <p>Takes the forms for more than 4 GiB or 65,535 entries.
 */
final class ZipDirectory {

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int ITEM = 0x02014b50;
    private static final int ITEM_LENGTH = 46;
    private static final long MANY = 0xffffffffL;
    private static final int ENCRYPTED = 1;

    /** The longest list that is read; each entry has some hundred bytes there. */
    private static final long MAX_LIST = 128L << 20;

    /** A model is rewritten unpacked; its tensors are hardly ever packed in the first place. */
    private static final long MOST_TIMES = 100;

    private static final long SMALL = 64L << 20;

    private final ByteSource source;
    private final String file;
    private final ArchiveLimits limits;
    private long count;
    private long listSize;
    private long listStart;

    private ZipDirectory(ByteSource source, String file, ArchiveLimits limits) {
        this.source = source;
        this.file = file;
        this.limits = limits;
    }

    /**
     * Reads the list.
     *
     * @param source the zip file
     * @param file what it is called in messages
     * @param limits how much it may hold
     * @return its entries, in the order of the list
     */
    static List<ZipItem> read(ByteSource source, String file, ArchiveLimits limits)
            throws IOException {
        ZipDirectory directory = new ZipDirectory(source, file, limits);
        directory.findEnd();
        return directory.items();
    }

    private void findEnd() throws IOException {
        long size = source.size();
        int length = (int) Math.min(size, END_LENGTH + 0xffff);
        ByteBuffer tail = source.take(size - length, length);
        int at = length - END_LENGTH;
        while (at >= 0 && !isEnd(tail, at)) {
            at--;
        }
        if (at < 0) {
            throw fault("no record of a zip file is at the end; the file is cut off or damaged");
        }
        count = Short.toUnsignedLong(tail.getShort(at + 10));
        listSize = Integer.toUnsignedLong(tail.getInt(at + 12));
        listStart = Integer.toUnsignedLong(tail.getInt(at + 16));
        long end = size - length + at;
        if (count == 0xffff || listSize == MANY || listStart == MANY) {
            end = findEnd64(end);
        }
        checkList(end);
    }

    private static boolean isEnd(ByteBuffer tail, int at) {
        int comment = tail.limit() - at - END_LENGTH;
        return tail.getInt(at) == END && Short.toUnsignedInt(tail.getShort(at + 20)) == comment;
    }

    private long findEnd64(long end) throws IOException {
        if (end < LOCATOR_LENGTH) {
            return end;
        }
        ByteBuffer locator = source.take(end - LOCATOR_LENGTH, LOCATOR_LENGTH);
        if (locator.getInt(0) != LOCATOR) {
            return end;
        }
        long at = locator.getLong(8);
        if (at < 0 || at > end - LOCATOR_LENGTH - END64_LENGTH) {
            throw fault("the long record at the end is outside the file");
        }
        ByteBuffer record = source.take(at, END64_LENGTH);
        if (record.getInt(0) != END64) {
            throw fault("the long record at the end is not where it should be");
        }
        count = record.getLong(32);
        listSize = record.getLong(40);
        listStart = record.getLong(48);
        return at;
    }

    private void checkList(long end) {
        if (count < 0 || count > limits.entries()) {
            throw fault("expected at most %s entries, found %s".formatted(limits.entries(), count));
        }
        if (listSize < 0 || listStart < 0 || listSize > MAX_LIST || listStart > end - listSize) {
            throw fault("the list of entries is outside the file, or too long");
        }
    }

    private List<ZipItem> items() throws IOException {
        ByteBuffer list = source.take(listStart, (int) listSize);
        List<ZipItem> items = new ArrayList<>();
        long unpacked = 0;
        while (items.size() < count) {
            ZipItem item = item(list);
            items.add(item);
            // No sum: one that is too large must not run over.
            if (item.size() > limits.unpacked() - unpacked) {
                throw fault(
                        "the entries unpack to more than the limit of %s bytes"
                                .formatted(limits.unpacked()));
            }
            unpacked += item.size();
        }
        checkGrowth(unpacked);
        return items;
    }

    /** Neither packed nothing nor entries that share their bytes may fill the disk. */
    private void checkGrowth(long unpacked) throws IOException {
        if (unpacked > SMALL && unpacked / MOST_TIMES > source.size()) {
            throw fault(
                    "the %s bytes of the file unpack to %s, more than %s times as many; if that is"
                                    .formatted(source.size(), unpacked, MOST_TIMES)
                            + " meant, store the entries unpacked");
        }
    }

    private ZipItem item(ByteBuffer list) {
        int at = list.position();
        if (list.remaining() < ITEM_LENGTH || list.getInt(at) != ITEM) {
            throw fault("the list of entries is damaged: expected " + count + " entries");
        }
        int nameLength = Short.toUnsignedInt(list.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(list.getShort(at + 30));
        int length = ITEM_LENGTH + nameLength + extraLength;
        length += Short.toUnsignedInt(list.getShort(at + 32));
        if (length > list.remaining()) {
            throw fault("the list of entries is damaged: it ends within an entry");
        }
        String name = name(list.slice(at + ITEM_LENGTH, nameLength));
        if ((list.getShort(at + 8) & ENCRYPTED) != 0) {
            throw fault("entry '" + shown(name) + "' is encrypted; save the model without");
        }
        long[] numbers = numbers(list, at, nameLength, extraLength);
        list.position(at + length);
        long crc = Integer.toUnsignedLong(list.getInt(at + 16));
        int method = Short.toUnsignedInt(list.getShort(at + 10));
        return checked(new ZipItem(name, method, crc, numbers[1], numbers[0], numbers[2]));
    }

    private String name(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new ScriptFormatException(
                    file + ": an entry has a name that is not text in UTF-8", e);
        }
    }

    /** Reads size, packed size and place; those that do not fit are in the extra field 1. */
    private static long[] numbers(ByteBuffer list, int at, int nameLength, int extraLength) {
        long[] numbers = {
            Integer.toUnsignedLong(list.getInt(at + 24)),
            Integer.toUnsignedLong(list.getInt(at + 20)),
            Integer.toUnsignedLong(list.getInt(at + 42))
        };
        int field = at + ITEM_LENGTH + nameLength;
        int end = field + extraLength;
        while (field + 4 <= end) {
            int length = Short.toUnsignedInt(list.getShort(field + 2));
            if (list.getShort(field) == 1) {
                fill(numbers, list, field + 4, Math.min(end, field + 4 + length));
            }
            field += 4 + length;
        }
        return numbers;
    }

    private static void fill(long[] numbers, ByteBuffer list, int start, int end) {
        int at = start;
        for (int i = 0; i < numbers.length && at + 8 <= end; i++) {
            if (numbers[i] == MANY) {
                numbers[i] = list.getLong(at);
                at += 8;
            }
        }
    }

    private ZipItem checked(ZipItem item) {
        boolean stored = item.method() == ZipItem.STORED;
        if (!stored && item.method() != ZipItem.DEFLATED) {
            throw fault(
                    "entry '%s' is packed by method %s; expected stored or deflated"
                            .formatted(shown(item.name()), item.method()));
        }
        boolean wrong = item.size() < 0 || item.packed() < 0 || item.header() < 0;
        if (wrong || (stored && item.size() != item.packed())) {
            throw fault("entry '" + shown(item.name()) + "' has sizes that cannot be");
        }
        return item;
    }

    private ScriptFormatException fault(String message) {
        return new ScriptFormatException(file + ": " + message);
    }

    private static String shown(String name) {
        return ScriptFormatException.visible(name, 120);
    }
}
