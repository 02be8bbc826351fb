/**
 * Causal models: typed variables, their mechanisms, and what an interchange does to the outputs.
 *
 * <p>Start from {@link io.github.djliit.causal.CausalModel}. Pure Java: imports neither DJL nor any
 * other package of this project.
 */
package io.github.djliit.causal;
