/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.djliit.network.CompiledNetwork;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A TorchScript model whose inside can be read and changed: inputs and outputs of its modules, and
 * every tensor that has a name in its code ({@code layers.0.attn@scores}).
 *
 * <p>As a block it is the model: {@code forward} runs the code as it is in the file. An {@link
 * io.github.djliit.network.InterventionBlock} around it runs plans. When a plan asks for sites that
 * have no hooks yet, the code is rewritten and loaded anew, with the weights as they are then; so
 * ask for the sites of a training ({@code InterventionBlock.check}, as {@code IitTrainer} does)
 * before its trainer takes the parameters.
 *
 * <pre>{@code
 * Criteria.builder()
 *         .setTypes(NDList.class, NDList.class)
 *         .optModelPath(Path.of("model.pt"))
 *         .optArgument("blockFactory", new TorchScriptBlockFactory())
 *         .optOption("hasParameter", "false");
 * }</pre>
 *
 * <p>Thread-safe for inference. It needs an engine that runs TorchScript. Whoever opens it closes
 * it; the block factory ties it to its model.
 */
public final class TorchScriptBlock extends AbstractSymbolBlock
        implements CompiledNetwork, AutoCloseable {

    private static final byte VERSION = 1;
    private static final String ENGINE = "PyTorch";

    private final ScriptArchive archive;
    private final ScriptSites sites;
    private final ForwardInputs arguments;
    private final Device device;
    private final boolean trainable;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private Model model;
    private Set<Site> hooked = Set.of();
    private boolean parametersTaken;

    private TorchScriptBlock(ScriptArchive archive, Device device, boolean trainable)
            throws IOException, MalformedModelException {
        super(VERSION);
        this.archive = archive;
        this.device = device;
        this.trainable = trainable;
        ScriptProgram program = ScriptProgram.of(archive.code());
        sites = new ScriptSites(ModuleTree.of(program, archive.rootClass()));
        arguments = new ForwardInputs(sites.forward());
        model = load(Map.of());
    }

    /**
     * Opens a model.
     *
     * @param file the TorchScript file, which stays as it is as long as this is used
     * @param device where it runs
     * @param trainable whether its parameters get gradients
     * @return the block
     * @throws IOException if the file cannot be read
     * @throws MalformedModelException if the engine refuses it
     * @throws IllegalArgumentException if it is no TorchScript archive, or a damaged one
     */
    public static TorchScriptBlock open(Path file, Device device, boolean trainable)
            throws IOException, MalformedModelException {
        return new TorchScriptBlock(ScriptArchive.read(file), device, trainable);
    }

    /** The engine reads files only, so rewritten archives go through one. */
    private Model load(Map<String, String> code) throws IOException, MalformedModelException {
        Model loaded = Model.newInstance("model", device, ENGINE);
        try {
            load(loaded, code);
            return loaded;
        } catch (EngineException e) {
            loaded.close();
            throw new MalformedModelException(
                    "%s: %s refuses it: %s%s"
                            .formatted(archive.file(), ENGINE, EngineMessage.of(e), problem()),
                    e);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** What was not understood here either tells the place. */
    private String problem() {
        return sites.tree().program().problems().stream()
                .findFirst()
                .map(problem -> "; not understood: " + problem)
                .orElse("");
    }

    private void load(Model into, Map<String, String> code)
            throws IOException, MalformedModelException {
        Path folder = Files.createTempDirectory("torchscript");
        Path file = folder.resolve("model.pt");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                archive.write(out, code);
            }
            into.load(file, null, Map.of("trainParam", Boolean.toString(trainable)));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    @Override
    public Site resolve(Site site) {
        return sites.resolve(site);
    }

    @Override
    public Hooked hook(Set<Site> wanted) {
        if (!hasHooks(wanted)) {
            lock.writeLock().lock();
            try {
                if (!hooked.containsAll(wanted)) {
                    reload(wanted);
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
        return this::forward;
    }

    private boolean hasHooks(Set<Site> wanted) {
        lock.readLock().lock();
        try {
            return hooked.containsAll(wanted);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void reload(Set<Site> wanted) {
        if (parametersTaken && trainable) {
            throw new IllegalStateException(
                    "The sites "
                            + wanted
                            + " are asked for after a trainer took the parameters: check the plan"
                            + " before the trainer is made");
        }
        Set<Site> all = new LinkedHashSet<>(hooked);
        all.addAll(wanted);
        try {
            Model loaded = load(HookedCode.of(sites, all));
            if (trainable) {
                // Otherwise the engine lets nobody change them.
                copyParameters(model.getBlock(), loaded.getBlock());
            }
            model.close();
            model = loaded;
            hooked = Set.copyOf(all);
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException(
                    "The model cannot be loaded with hooks at %s: %s"
                            .formatted(wanted, e.getMessage()),
                    e);
        }
    }

    /** Values that were set since the file was read are not lost. */
    private static void copyParameters(Block from, Block to) {
        ParameterList targets = to.getParameters();
        for (Pair<String, Parameter> parameter : from.getParameters()) {
            parameter.getValue().getArray().copyTo(targets.get(parameter.getKey()).getArray());
        }
    }

    private Result forward(ParameterStore store, NDList inputs, boolean training, Hooks hooks) {
        if (hooks.edits().isEmpty() && hooks.captures().isEmpty()) {
            return new Result(plain(store, inputs, training, null), Map.of());
        }
        arguments.check(inputs);
        lock.readLock().lock();
        try {
            HookArrays arrays = new HookArrays(inputs.head().getManager());
            NDList outputs =
                    model.getBlock().forward(store, arrays.inputs(inputs, hooks), training);
            return HookArrays.result(outputs);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return plain(parameterStore, inputs, training, params);
    }

    private NDList plain(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        arguments.check(inputs);
        lock.readLock().lock();
        try {
            return model.getBlock().forward(store, inputs, training, params);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        return new ScriptSiteListing(this, sites).run(store, example);
    }

    /**
     * Lists the sites without running anything, so without shapes.
     *
     * @return the sites; those that cannot be hooked say why
     */
    public List<SiteInfo> sites() {
        return ScriptSiteListing.withoutShapes(sites);
    }

    /** Returns what can be hooked. */
    ScriptSites scriptSites() {
        return sites;
    }

    @Override
    public boolean isInitialized() {
        return true;
    }

    @Override
    public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        beforeInitialize(inputShapes);
    }

    @Override
    public ParameterList getDirectParameters() {
        lock.writeLock().lock();
        try {
            parametersTaken = true;
            return model.getBlock().getDirectParameters();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return model.getBlock().getOutputShapes(inputShapes);
    }

    /**
     * Writes the model with its present weights as a plain TorchScript file, which loads without
     * this library.
     *
     * @param file the file; it appears as a whole or not at all
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            model.getBlock().saveParameters(out);
        }
        PlainArchive.write(bytes.toByteArray(), file);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            model.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
