/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Knots are small: at most three classes of a package depend, over each other, on each other, and
 * no two packages do.
 *
 * <p>A larger one is told as its first member and how many there are.
 */
@AnalyzeClasses(packages = "io.github.djliit", importOptions = DoNotIncludeTests.class)
class KnotsTest {

    private static final String ROOT = "io.github.djliit.";
    private static final int MOST_CLASSES = 3;

    @ArchTest
    static void fewClassesKnowEachOther(JavaClasses classes) throws Exception {
        Map<String, String> knots = new TreeMap<>();
        Set<String> packages = new TreeSet<>();
        classes.forEach(type -> packages.add(type.getPackageName()));
        for (String each : packages) {
            Predicate<JavaClass> isOfPackage = type -> type.getPackageName().equals(each);
            knots.putAll(knots(arrows(classes, isOfPackage, KnotsTest::simpleName), MOST_CLASSES));
        }
        check("class-knots-exceptions.txt", knots);
    }

    @ArchTest
    static void noPackagesKnowEachOther(JavaClasses classes) throws Exception {
        Predicate<JavaClass> isOurs = type -> type.getName().startsWith(ROOT);
        Function<JavaClass, String> name = type -> type.getPackageName().substring(ROOT.length());
        check("package-knots-exceptions.txt", knots(arrows(classes, isOurs, name), 1));
    }

    private static void check(String file, Map<String, String> knots) throws Exception {
        String arrows =
                knots.entrySet().stream()
                        .map(knot -> knot.getKey() + "\n" + knot.getValue())
                        .collect(Collectors.joining("\n"));
        Exceptions.read(file).check(knots.keySet(), arrows + "\nknots: cut arrows of theirs");
    }

    /** Returns what depends directly on what, by name; nested classes belong to their outer one. */
    private static Map<String, Set<String>> arrows(
            JavaClasses classes, Predicate<JavaClass> isPart, Function<JavaClass, String> name) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        classes.stream()
                .filter(isPart)
                .forEach(
                        type -> {
                            Set<String> known =
                                    arrows.computeIfAbsent(name.apply(type), n -> new TreeSet<>());
                            type.getDirectDependenciesFromSelf().stream()
                                    .map(Dependency::getTargetClass)
                                    .map(JavaClass::getBaseComponentType)
                                    .filter(isPart)
                                    .forEach(other -> known.add(name.apply(other)));
                            known.remove(name.apply(type));
                        });
        return arrows;
    }

    private static String simpleName(JavaClass type) {
        return type.getEnclosingClass().map(KnotsTest::simpleName).orElse(type.getSimpleName());
    }

    /** Returns the knots of more than so many, and the arrows within them. */
    private static Map<String, String> knots(Map<String, Set<String>> arrows, int most) {
        Map<String, Set<String>> reached = reached(arrows);
        Map<String, String> knots = new TreeMap<>();
        Set<String> known = new TreeSet<>();
        for (String first : arrows.keySet()) {
            Set<String> knot = new TreeSet<>(reached.get(first));
            knot.removeIf(other -> !reached.get(other).contains(first));
            if (known.add(first) && knot.size() > most) {
                known.addAll(knot);
                knots.put(first + " " + knot.size(), within(arrows, knot));
            }
        }
        return knots;
    }

    private static String within(Map<String, Set<String>> arrows, Set<String> knot) {
        return knot.stream()
                .map(
                        from -> {
                            Set<String> to = new TreeSet<>(arrows.get(from));
                            to.retainAll(knot);
                            return "    " + from + " -> " + String.join(", ", to);
                        })
                .collect(Collectors.joining("\n"));
    }

    /** Follows the arrows as far as they go. */
    private static Map<String, Set<String>> reached(Map<String, Set<String>> arrows) {
        Map<String, Set<String>> reached = new TreeMap<>();
        arrows.forEach((from, to) -> reached.put(from, new TreeSet<>(to)));
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Set<String> known : reached.values()) {
                Set<String> further = new TreeSet<>();
                known.forEach(other -> further.addAll(reached.get(other)));
                grows |= known.addAll(further);
            }
        }
        return reached;
    }
}
