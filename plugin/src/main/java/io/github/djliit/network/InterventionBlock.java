/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataDesc;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.ParameterStore;
import io.github.djliit.engine.EngineReport;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Site;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Any block, opened up: the same block, and calls that read and change what happens inside it.
 *
 * <p>As a {@code Block} it <em>is</em> the wrapped block: the same outputs bit for bit, the same
 * parameters, the same files. {@link #intervene} runs it under a plan, on an instrumented copy of
 * the block tree which shares the parameters; the wrapped block itself is never changed. The tree
 * is read when a site is first asked for, so blocks must not be added to it afterwards.
 *
 * <pre>{@code
 * InterventionBlock block = new InterventionBlock(network);
 * InterventionPlan plan = InterventionPlan.builder().interchange("02Linear[0:4]").build();
 * try (InterventionResult result = block.intervene(plan, base, source)) {
 *     NDArray counterfactual = result.counterfactual().singletonOrThrow();
 * }
 * }</pre>
 *
 * <p>As thread-safe for inference as the wrapped block: what a call intervenes on travels with the
 * call. (Some of DJL's own blocks are not: {@code IdEmbedding}, and so {@code BertBlock}, lends its
 * parameter to the manager of the call.) Training is one thread for each device, as in DJL.
 */
public final class InterventionBlock extends DelegatingBlock {

    private final Opening opening;
    private final EngineGuard guard;
    private volatile Fusing fusing = Fusing.AUTO;

    /**
     * Wraps a block.
     *
     * @param block any block, initialised or not
     */
    public InterventionBlock(Block block) {
        super(block);
        opening = Opening.of(block);
        guard = new EngineGuard(opening);
    }

    /**
     * Runs base, sources and counterfactual for inference, with the parameters as they are.
     *
     * @param plan what is done and kept
     * @param base the inputs of the base run, batch first
     * @param sources the inputs of the source runs
     * @return outputs and collected sites, owned by the manager of the first base array
     * @throws IllegalArgumentException if a site does not exist, a region does not fit, inputs do
     *     not match each other, or hold NaN where the plan is not empty
     * @throws IllegalStateException if the block is not initialised, or the forward pass does not
     *     reach a site
     */
    public InterventionResult intervene(InterventionPlan plan, NDList base, NDList... sources) {
        return intervene(InterventionCall.of(plan, base, sources));
    }

    /**
     * Runs base, sources and counterfactual.
     *
     * @param parameterStore the parameter store of a trainer or predictor
     * @param call the call
     * @return outputs and collected sites, owned by the manager of the first base array
     * @throws IllegalArgumentException if a site does not exist, a region does not fit, or inputs
     *     hold NaN where the plan is not empty; as a {@link SiteException} also where the network
     *     fails under the plan, and not on the inputs as it is
     * @throws IllegalStateException if the block is not initialised, or the forward pass does not
     *     reach a site
     */
    public InterventionResult intervene(ParameterStore parameterStore, InterventionCall call) {
        return intervene(parameterStore, call, null);
    }

    InterventionResult intervene(
            ParameterStore parameterStore, InterventionCall call, ShapeLog log) {
        try {
            return run(parameterStore, call, log);
        } catch (CallerException e) {
            throw e.own();
        } catch (RuntimeException e) {
            if (!CallerException.isOfEngine(e)) {
                throw e;
            }
            throw new FaultFinder(
                            call,
                            inputs -> getBlock().forward(parameterStore, inputs, false),
                            part -> tried(parameterStore, part),
                            this::words)
                    .found(e, mayRunAgain());
        }
    }

    private void tried(ParameterStore parameterStore, InterventionCall part) {
        InterventionResult result = run(parameterStore, part, null);
        try (NDManager scope = part.base().head().getManager().newSubManager()) {
            result.attach(scope);
        }
    }

    private boolean mayRunAgain() {
        return Opening.compiled(getBlock()).map(CompiledNetwork::isRepeatable).orElse(true);
    }

    private String words(RuntimeException failure) {
        return Opening.compiled(getBlock())
                .map(compiled -> compiled.words(failure))
                .orElseGet(() -> String.valueOf(failure.getMessage()));
    }

    /**
     * Runs a call for inference, with the parameters as they are.
     *
     * @param call the call
     * @return outputs and collected sites, owned by the manager of the first base array
     * @throws IllegalArgumentException as {@link #intervene(ParameterStore, InterventionCall)}
     * @throws IllegalStateException likewise
     */
    public InterventionResult intervene(InterventionCall call) {
        return intervene(new ParameterStore(call.base().head().getManager(), false), call);
    }

    private InterventionResult run(
            ParameterStore parameterStore, InterventionCall call, ShapeLog log) {
        checkInitialized();
        guard.look(call.base().head().getManager());
        if (call.keptBase() != null) {
            call.keptBase().checkNetwork(getBlock());
            call.keptBase().checkParameters();
        }
        if (call.plan().isEmpty() && call.sources().isEmpty() && !call.mayNeedGradient()) {
            return plain(parameterStore, call.base());
        }
        BoundPlan plan = opening.bind(call.plan());
        CallChecks.checkRows(call, site -> opening.isWithoutRows(site, call.base()));
        Bindings bindings = new Bindings(parameterStore, call.training(), log);
        Forward forward = opening.forward(plan, parameterStore, call.mode());
        try {
            return new CallRunner(plan, call, bindings, forward, fusion(call)).run();
        } catch (EngineException | IndexOutOfBoundsException e) {
            throw OtherShapes.told(e, getBlock().getInputShapes(), call);
        }
    }

    private Fusion fusion(InterventionCall call) {
        RowMixing mixing = opening.rowMixing(call.base(), call.training());
        if (mixing == RowMixing.TIME && !call.batchAxis().isSaid()) {
            CallChecks.refuseRows(
                    call,
                    "a recurrent layer steps along the first axis of the inputs: say which axis is"
                            + " the batch (optBatchAxis, or iit run --batch-axis)");
        }
        return new Fusion(
                mixing,
                opening.rowVerdicts(),
                call.fusing() == null ? fusing : call.fusing(),
                call.training() && opening.isSteadyInTraining());
    }

    /**
     * Sets whether rows that have nothing to do with each other run as one batch, where a call does
     * not say (default: {@link Fusing#AUTO}).
     *
     * @param value when they do
     */
    public void setFusing(Fusing value) {
        fusing = Objects.requireNonNull(value, "value");
    }

    /**
     * Returns whether rows that have nothing to do with each other run as one batch.
     *
     * @return when they do
     */
    public Fusing getFusing() {
        return fusing;
    }

    /**
     * Tells whether rows of several callers may run as one batch for prediction, each under a plan
     * of its own, so that each gets what it would get alone. Where the code does not tell, it is
     * measured now and then.
     *
     * @param parameterStore the parameter store of a predictor
     * @param stacked the inputs of all, batch first
     * @param first how many rows are of the first caller
     * @param last how many rows are of the last caller
     * @return whether they may; false where it is not known
     */
    public boolean mayStack(ParameterStore parameterStore, NDList stacked, long first, long last) {
        checkInitialized();
        return BatchAxis.of(null, stacked).isFirst()
                && new Stacking(opening.rowMixing(stacked, false), opening.rowVerdicts(), fusing)
                        .may(
                                stacked,
                                first,
                                last,
                                inputs -> getBlock().forward(parameterStore, inputs, false));
    }

    /**
     * Runs a base as it is, and keeps what counterfactuals of it under some plans can resume from:
     * each then runs from its first edit on. The parameters have to stay as they are meanwhile: a
     * call after a step of training is an {@link IllegalStateException}.
     *
     * @param parameterStore the parameter store of a trainer or predictor
     * @param base the inputs of the base run, batch first
     * @param plans the plans
     * @return what was kept, owned by the manager of the first input; the inputs must live as long
     * @throws IllegalArgumentException as {@link #intervene(ParameterStore, InterventionCall)}
     * @throws IllegalStateException likewise
     */
    public KeptBase keepBase(
            ParameterStore parameterStore, NDList base, Collection<InterventionPlan> plans) {
        checkInitialized();
        guard.look(base.head().getManager());
        return KeptBase.of(getBlock(), opening, parameterStore, base, plans);
    }

    /**
     * Tells whether a counterfactual is better run by itself, from its first edit on ({@link
     * #keepBase}), than as rows of one batch with others: where much arithmetic is spared, and the
     * batch is large enough by itself.
     *
     * @param plan the plan
     * @param base the inputs of the base
     * @return whether it is
     * @throws IllegalArgumentException if a site does not exist or cannot be hooked
     */
    public boolean isWorthResuming(InterventionPlan plan, NDList base) {
        checkInitialized();
        return opening.bind(plan).frontier().isWorthIt(base);
    }

    /** Runs the block by itself. The inputs are views, which make the scope the owner of all. */
    private InterventionResult plain(ParameterStore parameterStore, NDList base) {
        NDManager owner = base.head().getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDList views = new NDList(base.size());
            for (NDArray array : base) {
                views.add(Keep.view(array, scope));
            }
            NDList outputs = new NDList();
            for (NDArray output : getBlock().forward(parameterStore, views, false)) {
                NDArray kept = Keep.within(scope, output);
                kept.attach(owner);
                outputs.add(kept);
            }
            return InterventionResult.plain(outputs);
        }
    }

    /**
     * Checks that all sites of a plan are there and can be hooked, without running anything.
     *
     * @param plan the plan
     * @throws IllegalArgumentException if a site does not exist or cannot be hooked
     */
    public void check(InterventionPlan plan) {
        check(List.of(plan));
    }

    /**
     * Checks that all sites of several plans are there and can be hooked, and makes compiled code
     * ready for all of them at once.
     *
     * @param plans the plans
     * @throws IllegalArgumentException if a site does not exist or cannot be hooked
     */
    public void check(Collection<InterventionPlan> plans) {
        opening.check(plans);
    }

    /**
     * Compares what the engine computes on this machine with known results, for the operators that
     * this network has.
     *
     * <p>The first call under a plan does so by itself and logs a warning where something is wrong,
     * unless this method was called before: whoever asks takes care of the answer.
     *
     * @param manager a manager of the engine and device where the network runs; nothing stays on it
     * @return what was found
     */
    public EngineReport checkEngine(NDManager manager) {
        return guard.check(manager);
    }

    /**
     * Runs a plan on zeros, which tells every fault that it has with inputs of these shapes, and
     * the shapes at each of its sites.
     *
     * @param plan the plan
     * @param manager a manager; nothing stays on it
     * @param inputs shape and type of each input of the network, batch first
     * @return the shapes
     * @throws IllegalArgumentException as {@link #intervene(InterventionPlan, NDList, NDList...)}
     * @throws IllegalStateException likewise
     */
    public DryRun dryRun(InterventionPlan plan, NDManager manager, DataDesc... inputs) {
        return DryRun.of(this, plan, manager, inputs);
    }

    /**
     * Returns the tree of the wrapped block.
     *
     * @return the tree; of compiled code just the root
     */
    public BlockTree getTree() {
        return BlockTree.of(getBlock());
    }

    /**
     * Returns a site with its path in full.
     *
     * @param site a site; a step of its path may leave out DJL's prefix where that is unambiguous
     * @return the same site with the full path
     * @throws IllegalArgumentException if the network does not have it; the message names the near
     *     ones
     */
    public Site resolve(Site site) {
        return opening.resolve(site);
    }

    /**
     * Lists the sites: the outputs and inputs of every block, with the shapes they have in a
     * forward pass on an example.
     *
     * @param parameterStore a parameter store
     * @param example example inputs, batch first
     * @return the sites in the order of the tree; those that cannot be hooked say why
     */
    public List<SiteInfo> sites(ParameterStore parameterStore, NDList example) {
        checkInitialized();
        try {
            return opening.sites(parameterStore, example);
        } catch (EngineException e) {
            throw OtherShapes.told(e, getBlock().getInputShapes(), example);
        }
    }

    @Override
    public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        super.initialize(manager, dataType, inputShapes);
        opening.reset();
    }

    @Override
    public void loadParameters(NDManager manager, DataInputStream is)
            throws IOException, MalformedModelException {
        super.loadParameters(manager, is);
        opening.reset();
    }

    /**
     * Checks that the network has values.
     *
     * @throws IllegalStateException if a parameter has none yet
     */
    public void checkInitialized() {
        // What the engine loaded as a whole is ready, and does not say so.
        if (!isInitialized() && getTree().nodes().stream().anyMatch(InterventionBlock::isBare)) {
            throw new IllegalStateException(
                    "The block is not initialised: call initialize(manager, type, shapes), load"
                            + " parameters, or train it first");
        }
    }

    private static boolean isBare(BlockTree.Node node) {
        boolean isWhole = node.block() instanceof SymbolBlock;
        return !isWhole
                && node.block().getDirectParameters().values().stream()
                        .anyMatch(parameter -> !parameter.isInitialized());
    }
}
