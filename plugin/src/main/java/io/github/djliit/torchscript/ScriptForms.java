/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.MalformedModelException;
import io.github.djliit.torchscript.internal.rewrite.HookedSites;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Forms of a model whose parameters stay as they are: its code with hooks at some sites each.
 *
 * <p>A new set of sites is a form of its own, so that it costs the same however many were asked for
 * before, and a site that fails fails alone. The number of forms is bounded by the memory that they
 * take; that which was not used for longest is forgotten. Sets that come back after they were
 * forgotten, as in a search that goes round and round, get one form together.
 *
 * <p>Thread-safe: nobody closes a form that runs.
 */
final class ScriptForms implements AutoCloseable {

    private static final int MOST = 16;
    private static final int LEAST = 2;
    private static final long MEMORY = 1L << 30;

    /** More sets are not remembered, so that one form for all of them stays small. */
    private static final int MOST_FORGOTTEN = 64;

    private final LoadedScript.Source source;
    private final int most;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Form> forms = new CopyOnWriteArrayList<>();
    private final Set<HookedSites> forgotten = new LinkedHashSet<>();
    private final AtomicLong clock = new AtomicLong();

    /** A form, and when it was last used. */
    private static final class Form {

        private final LoadedScript script;
        private final AtomicLong used;

        /** Whether it ran without an error: only then its sites are hooked together with others. */
        private volatile boolean ran;

        Form(LoadedScript script, long now) {
            this.script = script;
            used = new AtomicLong(now);
        }

        int size() {
            return script.hooks().all().size();
        }
    }

    ScriptForms(LoadedScript.Source source) throws IOException {
        this.source = source;
        long fit = MEMORY / Math.max(1, source.archive().size());
        most = (int) Math.max(LEAST, Math.min(MOST, fit));
    }

    /** Makes sure that there is code with hooks at sites. */
    void hook(HookedSites wanted) {
        if (find(wanted).isEmpty()) {
            load(wanted);
        }
    }

    /** Runs a pass of code that has hooks at sites. */
    <T> T run(HookedSites wanted, Function<LoadedScript, T> pass) {
        while (true) {
            lock.readLock().lock();
            try {
                Optional<Form> found = find(wanted);
                if (found.isPresent()) {
                    Form form = found.get();
                    form.used.set(clock.incrementAndGet());
                    T result = pass.apply(form.script);
                    form.ran = true;
                    return result;
                }
            } finally {
                lock.readLock().unlock();
            }
            load(wanted);
        }
    }

    /** Returns the form with the fewest hooks that has those at some sites. */
    private Optional<Form> find(HookedSites wanted) {
        return forms.stream()
                .filter(form -> form.script.hooks().serves(wanted))
                .min(Comparator.comparingInt(Form::size));
    }

    private synchronized void load(HookedSites wanted) {
        if (find(wanted).isPresent()) {
            return; // Another thread was faster.
        }
        HookedSites all = wanted;
        if (forgotten.contains(wanted)) {
            all = forgotten.stream().reduce(all, HookedSites::and);
            forgotten.clear();
            // Those that are forgotten next would come back one by one, each in the others' place.
            all = ran().reduce(all, HookedSites::and);
        }
        Form made = new Form(load(source, all), clock.incrementAndGet());
        lock.writeLock().lock();
        try {
            while (forms.size() >= most) {
                forget();
            }
            forms.add(made);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Stream<HookedSites> ran() {
        return forms.stream().filter(form -> form.ran).map(form -> form.script.hooks());
    }

    static LoadedScript load(LoadedScript.Source source, HookedSites sites) {
        try {
            return source.load(sites);
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException(
                    "The model cannot be loaded with hooks at %s: %s"
                            .formatted(sites.all(), e.getMessage()),
                    e);
        }
    }

    private void forget() {
        Form oldest = forms.stream().min(Comparator.comparingLong(f -> f.used.get())).orElseThrow();
        forms.remove(oldest);
        if (oldest.ran && forgotten.size() < MOST_FORGOTTEN) {
            forgotten.add(oldest.script.hooks());
        }
        oldest.script.close();
    }

    /** Returns how many forms are loaded. */
    int size() {
        return forms.size();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            forms.forEach(form -> form.script.close());
            forms.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
