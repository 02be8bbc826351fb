/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Featurizer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Elementwise edits of several rows at once: on the whole activation, under a mask that says which
 * features of which positions of which row are touched.
 *
 * <p>Masks and numbers are worked out once for shapes, and made once for each device, as long as
 * they are not large; they go when the bound plan goes that this belongs to.
 */
final class MaskedEdit {

    /** Masks of more numbers than this are made anew in each call. */
    private static final long MAX_HELD = 1 << 22;

    private final Featurizer map;
    private final Shape shape;
    private final Shape other;
    private final MaskLayout layout;
    private final ConcurrentMap<Home, Masks> held = new ConcurrentHashMap<>();

    /** Where arrays are, and of which type. */
    private record Home(Device device, DataType type) {}

    private MaskedEdit(Write first, Shape shape, Shape other, MaskLayout layout) {
        map = first.intervention().featurizer();
        this.shape = shape;
        this.other = other;
        this.layout = layout;
    }

    /** Works out the masks for shapes. */
    static MaskedEdit of(
            List<Write> writes, Write.Setting setting, NDArray activation, NDArray other) {
        Shape from = other == null ? null : other.getShape();
        boolean isExact = activation.getDataType().isFloating();
        MaskLayout layout =
                isExact ? MaskLayout.of(writes, setting, activation.getShape(), from) : null;
        return new MaskedEdit(writes.get(0), activation.getShape(), from, layout);
    }

    /** Whether this was made for such arrays. */
    boolean fits(NDArray activation, NDArray from) {
        return shape.equals(activation.getShape())
                && (from == null ? other == null : from.getShape().equals(other));
    }

    /**
     * Returns the edited activation, or null where the regions do not allow to do all at once.
     *
     * @param setting what belongs to the call
     * @param activation the activation, {@code [batch, ...]}
     * @param from the whole activation that is read; null for edits that need none
     */
    NDArray apply(Write.Setting setting, NDArray activation, NDArray from) {
        if (layout == null) {
            return null;
        }
        Masks masks = masks(setting, activation);
        Featurizer bound = setting.bindings().featurizer(map, activation);
        NDArray features = bound.featurize(activation);
        NDArray source = null;
        if (from != null) {
            NDArray aligned = masks.picks() == null ? from : from.gather(masks.picks(), 1);
            source = bound.featurize(aligned);
        }
        // The first of the two decides on the manager, which must not be that of the masks.
        NDArray edited = masks.terms().apply(features, source);
        NDArray mixed = NDArrays.where(masks.untouched(), features, edited);
        return masks.outside() == null
                ? mixed
                : NDArrays.where(masks.outside(), activation, bound.restore(mixed, activation));
    }

    private Masks masks(Write.Setting setting, NDArray activation) {
        DataType type = activation.getDataType();
        if (setting.hasLengths() || layout.features().size() > MAX_HELD) {
            return Masks.of(activation.getManager(), type, layout, shape, other);
        }
        return held.computeIfAbsent(
                new Home(activation.getDevice(), type),
                home -> {
                    NDManager own =
                            activation.getManager().getEngine().newBaseManager(home.device());
                    own.setName("masks");
                    Masks.closeWith(this, own);
                    return Masks.of(own, type, layout, shape, other).untiedFromScope();
                });
    }
}
