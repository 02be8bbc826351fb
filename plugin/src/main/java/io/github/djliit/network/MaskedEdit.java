/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Edits;
import io.github.djliit.intervention.Featurizer;
import java.util.List;

/**
 * Elementwise edits of several rows at once: on the whole activation, under a mask that says which
 * features of which positions of which row are touched.
 *
 * <p>What is known of masks and numbers before the arrays are there is worked out once for shapes
 * and held outside any engine.
 */
final class MaskedEdit {

    private final List<Write> writes;
    private final Shape shape;
    private final Shape other;
    private final MaskLayout layout;

    private MaskedEdit(List<Write> writes, Shape shape, Shape other, MaskLayout layout) {
        this.writes = writes;
        this.shape = shape;
        this.other = other;
        this.layout = layout;
    }

    /** Works out the masks for shapes. */
    static MaskedEdit of(
            List<Write> writes, Write.Setting setting, NDArray activation, NDArray other) {
        Shape from = other == null ? null : other.getShape();
        MaskLayout layout = MaskLayout.of(writes, setting, activation.getShape(), from);
        return new MaskedEdit(List.copyOf(writes), activation.getShape(), from, layout);
    }

    /** Whether this was made for such arrays. */
    boolean fits(NDArray activation, NDArray from) {
        return shape.equals(activation.getShape())
                && (from == null ? other == null : from.getShape().equals(other));
    }

    /** Returns the edited activation, or null where the regions do not allow to do all at once. */
    NDArray apply(Write.Setting setting, NDArray activation, NDArray from) {
        if (layout == null) {
            return null;
        }
        Write first = writes.get(0);
        Featurizer map =
                setting.bindings().featurizer(first.intervention().featurizer(), activation);
        NDManager manager = activation.getManager();
        NDArray features = map.featurize(activation);
        NDArray source = from == null ? null : map.featurize(aligned(from));
        NDArray touched = EngineArrays.of(manager, layout.touched(), features.getShape());
        NDArray values = layout.values(features);
        NDArray edited = edit(first.intervention().edit(), features, source, values);
        NDArray mixed = NDArrays.where(touched, edited, features);
        if (map == Featurizer.identity()) {
            return mixed;
        }
        NDArray restored = map.restore(mixed, activation);
        NDArray places = EngineArrays.of(manager, layout.places(), layout.placesShape());
        return NDArrays.where(places.broadcast(shape), restored, activation);
    }

    /** Brings what is read to where it is written. */
    private NDArray aligned(NDArray from) {
        long[] index = layout.index();
        if (index == null) {
            return from;
        }
        Shape column = layout.indexShape();
        NDArray picks = EngineArrays.of(from.getManager(), index, column);
        long[] wide = from.getShape().getShape().clone();
        wide[1] = column.get(1);
        return from.gather(picks.broadcast(new Shape(wide)), 1);
    }

    private static NDArray edit(Edit edit, NDArray base, NDArray source, NDArray values) {
        if (edit instanceof Edits.Interchange || edit instanceof Edits.Skip) {
            return source;
        } else if (edit instanceof Edits.Zero) {
            return base.zerosLike();
        } else if (edit instanceof Edits.SetTo || edit instanceof Edits.Mean) {
            return values;
        } else if (edit instanceof Edits.Scale) {
            return base.mul(values);
        } else if (edit instanceof Edits.Mask) {
            return base.add(source.sub(base).mul(values));
        }
        NDArray term = source == null ? values : source.mul(values);
        return edit instanceof Edits.Add ? base.add(term) : base.sub(term);
    }
}
