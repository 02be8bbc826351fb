/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that say which of a model's sites are listed. */
final class SiteFilter {

    /** What traces call values that have no name in the author's code. */
    private static final Pattern NAMELESS = Pattern.compile("_\\d+");

    @Option(
            names = "--match",
            paramLabel = "GLOB",
            description =
                    "List the sites whose text is like this, where * stands for any letters and ?"
                            + " for one: '*.attn*'.")
    private String glob;

    @Option(
            names = "--modules",
            description = "List modules only, without inputs, further outputs and values inside.")
    private boolean modules;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "List what is at most so many steps below the root.")
    private Integer depth;

    @Option(
            names = "--all",
            description =
                    "List values without a name (@_12), too; --json lists them unless an option"
                            + " says which sites to list.")
    private boolean all;

    /** Returns those that were asked for, in their order. */
    List<SiteInfo> of(List<SiteInfo> sites, boolean asJson) {
        if (depth != null && depth < 0) {
            throw new UsageException("--depth: expected 0 or more, found " + depth);
        }
        boolean isNarrowed = glob != null || modules || depth != null;
        Predicate<Site> asked = matching().and(this::isShallow).and(this::isOfKind);
        List<SiteInfo> found =
                sites.stream()
                        .filter(info -> asked.test(info.site()))
                        .filter(info -> all || (asJson && !isNarrowed) || !isNameless(info.site()))
                        .toList();
        if (found.isEmpty() && glob != null) {
            boolean isHidden = sites.stream().map(SiteInfo::site).anyMatch(asked);
            throw new UsageException(
                    "--match: no site is like '%s'%s"
                            .formatted(glob, isHidden ? " but values without a name: --all" : ""));
        }
        return found;
    }

    private Predicate<Site> matching() {
        if (glob == null) {
            return site -> true;
        }
        String regex =
                glob.chars()
                        .mapToObj(
                                letter ->
                                        switch (letter) {
                                            case '*' -> ".*";
                                            case '?' -> ".";
                                            default -> Pattern.quote(Character.toString(letter));
                                        })
                        .collect(Collectors.joining());
        Pattern pattern = Pattern.compile(regex);
        return site -> pattern.matcher(site.toString()).matches();
    }

    private boolean isShallow(Site site) {
        return depth == null || site.path().steps().size() <= depth;
    }

    /** A module that gives several tensors has no output without a number: the first stands. */
    private boolean isOfKind(Site site) {
        Port port = site.portOrDefault();
        boolean isFirst = port.kind() == Port.Kind.OUTPUT && port.indexOrZero() == 0;
        return !modules || (site.value().isEmpty() && isFirst);
    }

    /** Whether a site is a value that the author of the code gave no name. */
    static boolean isNameless(Site site) {
        return site.value().filter(value -> NAMELESS.matcher(value).matches()).isPresent();
    }
}
