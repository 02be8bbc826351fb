/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.Objects;
import java.util.Optional;

/**
 * One addressable place in a network: a path, a port, a value inside forward, a region.
 *
 * <p>Its text form is {@code path[:input[k]|:output[k]][@value][axis, axis, ...]}, where all parts
 * are optional, though not all at once. Some texts:
 *
 * <pre>
 * encoder.layer.3              the output of a block
 * 02Linear:input               the first array that goes into it
 * :output1                     the second array that comes out of the whole network
 * layers.0.attn@scores         a value inside forward
 * layers.0.attn[5:7, 0:64]     token positions 5 and 6, units 0 to 63
 * blocks.2[{1,4}, h{3,7}/12]   token positions 1 and 4, heads 3 and 7 of 12
 * "model.v2".head              a step that holds a character of the grammar
 * </pre>
 *
 * <p>Reading and printing are inverse: {@code Site.of(text).toString()} is {@code text}, save that
 * white space just inside brackets and braces and around commas is read and printed as the one form
 * {@code [{1,4}, 0:64]}. So {@code a}, {@code a:output} and {@code a:output0} are three sites that
 * mean one place; {@link #portOrDefault()} is the same for all three.
 *
 * @param path the block, empty for the root
 * @param port which of its arrays; absent means the first output
 * @param value the name of a value inside the block's forward
 * @param region the part of the activation that is touched
 */
public record Site(Path path, Optional<Port> port, Optional<String> value, Region region) {

    /**
     * Checks the parts, and gives the bare root its port.
     *
     * <p>The root without port, value and region has no text, so it is the site {@code :output}.
     */
    public Site {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(port, "port");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(region, "region");
        if (path.isRoot() && port.isEmpty() && value.isEmpty() && region.isWhole()) {
            port = Optional.of(Port.output());
        }
    }

    /**
     * Reads a site.
     *
     * @param text the text form; longer than 4,096 characters is refused
     * @return the site
     * @throws SiteSyntaxException if the text is not a site
     */
    public static Site of(String text) {
        return new SiteReader(text).site();
    }

    /**
     * Returns the whole output of a block.
     *
     * @param path the block
     * @return the site
     */
    public static Site of(Path path) {
        return new Site(path, Optional.empty(), Optional.empty(), Region.whole());
    }

    /**
     * Returns the whole first output of a block, with its port written out.
     *
     * @param path the block
     * @return the site
     */
    public static Site outputOf(Path path) {
        Port first = of(path).portOrDefault();
        return new Site(path, Optional.of(first), Optional.empty(), Region.whole());
    }

    /**
     * Returns this site at another path.
     *
     * @param other the path
     * @return the site
     */
    public Site withPath(Path other) {
        return new Site(other, port, value, region);
    }

    /**
     * Returns this site with another region.
     *
     * @param other the region
     * @return the site
     */
    public Site withRegion(Region other) {
        return new Site(path, port, value, other);
    }

    /**
     * Returns the same place without its region.
     *
     * @return the site
     */
    public Site whole() {
        return withRegion(Region.whole());
    }

    /**
     * Returns the port with its index, {@code output0} where none is written.
     *
     * @return the port; its index is present
     */
    public Port portOrDefault() {
        Port written = port.orElse(Port.output());
        return new Port(written.kind(), written.indexOrZero());
    }

    /**
     * Tells whether this site and another have units in common, as far as their texts tell: regions
     * that count from different ends of an axis, or in heads and in units, are not known to.
     *
     * @param other a site of the same network, both with full paths
     * @return whether they share units in every network that has both
     */
    public boolean sharesUnits(Site other) {
        return path.equals(other.path)
                && portOrDefault().equals(other.portOrDefault())
                && value.equals(other.value)
                && region.sharesUnits(other.region);
    }

    /** Returns the text form, which {@link #of(String)} reads. */
    @Override
    public String toString() {
        return path
                + port.map(p -> ":" + p).orElse("")
                + value.map(v -> "@" + Quoting.print(v)).orElse("")
                + region;
    }
}
