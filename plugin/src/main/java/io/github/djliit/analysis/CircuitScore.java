/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.statistics.Estimate;

/**
 * Whether a circuit, some of the candidate sites, does the task by itself, and whether the task
 * needs it.
 *
 * @param intact the task accuracy with nothing ablated
 * @param othersGone the effect of ablating all candidates but the circuit
 * @param circuitGone the effect of ablating the circuit
 * @param allGone the effect of ablating all candidates and the circuit
 */
public record CircuitScore(Estimate intact, Effect othersGone, Effect circuitGone, Effect allGone) {

    /**
     * Returns how many outputs under an ablation are not finite.
     *
     * @return the number of rows with NaN or infinity, of the three ablations together
     */
    public long notFinite() {
        return othersGone.notFinite() + circuitGone.notFinite() + allGone.notFinite();
    }

    /**
     * Returns how much of the task the circuit keeps by itself.
     *
     * @return the accuracy with all others ablated, as a share of the intact one
     */
    public double kept() {
        return othersGone.accuracy().value() / intact.value();
    }

    /**
     * Returns how far the circuit suffices, (c - z) / (m - z): c is the accuracy with all others
     * ablated, z with everything ablated, m with nothing ablated. This is the faithfulness of
     * Hanna, Pezzelle and Belinkov, "Have Faith in Faithfulness" (2024).
     *
     * @return 1 if the circuit does as well as the network, 0 if no better than nothing; NaN where
     *     ablating everything loses nothing
     */
    public double sufficiency() {
        return (othersGone.accuracy().value() - allGone.accuracy().value()) / lost();
    }

    /**
     * Returns how far the circuit is needed: what is lost without it, as a share of what is lost
     * without everything.
     *
     * @return 1 if nothing is left without the circuit, 0 if nothing is lost; NaN where ablating
     *     everything loses nothing
     */
    public double necessity() {
        return (intact.value() - circuitGone.accuracy().value()) / lost();
    }

    private double lost() {
        double lost = intact.value() - allGone.accuracy().value();
        return lost == 0 ? Double.NaN : lost;
    }
}
