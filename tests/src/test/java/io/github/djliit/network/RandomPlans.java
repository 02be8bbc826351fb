/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Autoencoder;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Value;
import io.github.djliit.support.NativeNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws plans of one row: all edits but noise and those of the caller's own. */
final class RandomPlans {

    private static final int MOST = 4;

    private final NativeNetwork net;
    private final Random random;
    private final List<Featurizer> shared = new ArrayList<>();
    private final SigmoidMask mask;

    RandomPlans(NativeNetwork net, long seed) {
        this.net = net;
        random = new Random(seed);
        int width = net.width();
        shared.add(Rotation.random(width, seed));
        shared.add(LowRank.random(width, 2, seed));
        shared.add(pca(width));
        shared.add(autoencoder(width).build());
        shared.add(autoencoder(width).optThreshold(new Value(threshold(10))).build());
        mask = SigmoidMask.of(numbers(width), .5f);
    }

    private Value numbers(long... shape) {
        Shape s = new Shape(shape);
        float[] data = new float[Math.toIntExact(s.size())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return new Value(data, s);
    }

    private Featurizer pca(int width) {
        return Pca.fit(numbers(20, width), 3);
    }

    private static float[] threshold(int latents) {
        float[] threshold = new float[latents];
        Arrays.fill(threshold, .3f);
        return threshold;
    }

    private Autoencoder.Builder autoencoder(int width) {
        return Autoencoder.builder()
                .setEncoder(numbers(width, 10), numbers(10))
                .setDecoder(numbers(10, width), numbers(width));
    }

    List<InterventionPlan> draw(int rows) {
        return IntStream.range(0, rows).mapToObj(row -> plan()).toList();
    }

    private InterventionPlan plan() {
        InterventionPlan plan = InterventionPlan.empty();
        for (int count = random.nextInt(MOST + 1); count > 0; count--) {
            plan = with(plan, intervention());
        }
        return plan;
    }

    /** One that repeats another, or has its features, is left out. */
    private static InterventionPlan with(InterventionPlan plan, Intervention more) {
        List<Intervention> all = new ArrayList<>(plan.interventions());
        all.add(more);
        try {
            return new InterventionPlan(all, List.of());
        } catch (InvalidPlanException e) {
            return plan;
        }
    }

    private Intervention intervention() {
        boolean isLater = random.nextInt(3) == 0;
        int width = isLater ? net.laterWidth() : net.width();
        boolean narrow = random.nextInt(3) == 0;
        boolean maps = !narrow && width == net.width() && random.nextBoolean();
        String units = narrow ? pick("1:3", "{2,0}", "-1") : ":";
        String region = net.hasPositions() ? "[" + pick(":", "1:3", "{3,0}", "-1") + ", " : "[";
        String site = (isLater ? net.later() : net.site()) + region + units + "]";
        Intervention drawn =
                Intervention.of(site, edit(maps, narrow)).withSource(random.nextInt(2));
        if (maps) {
            drawn = drawn.withFeaturizer(shared.get(random.nextInt(shared.size())));
        }
        String other = (isLater ? net.site() : net.later()) + region + units + "]";
        return selection(moved(drawn, other), narrow && units.equals("-1"));
    }

    /** Reads elsewhere, or writes into a source, now and then. */
    private Intervention moved(Intervention drawn, String other) {
        if (net.width() == net.laterWidth() && random.nextInt(4) == 0) {
            return drawn.withFrom(other);
        }
        return random.nextInt(6) == 0 ? drawn.withSource(0).withInto(1) : drawn;
    }

    private Intervention selection(Intervention drawn, boolean isSingle) {
        Intervention selected = drawn;
        if (!(drawn.edit() instanceof SigmoidMask) && !isSingle && random.nextBoolean()) {
            selected = selected.withFeatures(Features.of(pick("0", "{1,0}", "-1", "0:2")));
        }
        if (net.hasPositions() && random.nextInt(3) == 0) {
            int[][] written = {{random.nextInt(net.length()), -1}};
            int[][] read = {{0, -1 - random.nextInt(net.length() - 1)}};
            boolean isTwice = written[0][0] == net.length() - 1;
            selected = isTwice ? selected : selected.withPositions(Positions.of(written, read));
        }
        return selected;
    }

    private Edit edit(boolean maps, boolean narrow) {
        float x = (float) random.nextGaussian();
        return switch (random.nextInt(narrow || maps ? 11 : 14)) {
            case 0, 1, 2 -> Edit.interchange();
            case 3 -> Edit.add(x);
            case 4 -> Edit.subtract(x);
            case 5 -> Edit.scale(x);
            case 6 -> Edit.zero();
            case 7 -> Edit.set(x);
            case 8 -> Edit.addSource(x);
            case 9 -> Edit.subtractSource(x);
            case 10 -> Edit.mask(random.nextFloat());
            case 11 -> net.width() == net.laterWidth() ? mask : Edit.mean(new Value(x));
            default -> net == NativeNetwork.LSTM ? Edit.mean(new Value(x)) : Edit.skip();
        };
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    NDList[] sources(NDManager manager, int rows, long seed) {
        return new NDList[] {
            net.inputs(manager, rows, seed + 1), net.inputs(manager, rows, seed + 2)
        };
    }
}
