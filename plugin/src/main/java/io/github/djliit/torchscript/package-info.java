/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * TorchScript models whose modules can be read and changed, by their files alone.
 *
 * <p>Start from {@link io.github.djliit.torchscript.TorchScriptBlockFactory}, which lets {@code
 * Criteria} load a file as a {@link io.github.djliit.torchscript.TorchScriptBlock}:
 *
 * <pre>{@code
 * Criteria.builder()
 *         .setTypes(NDList.class, NDList.class)
 *         .optModelPath(Path.of("model.pt"))
 *         .optArgument("blockFactory", new TorchScriptBlockFactory())
 *         .optEngine("PyTorch")
 *         .build();
 * }</pre>
 *
 * <p>The packages below {@code internal} do the work, each one with the help of those before it:
 * {@code archive} reads the file, {@code syntax} parses its code, {@code analysis} finds the sites,
 * and {@code rewrite} gives them hooks. Imports {@code engine}, {@code intervention}, {@code
 * network}, {@code site}, {@code tensor} and {@code json}, and names no engine's classes.
 */
package io.github.djliit.torchscript;
