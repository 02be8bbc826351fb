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

/**
 * A site that a network does not have, or whose activation is not what a plan needs.
 *
 * <p>{@link io.github.djliit.intervention.InterventionPlan#pointer} tells where a plan names it.
 */
public class SiteException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Site site;

    SiteException(Site site, String message, Throwable cause) {
        super(message, cause);
        this.site = site;
    }

    /**
     * Creates an exception of a site.
     *
     * @param site the site as the plan writes it
     * @param message what is wrong there; {@code At site ...: } comes before it
     * @return the exception
     */
    public static SiteException at(Site site, String message) {
        return new SiteException(site, "At site " + site + ": " + message, null);
    }

    /**
     * Returns the same with more words.
     *
     * @param where what comes before the message
     * @return the exception, with this as its cause
     */
    public SiteException within(String where) {
        return new SiteException(site, where + ": " + getMessage(), this);
    }

    /**
     * Returns the site.
     *
     * @return the site as the plan writes it
     */
    public final Site site() {
        return site;
    }
}
