/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.engine.EngineCheck;
import io.github.djliit.network.Fusing;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * DJL's trainer, with interchange intervention training (Geiger et al., ICML 2022).
 *
 * <p>It trains the model's own block: base and sources run as one batch, the base runs again with
 * the aligned sites of its row taken from a source, and the loss compares the three with what the
 * causal model says. {@code EasyTrain.fit}, listeners, evaluators and devices work as they do with
 * any trainer; ordinary batches, as of a plain validation set, run as ordinary forwards.
 *
 * <pre>{@code
 * TrainingConfig config = new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss()))
 *         .addEvaluators(InterchangeAccuracy.of(alignment));
 * try (Trainer trainer = new IitTrainer(model, config, alignment)) {
 *     trainer.initialize(new Shape(1, 16));
 *     EasyTrain.fit(trainer, epochs, counterfactuals, validation);
 * }
 * }</pre>
 *
 * <p>The model keeps its block and can be saved as ever. One thread for each device, as in DJL.
 */
public class IitTrainer extends Trainer {

    private final Model model;
    private final IitBlock block;
    private final TrainingProgress progress = new TrainingProgress();
    private boolean isAdvised;

    /**
     * Creates a trainer.
     *
     * @param model the model to train, whose block is set
     * @param config the configuration; its loss is usually an {@link IitLoss}
     * @param alignment which sites realise which variable, checked against the model here
     * @throws IllegalArgumentException if the alignment names a site that the model does not have
     */
    public IitTrainer(Model model, TrainingConfig config, Alignment alignment) {
        this(model, config, new IitBlock(block(model), alignment));
    }

    /**
     * Creates a trainer that trains probes along with the model.
     *
     * @param model the model to train, whose block is set
     * @param config the configuration; its loss is usually an {@link IitLoss} that weighs the
     *     outputs one by one
     * @param alignment which sites realise which variable, checked against the model here
     * @param probes the probes; ordinary batches, without interchanges, run without them
     * @throws IllegalArgumentException if alignment or probes name a site that the model does not
     *     have
     */
    public IitTrainer(Model model, TrainingConfig config, Alignment alignment, Probes probes) {
        this(model, config, new IitBlock(block(model), alignment, probes));
    }

    private static Block block(Model model) {
        EngineCheck.requireEngine(model.getNDManager());
        if (model.getBlock() == null) {
            throw new IllegalStateException(
                    "The model has no block: call model.setBlock(block), or load it, first");
        }
        return model.getBlock();
    }

    private IitTrainer(Model model, TrainingConfig config, IitBlock block) {
        super(ModelView.of(model, block), new WatchedConfig(config));
        this.model = model;
        this.block = block;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if there is nothing to train
     */
    @Override
    public void initialize(Shape... shapes) {
        super.initialize(shapes);
        Collection<Parameter> parameters = block.getParameters().values();
        if (parameters.stream().noneMatch(Parameter::requiresGradient) && !parameters.isEmpty()) {
            throw new IllegalStateException(
                    "None of the "
                            + parameters.size()
                            + " parameters of the network can be trained: they are frozen"
                            + " (freezeParameters(false) changes that), or those of a TorchScript"
                            + " file that was opened for inference (open it as trainable:"
                            + " TorchScriptBlock.open(file, device, true), or by Criteria the"
                            + " option trainParam=true)");
        }
    }

    /**
     * Sets whether values taken from a source are constants, so that the counterfactual loss does
     * not train the source's run (default: false).
     *
     * @param detach whether to stop the gradient
     * @return this trainer
     */
    public IitTrainer setDetachSource(boolean detach) {
        block.setDetachSource(detach);
        return this;
    }

    /**
     * Sets whether base and sources may run as one batch (default: true), see {@link
     * io.github.djliit.network.InterventionCall.Builder#optFuse}.
     *
     * @param fuse whether one batch is allowed
     * @return this trainer
     */
    public IitTrainer setFuse(boolean fuse) {
        return setFuse(fuse ? Fusing.AUTO : Fusing.NEVER);
    }

    /**
     * Sets whether base and sources run as one batch (default: {@link Fusing#AUTO}, which in a
     * training is where each block is known to treat rows apart: DJL's own, and {@link
     * io.github.djliit.network.RowByRow}).
     *
     * @param fuse when they do
     * @return this trainer
     */
    public IitTrainer setFuse(Fusing fuse) {
        block.setFuse(fuse);
        return this;
    }

    /**
     * Sets whether the counterfactual may start at its first edit. By default it does where each
     * block is one of DJL's own that gives the same each time; true says that blocks of other
     * classes do so too, see {@link io.github.djliit.network.InterventionCall.Builder#optResume}.
     *
     * @param resume whether it may
     * @return this trainer
     */
    public IitTrainer setResume(boolean resume) {
        block.setResume(resume);
        return this;
    }

    /**
     * Sets how many epochs were made before (default: 0), for what is told of the progress.
     *
     * @param made the number of epochs
     * @return this trainer
     */
    public IitTrainer setEpochs(int made) {
        progress.setEpochs(made);
        return this;
    }

    /**
     * {@inheritDoc} A loss that is NaN or infinite stops the training before it reaches the
     * weights, by a {@link DivergenceException}.
     */
    @Override
    public GradientCollector newGradientCollector() {
        return new CheckedCollector(super.newGradientCollector(), progress::check);
    }

    /** Tells that all steps of an epoch were made; a weight that is not finite is an error. */
    void endEpoch() {
        progress.endEpoch(block.getParameters());
    }

    /** {@inheritDoc} Counts a step of the schedules of an {@link IitLoss}. */
    @Override
    public void step() {
        super.step();
        progress.step();
        if (!isAdvised) {
            isAdvised = true;
            ThreadAdvice.tell(getManager(), block);
        }
        Loss loss = getLoss();
        if (loss instanceof IitLoss iit) {
            iit.step();
        }
    }

    /**
     * Returns nothing: the parts of a batch, one for each device, are run one after the other by
     * the thread that trains. {@code EasyTrain} of DJL 0.35 does not wait for what it gives to an
     * executor: a step would use gradients that are not there yet, and errors would be lost. The
     * devices still work at the same time where they take orders ahead, as GPUs do.
     */
    @Override
    public Optional<ExecutorService> getExecutorService() {
        return Optional.empty();
    }

    /** Returns the model as it was given, with its own block. */
    @Override
    public Model getModel() {
        // Listeners ask while the superclass is still being constructed.
        return model == null ? super.getModel() : model;
    }
}
