/**
 * Pictures and reports: an alignment with causal model and network side by side, heat maps, curves
 * of a training as SVG, and a page of HTML that holds them.
 *
 * <p>Start from {@link io.github.djliit.report.AlignmentPicture}. All pictures have their text as
 * text, follow the reader's choice of light and dark, and load nothing from elsewhere. It stands in
 * this module, not beside what it shows, since the layout of graphs brings a dozen libraries. May
 * import {@code causal}, {@code alignment}, {@code intervention}, {@code network}, {@code site} and
 * {@code json}; nobody but the zoo imports it.
 */
package io.github.djliit.report;
