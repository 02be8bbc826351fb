/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.Repository;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Digits of MNIST, by DJL's dataset, which downloads them once into DJL's cache.
 *
 * <p>Tests have MNIST's test set, trainings its training set. Of an image's 28 by 28 pixels the
 * border of two, which hardly ever has ink, is cut off, and what is left becomes {@value
 * DigitRenderer#SIZE} by {@value DigitRenderer#SIZE} pixels, each the mean of what it covers. A set
 * is read when its first digit is asked for. Needs {@code ai.djl:basicdataset} on the class path.
 * Thread-safe.
 */
public final class MnistDigits implements DigitImages {

    private static final MnistDigits SHARED = new MnistDigits(null);

    private static final String DATASET = "ai.djl.basicdataset.cv.classification.Mnist";
    private static final int DIGITS = 10;
    private static final int BATCH = 256;
    private static final int SIDE = 28;
    private static final int BORDER = 2;

    /** To pixels of digits from three pixels of MNIST to two. */
    private static final double SCALE = (double) (SIDE - 2 * BORDER) / DigitRenderer.SIZE;

    private final Repository repository;
    private List<List<float[]>> training;
    private List<List<float[]>> test;

    private MnistDigits(Repository repository) {
        this.repository = repository;
    }

    /**
     * Returns the digits of DJL's own repository, which are read once.
     *
     * @return the digits
     * @throws IllegalStateException if DJL's datasets are not on the class path
     */
    public static MnistDigits ofDjl() {
        try {
            Class.forName(DATASET);
            return SHARED;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Digits of MNIST need the library ai.djl:basicdataset on the class path", e);
        }
    }

    /**
     * Returns the digits of another repository.
     *
     * @param repository has the dataset {@code ai.djl.basicdataset:mnist}
     * @return the digits
     */
    static MnistDigits of(Repository repository) {
        return new MnistDigits(repository);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if the dataset is neither in the cache nor can be downloaded
     */
    @Override
    public float[] draw(int digit, long seed) {
        if (digit < 0 || digit >= DIGITS) {
            throw new IllegalArgumentException("A digit is 0 to 9, found " + digit);
        }
        List<float[]> images = images(seed < 0).get(digit);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("The dataset has no image of the digit " + digit);
        }
        return images.get((int) Math.floorMod(mix(seed), (long) images.size())).clone();
    }

    /** Seeds of grids are near each other; their images are to be all over the set. */
    private static long mix(long seed) {
        long mixed = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 31);
    }

    private synchronized List<List<float[]>> images(boolean isTest) {
        if (isTest) {
            test = test == null ? read(Dataset.Usage.TEST) : test;
            return test;
        }
        training = training == null ? read(Dataset.Usage.TRAIN) : training;
        return training;
    }

    private List<List<float[]>> read(Dataset.Usage usage) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Mnist.Builder builder =
                    Mnist.builder()
                            .optUsage(usage)
                            .optManager(manager)
                            .setSampling(BATCH, false, false);
            if (repository != null) {
                builder.optRepository(repository);
            }
            Mnist dataset = builder.build();
            dataset.prepare();
            return read(dataset, manager);
        } catch (IOException e) {
            throw new UncheckedIOException(unavailable(e));
        } catch (TranslateException e) {
            throw new IllegalStateException("The images cannot be read: " + e.getMessage(), e);
        }
    }

    private static IOException unavailable(IOException cause) {
        return new IOException(
                "MNIST is not in DJL's cache, and cannot be downloaded ("
                        + cause
                        + "). Allow it once, as with IIT_JAVA_OPTIONS=-Dai.djl.offline=false"
                        + " ./iit ..., or leave out digits=mnist",
                cause);
    }

    private static List<List<float[]>> read(Mnist dataset, NDManager manager)
            throws IOException, TranslateException {
        List<List<float[]>> digits = new ArrayList<>();
        IntStream.range(0, DIGITS).forEach(digit -> digits.add(new ArrayList<>()));
        for (Batch batch : dataset.getData(manager)) {
            try (batch) {
                NDArray labels = batch.getLabels().head();
                float[] pixels = batch.getData().head().toFloatArray(); // [batch, 1, 28, 28]
                for (int i = 0; i < labels.size(); i++) {
                    int digit = (int) labels.getFloat(i);
                    digits.get(digit).add(shrink(pixels, i * SIDE * SIDE));
                }
            }
        }
        return digits;
    }

    /** The mean of what each pixel covers, in 256 levels. */
    static float[] shrink(float[] pixels, int from) {
        int size = DigitRenderer.SIZE;
        float[] small = new float[size * size];
        for (int i = 0; i < small.length; i++) {
            double grey = mean(pixels, from, i / size, i % size);
            small[i] = (float) (Math.rint(grey * DigitRenderer.LEVELS) / DigitRenderer.LEVELS);
        }
        return small;
    }

    private static double mean(float[] pixels, int from, int row, int column) {
        double sum = 0;
        double top = BORDER + row * SCALE;
        double left = BORDER + column * SCALE;
        for (int y = (int) top; y < top + SCALE; y++) {
            for (int x = (int) left; x < left + SCALE; x++) {
                sum += cover(top, y) * cover(left, x) * pixels[from + y * SIDE + x];
            }
        }
        return sum / (SCALE * SCALE);
    }

    /** How much of a pixel is between a place and one a step further. */
    private static double cover(double start, int pixel) {
        return Math.min(start + SCALE, pixel + 1) - Math.max(start, pixel);
    }
}
