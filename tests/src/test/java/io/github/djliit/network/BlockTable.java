/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.WalkedNetwork.network;

import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableTextEmbedding;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv1dTranspose;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.ConstantEmbedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.core.SparseMax;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.GhostBatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertMaskedLanguageModelBlock;
import ai.djl.nn.transformer.BertNextSentenceBlock;
import ai.djl.nn.transformer.BertPretrainingBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.PointwiseFeedForwardBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every block class of {@code ai.djl.nn}, at tiny sizes. */
final class BlockTable {

    private static final Shape THREE = new Shape(3);
    private static final Shape SQUARE = new Shape(3, 3);

    private BlockTable() {}

    static Stream<WalkedNetwork> networks() {
        return Stream.of(
                        core(),
                        embeddings(),
                        containers(),
                        convolutions(),
                        norms(),
                        recurrent(),
                        activations(),
                        pools(),
                        transformers(),
                        berts())
                .flatMap(Function.identity());
    }

    /** Blocks that DJL has, but its PyTorch engine does not run. */
    static Stream<WalkedNetwork> notRun() {
        return Stream.of(
                network(Prelu::new),
                network("preluBlock", Activation::preluBlock),
                network(
                        () ->
                                Conv1dTranspose.builder()
                                        .setKernelShape(THREE)
                                        .setFilters(2)
                                        .build()),
                network(
                        () ->
                                Conv2dTranspose.builder()
                                        .setKernelShape(SQUARE)
                                        .setFilters(2)
                                        .build()));
    }

    private static Stream<WalkedNetwork> core() {
        return Stream.of(
                network(() -> linear(3), 2, 4),
                network(() -> LinearCollection.builder().setUnits(3).build(), 2, 3, 4),
                network(() -> Multiplication.builder().setUnits(3).build(), 2, 4),
                network(SparseMax::new, 2, 5));
    }

    private static Stream<WalkedNetwork> embeddings() {
        Shape ids = new Shape(2, 3);
        return Stream.of(
                network(BlockTable::words).ints(ids, 1, 2, 3, 2, 0, 1),
                network(() -> new TrainableTextEmbedding(words())).ints(ids, 1, 2, 3, 2, 0, 1),
                network(BlockTable::ids).ints(ids, 1, 2, 3, 2, 0, 1),
                network("ConstantEmbedding", m -> new ConstantEmbedding(m.ones(new Shape(4))))
                        .ints(ids, 1, 2, 3, 2, 0, 1)
                        // It is constant.
                        .inert(":input"));
    }

    private static Stream<WalkedNetwork> containers() {
        return Stream.of(
                network(() -> new SequentialBlock().add(linear(3)).add(linear(2)), 2, 4),
                network("intermediate", BlockTable::intermediate, 2, 4),
                network(() -> sum(linear(3), sum(linear(3), linear(3))), 2, 4),
                network(() -> new LambdaBlock(list -> new NDList(list.head().mul(2))), 2, 4),
                network("batchFlatten", Blocks::batchFlattenBlock, 2, 4, 3),
                network("identity", Blocks::identityBlock, 2, 4),
                network(HookPoint::new, 2, 4),
                network(() -> new InterventionBlock(new InterventionBlock(linear(3))), 2, 4),
                network("final in a list", () -> sum(attention(), attention()), 2, 3, 4));
    }

    private static Stream<WalkedNetwork> convolutions() {
        return Stream.of(
                network(
                        () -> Conv1d.builder().setKernelShape(THREE).setFilters(2).build(),
                        2,
                        3,
                        6),
                network(() -> conv2d(), 2, 3, 6, 6),
                network(BlockTable::conv3d, 2, 3, 4, 4, 4));
    }

    private static Stream<WalkedNetwork> norms() {
        return Stream.of(
                network(() -> BatchNorm.builder().build(), 2, 3, 4),
                network(() -> LayerNorm.builder().axis(1).build(), 2, 4),
                network(() -> GhostBatchNorm.builder().optVirtualBatchSize(2).build(), 2, 4),
                network(() -> Dropout.builder().build(), 2, 4));
    }

    private static Stream<WalkedNetwork> recurrent() {
        return Stream.of(false, true)
                .flatMap(state -> Stream.of(false, true).flatMap(both -> recurrent(state, both)));
    }

    private static Stream<WalkedNetwork> recurrent(boolean state, boolean both) {
        String suffix = (state ? " with state" : "") + (both ? " in both directions" : "");
        RNN.Builder rnn = RNN.builder().setActivation(RNN.Activation.TANH);
        return Stream.of(
                network("RNN" + suffix, () -> sized(rnn, state, both).build(), 2, 3, 4),
                network("LSTM" + suffix, () -> sized(LSTM.builder(), state, both).build(), 2, 3, 4),
                network("GRU" + suffix, () -> sized(GRU.builder(), state, both).build(), 2, 3, 4));
    }

    private static Stream<WalkedNetwork> activations() {
        List<Supplier<Block>> blocks =
                List.of(
                        Activation::reluBlock,
                        Activation::relu6Block,
                        Activation::sigmoidBlock,
                        Activation::tanhBlock,
                        Activation::softPlusBlock,
                        Activation::softSignBlock,
                        () -> Activation.leakyReluBlock(.1f),
                        () -> Activation.eluBlock(1f),
                        Activation::seluBlock,
                        Activation::geluBlock,
                        () -> Activation.swishBlock(1f),
                        Activation::mishBlock);
        return blocks.stream().map(block -> network(block, 2, 4));
    }

    private static Stream<WalkedNetwork> pools() {
        Shape cube = new Shape(2, 2, 2);
        return Stream.of(
                network("maxPool1d", () -> Pool.maxPool1dBlock(THREE), 2, 3, 6),
                network("maxPool2d", () -> Pool.maxPool2dBlock(SQUARE), 2, 3, 6, 6),
                network("maxPool3d", () -> Pool.maxPool3dBlock(cube), 2, 3, 4, 4, 4),
                network("globalMaxPool2d", Pool::globalMaxPool2dBlock, 2, 3, 6, 6),
                network("avgPool1d", () -> Pool.avgPool1dBlock(THREE), 2, 3, 6),
                network("avgPool2d", () -> Pool.avgPool2dBlock(SQUARE), 2, 3, 6, 6),
                network("avgPool3d", () -> Pool.avgPool3dBlock(cube), 2, 3, 4, 4, 4),
                network("globalAvgPool2d", Pool::globalAvgPool2dBlock, 2, 3, 6, 6),
                network("lpPool2d", () -> Pool.lpPool2dBlock(2f, SQUARE), 2, 3, 6, 6));
    }

    private static Stream<WalkedNetwork> transformers() {
        return Stream.of(
                network(BlockTable::attention, 2, 3, 4),
                network(
                        () -> new PointwiseFeedForwardBlock(List.of(6), 4, Activation::gelu),
                        2,
                        3,
                        4),
                network(() -> new TransformerEncoderBlock(4, 2, 6, .1f, Activation::gelu), 2, 3, 4)
                        .unhookable("01selfAttention"),
                network(BertNextSentenceBlock::new, 2, 4),
                network(BlockTable::maskedLanguageModel)
                        .floats(2, 3, 4)
                        .ints(new Shape(2, 2), 0, 1, 1, 2)
                        .floats(2, 4));
    }

    private static Stream<WalkedNetwork> berts() {
        return Stream.of(
                words(network(() -> bert().build()))
                        .unhookable(
                                "01tokenEmbedding",
                                "02typeEmbedding",
                                "05transformer_0.01selfAttention"),
                words(network(() -> new BertPretrainingBlock(bert())))
                        .ints(new Shape(2, 2), 0, 1, 1, 2)
                        .unhookable(
                                "01Bert",
                                "01Bert.01tokenEmbedding",
                                "01Bert.02typeEmbedding",
                                "01Bert.05transformer_0.01selfAttention"));
    }

    /** Adds tokens, their types, and a mask that is not the same everywhere. */
    private static WalkedNetwork words(WalkedNetwork network) {
        Shape shape = new Shape(2, 4);
        return network.ints(shape, 1, 2, 3, 4, 4, 3, 2, 1)
                .ints(shape, 0, 0, 1, 1, 0, 1, 1, 0)
                .ints(shape, 1, 1, 1, 0, 1, 1, 0, 0);
    }

    static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    static TrainableWordEmbedding words() {
        List<String> words = List.of("<unk>", "a", "b", "c", "d");
        return new TrainableWordEmbedding(new DefaultVocabulary(words), 4);
    }

    static ParallelBlock sum(Block first, Block second) {
        return new ParallelBlock(
                lists ->
                        new NDList(
                                NDArrays.add(
                                        lists.get(0).singletonOrThrow(),
                                        lists.get(1).singletonOrThrow())),
                List.of(first, second));
    }

    static BertBlock.Builder bert() {
        return BertBlock.builder()
                .setTokenDictionarySize(5)
                .optTypeDictionarySize(2)
                .optEmbeddingSize(4)
                .optAttentionHeadCount(2)
                .optHiddenSize(6)
                .optTransformerBlockCount(1)
                .optMaxSequenceLength(4);
    }

    /** With a dictionary of two words, as many as rows: its embeddings are an input. */
    private static Block maskedLanguageModel() {
        BertBlock bert = bert().setTokenDictionarySize(2).build();
        return new BertMaskedLanguageModelBlock(bert, Activation::gelu);
    }

    private static IdEmbedding ids() {
        return new IdEmbedding.Builder().setDictionarySize(5).setEmbeddingSize(4).build();
    }

    private static ScaledDotProductAttentionBlock attention() {
        return ScaledDotProductAttentionBlock.builder().setEmbeddingSize(4).setHeadCount(2).build();
    }

    private static SequentialBlock intermediate() {
        return new SequentialBlock().add(linear(3)).add(linear(2)).setReturnIntermediate(true);
    }

    private static Conv2d conv2d() {
        return Conv2d.builder().setKernelShape(SQUARE).setFilters(2).build();
    }

    private static Conv3d conv3d() {
        return Conv3d.builder().setKernelShape(new Shape(2, 2, 2)).setFilters(2).build();
    }

    /** With biases, DJL hands the parameters of two directions to PyTorch in a wrong order. */
    private static <T extends RecurrentBlock.BaseBuilder<T>> T sized(
            T builder, boolean state, boolean both) {
        builder.optReturnState(state).optBidirectional(both).optHasBiases(!both);
        return builder.setStateSize(3).setNumLayers(1);
    }
}
