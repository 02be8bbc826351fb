/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.djliit.site.Nearest;

/** The arrows between the packages point one way. */
@AnalyzeClasses(packages = "io.github.djliit", importOptions = DoNotIncludeTests.class)
class ArrowsTest {

    @ArchTest static final ArchRule CAUSAL_IS_PURE_JAVA = only("causal", "java..");

    @ArchTest static final ArchRule INTERNAL_KNOWS_NOBODY = arrows("internal");

    @ArchTest static final ArchRule STATISTICS = arrows("statistics");

    @ArchTest static final ArchRule ENGINE = arrows("engine");

    @ArchTest static final ArchRule SITE_KNOWS_NOBODY = arrows("site");

    /** A text and a site hint at near names in the same words. */
    @ArchTest
    static final ArchRule JSON_KNOWS_ONLY_THE_HINTS =
            arrows("json", JavaClass.Predicates.type(Nearest.class));

    @ArchTest static final ArchRule TENSOR = arrows("tensor", "json");

    @ArchTest static final ArchRule INTERVENTION = arrows("intervention", "site", "json", "tensor");

    @ArchTest
    static final ArchRule NETWORK = arrows("network", "engine", "intervention", "site", "tensor");

    @ArchTest
    static final ArchRule TORCHSCRIPT =
            arrows(
                    "torchscript",
                    "torchscript.internal..",
                    "engine",
                    "intervention",
                    "network",
                    "site",
                    "tensor",
                    "json");

    @ArchTest
    static final ArchRule TORCHSCRIPT_ARCHIVE = arrows("torchscript.internal.archive", "site");

    @ArchTest
    static final ArchRule TORCHSCRIPT_SYNTAX =
            arrows("torchscript.internal.syntax", "torchscript.internal.archive");

    @ArchTest
    static final ArchRule TORCHSCRIPT_ANALYSIS =
            arrows(
                    "torchscript.internal.analysis",
                    "torchscript.internal.archive",
                    "torchscript.internal.syntax",
                    "engine",
                    "network",
                    "site");

    @ArchTest
    static final ArchRule TORCHSCRIPT_REWRITE =
            arrows(
                    "torchscript.internal.rewrite",
                    "torchscript.internal.archive",
                    "torchscript.internal.syntax",
                    "torchscript.internal.analysis",
                    "intervention",
                    "network",
                    "site");

    @ArchTest
    static final ArchRule TORCHSCRIPT_HIDES_ITS_ROOMS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.github.djliit.torchscript..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.github.djliit.torchscript.internal..");

    @ArchTest
    static final ArchRule ALIGNMENT = arrows("alignment", "causal", "site", "intervention", "json");

    @ArchTest
    static final ArchRule TRAINING =
            arrows(
                    "training",
                    "alignment",
                    "network",
                    "engine",
                    "causal",
                    "site",
                    "intervention",
                    "statistics",
                    "tensor");

    @ArchTest
    static final ArchRule ANALYSIS =
            arrows(
                    "analysis",
                    "training",
                    "alignment",
                    "network",
                    "causal",
                    "site",
                    "intervention",
                    "statistics",
                    "tensor",
                    "json");

    @ArchTest
    static final ArchRule TRANSLATE =
            arrows("translate", "network", "intervention", "site", "tensor");

    @ArchTest
    static final ArchRule GENERATION =
            arrows("generation", "network", "intervention", "site", "tensor");

    @ArchTest
    static final ArchRule SERVING =
            arrows(
                    "serving",
                    "engine",
                    "alignment",
                    "translate",
                    "generation",
                    "network",
                    "torchscript",
                    "intervention",
                    "site",
                    "tensor",
                    "json");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_HANDLER =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.github.djliit.serving")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.github.djliit.serving");

    @ArchTest
    static final ArchRule REPORT =
            arrows("report", "alignment", "intervention", "network", "causal", "site", "json");

    @ArchTest
    static final ArchRule ONLY_THE_ZOO_REPORTS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.github.djliit.report", "io.github.djliit.zoo..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.github.djliit.report");

    @ArchTest
    static final ArchRule ONLY_REPORTS_KNOW_THE_LAYOUT =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.github.djliit.report")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.eclipse.elk..");

    @ArchTest
    static final ArchRule PLUGIN_NAMES_NO_ENGINE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.onnxruntime..");

    private static ArchRule only(String name, String... allowed) {
        return classes()
                .that()
                .resideInAPackage("io.github.djliit." + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with("io.github.djliit." + name, allowed));
    }

    private static ArchRule arrows(String name, String... others) {
        String[] own = new String[others.length + 1];
        for (int i = 0; i < others.length; i++) {
            own[i] = "io.github.djliit." + others[i];
        }
        own[others.length] = "io.github.djliit.internal";
        return arrows(name, JavaClass.Predicates.resideInAnyPackage(own));
    }

    private static ArchRule arrows(String name, DescribedPredicate<JavaClass> allowed) {
        String room = "io.github.djliit." + name;
        return noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.and(
                                JavaClass.Predicates.resideInAPackage("io.github.djliit.."),
                                DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(room)),
                                DescribedPredicate.not(allowed)));
    }

    private static String[] with(String first, String... others) {
        String[] all = new String[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }
}
