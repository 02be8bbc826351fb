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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djliit.engine.Operator;
import io.github.djliit.network.CompiledNetwork;
import io.github.djliit.network.RowMixing;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.LoadedScript.Parameters;
import io.github.djliit.torchscript.internal.analysis.ForwardInputs;
import io.github.djliit.torchscript.internal.analysis.KnownRows;
import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.analysis.OutputOrder;
import io.github.djliit.torchscript.internal.analysis.ReturnedType;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import io.github.djliit.torchscript.internal.archive.ArchiveLimits;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.rewrite.HookedSites;
import io.github.djliit.torchscript.internal.rewrite.PlainArchive;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A TorchScript model whose inside can be read and changed: inputs and outputs of its modules, and
 * every tensor that has a name in its code ({@code layers.0.attn@scores}).
 *
 * <p>As a block it is the model: {@code forward} runs the code as it is in the file. An {@link
 * io.github.djliit.network.InterventionBlock} around it runs plans. When a plan asks for sites that
 * have no hooks yet, the code is rewritten and loaded anew, with the weights as they are then. Once
 * a trainer took the parameters, further sites are those of a copy, which gets the weights before
 * each call: good for evaluation during and after a training, and refused in a training pass. So
 * check the plan of a training ({@code InterventionBlock.check}; {@code IitTrainer} does) before
 * its trainer is initialised, which makes the copy the model. Parameters taken earlier are closed
 * then.
 *
 * <pre>{@code
 * Criteria.builder()
 *         .setTypes(NDList.class, NDList.class)
 *         .optModelPath(Path.of("model.pt"))
 *         .optArgument("blockFactory", new TorchScriptBlockFactory())
 *         .optOption("hasParameter", "false");
 * }</pre>
 *
 * <p>A model that keeps a state from call to call, as a counter or a cache, takes no plans, since
 * their runs would change it for each other; without one it runs as ever.
 *
 * <p>Thread-safe for inference. It needs an engine that runs TorchScript. Whoever opens it closes
 * it; the block factory ties it to its model.
 */
public final class TorchScriptBlock extends AbstractSymbolBlock
        implements CompiledNetwork, AutoCloseable {

    private static final byte VERSION = 1;

    private final ScriptSites sites;
    private final ForwardInputs arguments;
    private final KnownRows rows;
    private final ReturnedType returned;
    private final OutputOrder outputs;
    private final boolean deterministicInference;
    private final boolean deterministicTraining;
    private final long parameterCount;
    private final Set<Operator> operators;
    private final ScriptGradients gradients;
    private final LoadedScripts scripts;

    private TorchScriptBlock(ScriptArchive archive, Device device, boolean trainable)
            throws IOException, MalformedModelException {
        super(VERSION);
        ScriptProgram program = ScriptProgram.of(archive.code());
        sites =
                new ScriptSites(
                        ModuleTree.of(program, archive.rootClass()),
                        archive.isTraced(),
                        archive.shared());
        ScriptClass root = sites.tree().node(io.github.djliit.site.Path.root()).type();
        arguments = new ForwardInputs(root, sites.forward());
        rows = new KnownRows(program, root);
        returned = new ReturnedType(program, sites.forward());
        outputs = sites.outputOrder();
        gradients = new ScriptGradients(sites);
        scripts =
                new LoadedScripts(
                        new LoadedScript.Source(
                                archive,
                                sites,
                                gradients.flag(),
                                device,
                                trainable ? Parameters.TRAINABLE : Parameters.FIXED));
        deterministicInference = sites.effects().isDeterministic(false);
        deterministicTraining = sites.effects().isDeterministic(true);
        operators = sites.effects().operators();
        parameterCount = scripts.parameterCount();
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

    /**
     * Opens a model that is no file, as a resource of a jar.
     *
     * @param archive the bytes of a TorchScript file, which are kept; read to the end, not closed
     * @param name what it is called in messages
     * @param device where it runs
     * @param trainable whether its parameters get gradients
     * @return the block
     * @throws IOException if the bytes cannot be read
     * @throws MalformedModelException if the engine refuses it
     * @throws IllegalArgumentException if it is no TorchScript archive, or a damaged one
     */
    public static TorchScriptBlock open(
            InputStream archive, String name, Device device, boolean trainable)
            throws IOException, MalformedModelException {
        byte[] bytes = archive.readAllBytes();
        ScriptArchive read = ScriptArchive.read(bytes, name, ArchiveLimits.DEFAULT);
        return new TorchScriptBlock(read, device, trainable);
    }

    @Override
    public Site resolve(Site site) {
        Site resolved = sites.resolve(site);
        sites.state().check(false);
        return resolved;
    }

    @Override
    public void checkEdit(Site site) {
        sites.checkEdit(site);
    }

    @Override
    public Set<io.github.djliit.site.Path> spareable(Set<Site> edited, Set<Site> collected) {
        return deterministicInference ? sites.skippable().before(edited, collected) : Set.of();
    }

    @Override
    public RowMixing rowMixing(NDList inputs, boolean training) {
        boolean isMixing =
                (training && !deterministicTraining) || sites.state().of(training).isPresent();
        return isMixing ? RowMixing.SOME : rows.of(arguments.ranks(inputs)).mixing();
    }

    @Override
    public boolean isWithoutRows(Site site, NDList inputs) {
        return sites.isWithoutRows(site, rows.of(arguments.ranks(inputs)));
    }

    @Override
    public boolean isSteadyInTraining() {
        return deterministicTraining;
    }

    @Override
    public boolean isRepeatable() {
        return deterministicInference;
    }

    @Override
    public Set<Operator> operators() {
        return operators;
    }

    @Override
    public long parameterCount() {
        return parameterCount;
    }

    /** {@inheritDoc} Once a trainer has the parameters, others are those of a copy. */
    @Override
    public boolean hooksFreely(Set<Site> wanted) {
        return scripts.hooksFreely(wanted);
    }

    @Override
    public List<String> inputNames(List<String> given) {
        return arguments.names(given);
    }

    @Override
    public String words(RuntimeException failure) {
        return EngineMessage.of(failure);
    }

    /** {@inheritDoc} Values can be changed at all of them. */
    @Override
    public Hooked hook(Set<Site> wanted) {
        return hook(wanted, wanted);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the model keeps a state from call to call, which the runs
     *     of a plan would change for each other
     */
    @Override
    public Hooked hook(Set<Site> sites, Set<Site> edited) {
        HookedSites wanted = new HookedSites(sites, edited);
        if (!wanted.isEmpty()) {
            this.sites.state().check(false);
        }
        scripts.hook(wanted);
        return (store, inputs, mode, hooks) -> {
            this.sites.state().check(mode.isTraining());
            gradients.check(mode);
            NDList checked = arguments.checked(inputs);
            if (!hooks.isEmpty()) {
                ForwardInputs.checkForward(checked);
            }
            return returned.told(
                    () ->
                            scripts.run(
                                    wanted,
                                    mode,
                                    loaded ->
                                            ordered(loaded.forward(store, checked, mode, hooks))));
        };
    }

    /** Captures what is at sites in one run, with code that is not kept for others. */
    Result once(Set<Site> wanted, ParameterStore store, NDList inputs) {
        sites.state().check(false);
        NDList checked = arguments.checked(inputs);
        ForwardInputs.checkForward(checked);
        Hooks hooks = new Hooks(Map.of(), wanted, Map.of());
        return returned.told(
                () ->
                        scripts.once(
                                wanted,
                                loaded ->
                                        ordered(
                                                loaded.forward(
                                                        store, checked, Mode.PREDICTION, hooks))));
    }

    private Result ordered(Result result) {
        return new Result(outputs.of(result.outputs()), result.captured());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDList checked = arguments.checked(inputs);
        return returned.told(
                () ->
                        scripts.run(
                                HookedSites.NONE,
                                training ? Mode.TRAINING : Mode.PREDICTION,
                                loaded ->
                                        outputs.of(
                                                loaded.block()
                                                        .forward(
                                                                parameterStore,
                                                                checked,
                                                                training,
                                                                params))));
    }

    /** {@inheritDoc} A model that keeps a state is not run: all its sites say so. */
    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        boolean isSteady = sites.state().of(false).isEmpty();
        return isSteady ? new ScriptSiteListing(this, sites).run(store, example) : sites();
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

    /** {@inheritDoc} A trainer does so before it takes the parameters. */
    @Override
    public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        beforeInitialize(inputShapes);
        scripts.makeCopyTheModel();
    }

    @Override
    public PairList<String, Shape> describeInput() {
        return getInputShapes() == null ? new PairList<>() : super.describeInput();
    }

    @Override
    public ParameterList getDirectParameters() {
        return scripts.takeParameters();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return scripts.block().getOutputShapes(inputShapes);
    }

    /**
     * Writes the model with its present weights as a plain TorchScript file, which loads without
     * this library.
     *
     * @param file the file; it appears as a whole or not at all
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        PlainArchive.write(scripts.archive(), file);
    }

    /** {@inheritDoc} The values alone, by name: the code stays in the file of {@link #open}. */
    @Override
    public void saveParameters(DataOutputStream os) throws IOException {
        os.writeByte(VERSION);
        ScriptParameters.write(scripts.block(), os);
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedModelException if they are those of another model
     * @throws IllegalStateException if this was not opened as trainable
     */
    @Override
    public void loadParameters(NDManager manager, DataInputStream is)
            throws IOException, MalformedModelException {
        if (!scripts.isTrainable()) {
            throw new IllegalStateException(
                    "The engine keeps the parameters of this model as they are: open it as"
                            + " trainable to load others");
        }
        byte version = is.readByte();
        if (version != VERSION) {
            throw new MalformedModelException("Unknown version of a parameter file: " + version);
        }
        ScriptParameters.read(scripts.block(), manager, is);
    }

    @Override
    public void close() {
        scripts.close();
    }
}
