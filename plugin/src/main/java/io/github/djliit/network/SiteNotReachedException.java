/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import io.github.djliit.site.Site;

/** Thrown when a forward pass does not come by a site, or not as often as a plan needs. */
public class SiteNotReachedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final transient Site site;

    SiteNotReachedException(Site site, String message) {
        super(message);
        this.site = site;
    }

    /**
     * Returns the site.
     *
     * @return the site, with the path in full
     */
    public Site site() {
        return site;
    }
}
