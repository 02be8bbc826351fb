/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a browser makes of pictures and pages; screenshots go to {@code target/pictures}. */
class ChromiumTest {

    private static final Path PICTURES = Path.of("target", "pictures");
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");

    /** Counts texts that leave their box, and boxes that are neither apart nor nested. */
    private static final String CHECK =
            """
            <script>
            const nodes = [...document.querySelectorAll('g.node')];
            const of = e => e.getBoundingClientRect();
            const inside = (a, b) => a.left >= b.left - .5 && a.right <= b.right + .5
                && a.top >= b.top - .5 && a.bottom <= b.bottom + .5;
            const apart = (a, b) => a.right <= b.left + .5 || b.right <= a.left + .5
                || a.bottom <= b.top + .5 || b.bottom <= a.top + .5;
            let out = 0, over = 0, meet = 0;
            const rects = nodes.map(n => of(n.querySelector('rect')));
            nodes.forEach((n, i) => {
              const texts = [...n.querySelectorAll('text')].map(of);
              texts.forEach((t, j) => {
                if (!inside(t, rects[i])) out++;
                texts.slice(0, j).forEach(u => { if (!apart(t, u)) meet++; });
              });
              rects.slice(0, i).forEach(r => {
                if (!apart(r, rects[i]) && !inside(rects[i], r)) over++;
              });
            });
            const wide = document.documentElement.scrollWidth > window.innerWidth;
            document.body.setAttribute('data-result', 'nodes ' + nodes.length + ' out ' + out
                + ' over ' + over + ' meet ' + meet + ' alerts ' + (window.hit || 0)
                + ' wide ' + wide);
            </script>
            """;

    private static String browser;

    @TempDir private Path folder;

    @BeforeAll
    static void findBrowser() throws IOException {
        String[] path = System.getenv().getOrDefault("PATH", "").split(":");
        browser =
                Stream.of(path)
                        .flatMap(at -> NAMES.stream().map(name -> Path.of(at, name)))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst()
                        .orElse("");
        assumeTrue(!browser.isEmpty(), "There is none of " + NAMES + " on this machine");
        Files.createDirectories(PICTURES);
    }

    static Stream<Arguments> pictures() {
        String[] prompt = {
            "when", "Mary*", "שלום", "漢字", "नमस्ते", "<b>bold</b>", "🙂", Examples.HOSTILE
        };
        return Map.of(
                        "alignment-6", Examples.six(),
                        "alignment-120", Examples.hundredAndTwenty(),
                        "alignment-hostile", Examples.hostile(),
                        "alignment-subspaces", Examples.subspaces(),
                        "heatmap-large", Examples.heatMap(12, 9),
                        "heatmap-small", Examples.heatMap(48, 64),
                        "heatmap-words", Examples.words(48, prompt),
                        "heatmap-many",
                                Examples.words(6, "antidisestablishment ".repeat(30).split(" ")),
                        "heatmap-cell", Examples.words(1, "only"))
                .entrySet()
                .stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void textsLieInTheirBoxesAndBoxesDoNotOverlap(String name, Picture picture) throws Exception {
        String svg = picture.toSvg();
        String page = "<!DOCTYPE html><meta charset=utf-8><body>" + svg + CHECK;
        String dom = dom(page.replace("alert(", "window.hit=("));
        assertThat(dom).contains("out 0 over 0 meet 0 alerts 0").doesNotContain("nodes 0 ");
        screenshots(name + ".svg", svg);
    }

    @ParameterizedTest(name = "{0} pixels")
    @MethodSource("widths")
    void aPageIsNoWiderThanTheWindow(int width) throws Exception {
        String html = page().toHtml();
        // The page forbids scripts; the check is one.
        String open = html.replaceAll("<meta http-equiv[^>]*>", "");
        String dom =
                dom(open.replace("</body>", CHECK + "</body>"), "--window-size=" + width + ",900");
        assertThat(dom).contains("out 0 over 0 meet 0 alerts 0 wide false");
        screenshots("report.html", html);
    }

    static Stream<Arguments> widths() {
        return Stream.of(Arguments.of(600), Arguments.of(1280));
    }

    @ParameterizedTest(name = "{0} epochs")
    @MethodSource("epochs")
    void curvesAreDrawn(int epochs) throws Exception {
        String svg = Examples.curves(epochs).toSvg();
        String dom = dom("<!DOCTYPE html><meta charset=utf-8><body>" + svg + CHECK);
        assertThat(dom).contains("IIA right").contains("wide ");
        screenshots("curves-" + epochs + ".svg", svg);
    }

    static Stream<Arguments> epochs() {
        return Stream.of(Arguments.of(1), Arguments.of(200));
    }

    static ReportPage page() {
        Table table =
                new Table(
                        "Measured on fresh pairs",
                        List.of("variable", "IIA"),
                        List.of(List.of("left", "0.9993"), List.of(Examples.HOSTILE, "0.5062")));
        return ReportPage.builder()
                .setTitle("equality")
                .optLead(Examples.HOSTILE)
                .addFact("task accuracy", "0.9996")
                .addTables("Figures", "What the figures are.", table)
                .addPicture("Alignment", "", Examples.six())
                .addPicture("Sweep", "", Examples.heatMap(6, 8))
                .addPicture("Training", "", Examples.curves(60))
                .build();
    }

    private String dom(String html, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("page.html"), html);
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--dump-dom", file.toUri().toString()));
        return run(arguments);
    }

    private void screenshots(String name, String text) throws Exception {
        Path file = Files.writeString(PICTURES.resolve(name), text).toAbsolutePath();
        for (boolean isDark : new boolean[] {false, true}) {
            Path png = PICTURES.resolve(name + (isDark ? ".dark.png" : ".light.png"));
            Files.deleteIfExists(png);
            run(
                    List.of(
                            "--hide-scrollbars",
                            "--window-size=1280," + (name.endsWith("html") ? 2400 : 1100),
                            "--blink-settings=preferredColorScheme=" + (isDark ? 0 : 1),
                            "--screenshot=" + png.toAbsolutePath(),
                            file.toUri().toString()));
            assertThat(png).isNotEmptyFile();
        }
    }

    private String run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(browser, "--headless=new", "--no-sandbox"));
        command.addAll(List.of("--disable-gpu", "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(arguments);
        Path out = folder.resolve("out.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The browser did not end: " + command);
        }
        return Files.readString(out);
    }
}
