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
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import io.github.djliit.network.CompiledNetwork.Mode;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.LoadedScript.Parameters;
import io.github.djliit.torchscript.internal.rewrite.HookedSites;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A model in the engine, in as many forms as its use asks for: with hooks at more and more sites,
 * and beside the one whose parameters a trainer has, a copy for what is no training.
 *
 * <p>Thread-safe for inference: nobody closes a form that runs.
 */
final class LoadedScripts implements AutoCloseable {

    private final LoadedScript.Source source;
    private final boolean hasStatistics;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** The model whose parameters are given out. */
    private LoadedScript own;

    /**
     * A copy for passes that are not of a training, null if there was no need of one. It has the
     * sites that were asked for when the parameters had been given out: whoever has them may change
     * them at any time. And the engine refuses a plain pass of code that it optimised in training.
     */
    private LoadedScript copy;

    /** Another, for passes of which a gradient is wanted that is none of the parameters. */
    private LoadedScript recordedCopy;

    /** The forms with hooks, where nobody can change the parameters. */
    private final Optional<ScriptForms> forms;

    /** Those for passes of which a gradient is wanted. */
    private final Optional<ScriptForms> recordedForms;

    private boolean parametersTaken;
    private volatile boolean ranTraining;

    /** Whether the engine optimised the code for a pass of which a gradient was wanted. */
    private volatile boolean ranRecorded;

    LoadedScripts(LoadedScript.Source source) throws IOException, MalformedModelException {
        this.source = source;
        own = source.load(HookedSites.NONE);
        forms = forms(source, source.parameters());
        recordedForms = forms(source, Parameters.FROZEN);
        hasStatistics =
                source.sites().tree().program().classes().values().stream()
                        .anyMatch(LoadedScripts::keepsStatistics);
    }

    private static Optional<ScriptForms> forms(LoadedScript.Source source, Parameters parameters)
            throws IOException {
        return source.isTrainable()
                ? Optional.empty()
                : Optional.of(new ScriptForms(source.with(parameters)));
    }

    /** Whether a module changes arrays in training that are no parameters, as a batch norm does. */
    private static boolean keepsStatistics(ScriptClass type) {
        String text = type.range().text();
        return text.contains("running_mean") && text.contains("self.training");
    }

    /** Makes sure that there is code with hooks at sites. */
    void hook(HookedSites wanted) {
        if (wanted.isEmpty()) {
            return;
        } else if (forms.isPresent()) {
            forms.get().hook(wanted);
        } else if (!hasHooks(wanted.all())) {
            lock.writeLock().lock();
            try {
                load(wanted.all());
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Whether hooks at sites need no copy. */
    boolean hooksFreely(Set<Site> wanted) {
        lock.readLock().lock();
        try {
            return has(own, wanted) || !(parametersTaken && source.isTrainable());
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean hasHooks(Set<Site> wanted) {
        lock.readLock().lock();
        try {
            return has(own, wanted) || has(copy, wanted);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static boolean has(LoadedScript loaded, Set<Site> wanted) {
        return loaded != null && loaded.hooks().all().containsAll(wanted);
    }

    private void load(Set<Site> wanted) {
        if (has(own, wanted) || has(copy, wanted)) {
            return; // Another thread was faster.
        } else if (parametersTaken && source.isTrainable()) {
            setCopy(wanted);
        } else {
            setOwn(loadWith(wanted));
        }
    }

    private LoadedScript loadWith(Set<Site> wanted) {
        Set<Site> all = new LinkedHashSet<>(own.hooks().all());
        all.addAll(copy == null ? Set.of() : copy.hooks().all());
        all.addAll(wanted);
        return ScriptForms.load(source, HookedSites.edited(all));
    }

    /** Runs a pass of code that reads at many sites, which is not kept for others. */
    <T> T once(Set<Site> wanted, Function<LoadedScript, T> pass) {
        HookedSites read = HookedSites.read(wanted);
        if (forms.isEmpty()) {
            hook(read);
            return run(read, Mode.PREDICTION, pass);
        }
        try (LoadedScript loaded = ScriptForms.load(source, read)) {
            return pass.apply(loaded);
        }
    }

    private void setCopy(Set<Site> wanted) {
        LoadedScript loaded = frozen(wanted);
        close(copy);
        copy = loaded;
    }

    private LoadedScript frozen(Set<Site> wanted) {
        LoadedScript loaded = loadWith(wanted);
        loaded.block().freezeParameters(true);
        return loaded;
    }

    /** Values that were set since the file was read are not lost. */
    private void setOwn(LoadedScript loaded) {
        if (source.isTrainable()) {
            // Otherwise the engine lets nobody change them.
            give(loaded);
            ScriptParameters.freeze(own.block(), loaded.block());
        }
        own.close();
        own = loaded;
        ranTraining = false;
        ranRecorded = false;
    }

    /** Runs a pass of code that has hooks at sites. */
    <T> T run(HookedSites sites, Mode mode, Function<LoadedScript, T> pass) {
        if (forms.isPresent() && mode.isRecorded()) {
            return recordedForms.orElseThrow().run(sites, pass);
        } else if (forms.isPresent() && !sites.isEmpty()) {
            return forms.get().run(sites, pass);
        }
        Set<Site> wanted = sites.all();
        lock.readLock().lock();
        try {
            if (has(own, wanted) && (mode.isRecorded() || !ranRecorded)) {
                note(mode);
                return pass.apply(own);
            }
        } finally {
            lock.readLock().unlock();
        }
        LoadedScript loaded = acquire(wanted, mode);
        try {
            return pass.apply(loaded);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void note(Mode mode) {
        if (mode.isRecorded()) {
            ranRecorded = true;
        }
        if (mode.isTraining()) {
            ranTraining = true;
        }
    }

    /** Returns what has hooks at sites, with the read lock held: nobody closes it meanwhile. */
    private LoadedScript acquire(Set<Site> wanted, Mode mode) {
        lock.writeLock().lock();
        try {
            boolean isOwn = has(own, wanted) && !ranRecorded;
            LoadedScript loaded = isOwn ? own : copy(wanted, mode);
            lock.readLock().lock();
            return loaded;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Returns the copy, with the parameters as they are now. */
    private LoadedScript copy(Set<Site> wanted, Mode mode) {
        if (mode.isRecorded()) {
            return recordedCopy(wanted, mode);
        } else if (!has(copy, wanted)) {
            setCopy(wanted);
        }
        give(copy);
        return copy;
    }

    private LoadedScript recordedCopy(Set<Site> wanted, Mode mode) {
        boolean isLost =
                mode.isTraining()
                        || own.block().getParameters().values().stream()
                                .anyMatch(parameter -> parameter.getArray().hasGradient());
        if (isLost) {
            throw new IllegalStateException(
                    "The sites "
                            + wanted
                            + " were asked for after a trainer took the parameters: check the plan"
                            + " before the trainer is initialised"
                            + (mode.isTraining() ? "" : ", or freeze the parameters"));
        } else if (!has(recordedCopy, wanted)) {
            LoadedScript loaded = frozen(wanted);
            close(recordedCopy);
            recordedCopy = loaded;
        }
        give(recordedCopy);
        return recordedCopy;
    }

    private void give(LoadedScript loaded) {
        if (ranTraining && hasStatistics) {
            throw new IllegalStateException(
                    "A batch norm changed its running mean in training, and the engine gives that"
                            + " to no copy: save the model, and open the file to evaluate it");
        }
        ScriptParameters.copy(own.block(), loaded.block());
    }

    boolean isTrainable() {
        return source.isTrainable();
    }

    /** Returns the model whose parameters are given out. */
    Block block() {
        return own.block();
    }

    long parameterCount() {
        return ScriptParameters.count(own.block());
    }

    /** Returns the parameters, which are no longer the model's alone. */
    ParameterList takeParameters() {
        lock.writeLock().lock();
        try {
            parametersTaken = true;
            return own.block().getDirectParameters();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Gives out the parameters of the copy from now on, which has hooks at more sites. */
    void makeCopyTheModel() {
        lock.writeLock().lock();
        try {
            if (copy != null) {
                setOwn(copy);
                copy = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Returns the model as the engine writes it. */
    byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            lock.readLock().lock();
            try {
                own.block().saveParameters(out);
            } finally {
                lock.readLock().unlock();
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            own.close();
            forms.ifPresent(ScriptForms::close);
            recordedForms.ifPresent(ScriptForms::close);
            close(copy);
            close(recordedCopy);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static void close(LoadedScript script) {
        if (script != null) {
            script.close();
        }
    }
}
