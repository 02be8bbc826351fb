/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.VersionRange;
import ai.djl.util.JsonUtils;
import ai.djl.util.Progress;
import com.google.gson.JsonParseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The models that are in this jar, in the layout of DJL's own repositories; nothing is downloaded.
 *
 * <p>They are unpacked into DJL's cache, as a whole or not at all. What is there already is used if
 * it has the checksums of the jar, and replaced if it does not. Thread-safe, also with other
 * processes.
 */
final class BundledRepository extends AbstractRepository {

    /** Where the layout starts on the class path. */
    static final String ROOT = "mlrepo/";

    BundledRepository() {
        super("djl-iit", URI.create("classpath:/io/github/djliit/zoo/" + ROOT));
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    /** Whether there is metadata of a model. */
    static boolean has(MRL mrl) {
        return BundledRepository.class.getResource(ROOT + metadata(mrl)) != null;
    }

    private static String metadata(MRL mrl) {
        return mrl.toURI().getPath() + "metadata.json";
    }

    @Override
    public Metadata locate(MRL mrl) throws IOException {
        String path = metadata(mrl);
        try (InputStream stream = open(path)) {
            String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            Metadata metadata = JsonUtils.GSON_PRETTY.fromJson(json, Metadata.class);
            metadata.init(arguments);
            metadata.setRepositoryUri(mrl.toURI());
            return metadata;
        } catch (JsonParseException e) {
            throw new IOException("The jar's " + path + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public Artifact resolve(MRL mrl, Map<String, String> filter) throws IOException {
        return locate(mrl).search(VersionRange.parse(mrl.getVersion()), filter).stream()
                .max(Comparator.comparing(Artifact::getParsedVersion))
                .orElse(null);
    }

    /** Unpacks a model into the cache, unless it is there. */
    @Override
    public void prepare(Artifact artifact, Progress progress) throws IOException {
        Path folder = getResourceDirectory(artifact);
        CachedFiles files = new CachedFiles(folder, artifact.getFiles().values());
        if (files.areThere()) {
            return;
        }
        if (progress != null) {
            progress.reset("Unpacking " + artifact.getName(), files.size());
        }
        try {
            files.unpack(item -> open(artifact.getResourceUri().getPath() + item.getName()));
        } finally {
            if (progress != null) {
                progress.end();
            }
        }
    }

    @Override
    public List<MRL> getResources() {
        return IitModelZoo.resources(this);
    }

    private static InputStream open(String path) throws IOException {
        InputStream stream = BundledRepository.class.getResourceAsStream(ROOT + path);
        if (stream == null) {
            throw new FileNotFoundException("The jar of the zoo has no " + path);
        }
        return stream;
    }
}
