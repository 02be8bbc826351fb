/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import io.github.djliit.site.Nearest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A TorchScript archive, as {@code torch.jit.save} writes it: a zip file with one folder, in which
 * {@code code/} holds the code as text, and {@code data.pkl} names the class of the whole model.
 *
 * <p>What is read is taken for data from a stranger: sizes have limits, names lead nowhere else, no
 * object is unpickled, and every fault is a {@link ScriptFormatException}. The tensors stay in the
 * file until {@link #write} copies them, so the file must stay as it is until then.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ScriptArchive {

    private static final String CODE = "code/";
    private static final String CODE_SUFFIX = ".py";
    private static final String DEBUG_SUFFIX = ".debug_pkl";
    private static final String DATA = "data.pkl";
    private static final String TRACED_INPUTS = "traced_inputs.pkl";
    private static final String CLASS_PREFIX = "__torch__.";

    /** A larger one has more modules than anyone names. */
    private static final long LARGEST_PICKLE = 1L << 26;

    /** The class of the model is among the first bytes of its pickle. */
    private static final int PICKLE_START = 1 << 16;

    private final String file;
    private final Opener opener;
    private final String folder;
    private final List<ZipItem> items;
    private final Map<String, String> code;
    private final String rootClass;
    private final SharedModules shared;

    /** What opens the bytes of the archive. */
    @FunctionalInterface
    private interface Opener {
        ByteSource open() throws IOException;
    }

    private ScriptArchive(String file, Opener opener, ArchiveLimits limits) throws IOException {
        this.file = file;
        this.opener = opener;
        try (ByteSource source = opener.open()) {
            checkStart(source, file);
            items =
                    ZipDirectory.read(source, file, limits).stream()
                            .filter(item -> !isFolder(item))
                            .toList();
            ZipContent content = new ZipContent(source, file);
            folder = Optional.ofNullable(topFolder()).orElse("");
            Optional<String> pickled = pickled(content);
            checkKind(pickled);
            rootClass = pickled.orElseThrow();
            shared = shared(content);
            code = Collections.unmodifiableMap(readCode(content, limits));
        }
    }

    /**
     * Reads an archive within the default limits.
     *
     * @param file the archive, which stays as it is as long as this is used
     * @return the archive
     * @throws ScriptFormatException if the file is no TorchScript archive, or a damaged one
     * @throws IOException if the file cannot be read
     */
    public static ScriptArchive read(Path file) throws IOException {
        return read(file, ArchiveLimits.DEFAULT);
    }

    /**
     * Reads an archive.
     *
     * @param file the archive, which stays as it is as long as this is used
     * @param limits how much it may hold
     * @return the archive
     * @throws ScriptFormatException if the file is no TorchScript archive, or a damaged one
     * @throws IOException if the file cannot be read
     */
    public static ScriptArchive read(Path file, ArchiveLimits limits) throws IOException {
        return new ScriptArchive(file.toString(), () -> ByteSource.open(file), limits);
    }

    /**
     * Reads an archive from memory.
     *
     * @param bytes the archive; not copied
     * @param name what it is called in messages
     * @param limits how much it may hold
     * @return the archive
     * @throws ScriptFormatException if the bytes are no TorchScript archive, or a damaged one
     */
    public static ScriptArchive read(byte[] bytes, String name, ArchiveLimits limits) {
        try {
            return new ScriptArchive(name, () -> new ByteSource.OfMemory(bytes), limits);
        } catch (IOException e) {
            throw new ScriptFormatException(name + ": the archive is damaged: " + e, e);
        }
    }

    /** Returns what the archive is called in messages. */
    public String file() {
        return file;
    }

    /** Returns the name of the one folder. */
    String folder() {
        return folder;
    }

    /** Returns the text of the code files by their paths below {@code code/}, in their order. */
    public Map<String, String> code() {
        return code;
    }

    /** Returns the qualified name of the class of the whole model. */
    public String rootClass() {
        return rootClass;
    }

    /** Returns the modules that share all of their weights. */
    public SharedModules shared() {
        return shared;
    }

    /** Returns whether the model was traced, not scripted: it has the inputs of the trace. */
    public boolean isTraced() {
        return entries().contains(TRACED_INPUTS);
    }

    /** Returns the names of the entries below the folder, in their order. */
    List<String> entries() {
        return items.stream().map(this::below).toList();
    }

    /**
     * Writes the archive with other code.
     *
     * <p>Entries keep their order and, save those that are replaced, their bytes; {@code
     * .debug_pkl} entries, which tell where code came from, are left out. If this fails, part of
     * the archive may be written.
     *
     * @param out where to; it stays open
     * @param replaced new texts by paths of {@link #code()}
     * @throws IllegalArgumentException if a path is none of a code file; nothing is written then
     * @throws ScriptFormatException if the archive turns out to be damaged
     * @throws IOException if the file cannot be read any more, or the stream fails
     */
    public void write(OutputStream out, Map<String, String> replaced) throws IOException {
        replaced.forEach(this::checkReplaced);
        ZipWriter zip = new ZipWriter(out, ZipWriter.LONG_FORM);
        try (ByteSource source = opener.open()) {
            ZipContent content = new ZipContent(source, file);
            for (ZipItem item : items) {
                String text = replaced.get(codePath(item));
                if (text != null) {
                    writeText(zip, item.name(), text);
                } else if (!item.name().endsWith(DEBUG_SUFFIX)) {
                    zip.entry(item.name(), item.size(), item.crc(), to -> content.copy(item, to));
                }
            }
        }
        zip.finish();
    }

    private void checkReplaced(String path, String text) {
        Objects.requireNonNull(text, "text");
        if (!code.containsKey(path)) {
            throw new IllegalArgumentException(
                    "%s has no code file '%s'.%s"
                            .formatted(file, path, Nearest.hint(path, code.keySet())));
        }
    }

    private static void writeText(ZipWriter zip, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        zip.entry(name, bytes.length, crc.getValue(), to -> to.write(bytes));
    }

    private static boolean isFolder(ZipItem item) {
        return item.name().endsWith("/") && item.size() == 0;
    }

    /** Returns the number of bytes of the archive. */
    public long size() throws IOException {
        try (ByteSource source = opener.open()) {
            return source.size();
        }
    }

    private static void checkStart(ByteSource source, String file) throws IOException {
        byte[] start = source.bytes(0, (int) Math.min(32, source.size()));
        boolean zip = start.length >= 4 && start[0] == 'P' && start[1] == 'K';
        if (!zip) {
            throw new ScriptFormatException(file + ": " + ArchiveKind.ofStart(start));
        }
    }

    private String topFolder() {
        boolean arrays = items.stream().allMatch(item -> item.name().endsWith(".npy"));
        if (arrays) {
            throw new ScriptFormatException(
                    file + ": expected a TorchScript archive, found arrays only (.npz) or nothing");
        }
        return ArchiveNames.folder(items, file);
    }

    private String below(ZipItem item) {
        return item.name().substring(folder.length() + 1);
    }

    /** Returns the path of a code file below {@code code/}, or nothing for another entry. */
    private String codePath(ZipItem item) {
        String name = below(item);
        boolean isCode = name.startsWith(CODE) && name.endsWith(CODE_SUFFIX);
        return isCode ? name.substring(CODE.length()) : "";
    }

    private Optional<String> pickled(ZipContent content) throws IOException {
        for (ZipItem item : items) {
            if (below(item).equals(DATA)) {
                return PickleGlobals.first(content.start(item, PICKLE_START));
            }
        }
        return Optional.empty();
    }

    private SharedModules shared(ZipContent content) throws IOException {
        for (ZipItem item : items) {
            if (below(item).equals(DATA) && item.size() <= LARGEST_PICKLE) {
                return SharedModules.of(content.bytes(item));
            }
        }
        return SharedModules.none();
    }

    private void checkKind(Optional<String> pickled) {
        Set<String> names = new HashSet<>(entries());
        boolean hasCode = items.stream().anyMatch(item -> !codePath(item).isEmpty());
        if (!hasCode || !names.contains(DATA)) {
            throw new ScriptFormatException(file + ": " + ArchiveKind.ofNames(names, pickled));
        }
        if (!pickled.orElse("").startsWith(CLASS_PREFIX)) {
            throw new ScriptFormatException(
                    "%s: entry '%s': expected the model's class, which starts with '%s', found %s"
                            .formatted(
                                    file,
                                    DATA,
                                    CLASS_PREFIX,
                                    pickled.map(name -> "'" + name + "'").orElse("no class")));
        }
    }

    private Map<String, String> readCode(ZipContent content, ArchiveLimits limits)
            throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        long total = 0;
        for (ZipItem item : items) {
            String path = codePath(item);
            if (path.isEmpty()) {
                continue;
            }
            total += item.size();
            if (total > limits.code()) {
                throw new ScriptFormatException(
                        "%s: expected at most %s bytes of code, found more at '%s'"
                                .formatted(file, limits.code(), path));
            }
            texts.put(path, text(path, content.bytes(item)));
        }
        return texts;
    }

    private String text(String path, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ScriptFormatException(
                    "%s: code file '%s' is not text in UTF-8".formatted(file, path), e);
        }
    }
}
