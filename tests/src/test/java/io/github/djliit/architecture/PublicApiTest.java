/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The public and protected signatures of each module, outside of internal packages, are those of a
 * committed list: whoever changes them does it on purpose, with {@code -Dapi.accept=true}.
 */
class PublicApiTest {

    private static final String ROOT = "io.github.djliit.";
    private static final String ACCEPT = "api.accept";
    private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

    /** What every record has. */
    private static final Set<String> OF_RECORDS = Set.of("equals", "hashCode", "toString");

    @ParameterizedTest
    @CsvSource({
        "plugin, io.github.djliit.network.InterventionBlock",
        "zoo, io.github.djliit.zoo.Recipe",
        "serving-handler, io.github.djliit.serving.InterventionServingTranslator"
    })
    void signaturesAreThoseOfTheList(String module, Class<?> one) throws Exception {
        Path list =
                Path.of(System.getProperty("basedir", ""))
                        .resolve("src/test/resources/api")
                        .resolve(module + ".txt");
        Set<String> found = signatures(one.getProtectionDomain().getCodeSource().getLocation());
        if (Boolean.getBoolean(ACCEPT)) {
            Files.createDirectories(list.getParent());
            Files.writeString(list, String.join("\n", found) + "\n");
        }
        assertThat(changes(new TreeSet<>(Files.readAllLines(list)), found))
                .as("%s: to change it on purpose, run this test with -D%s=true", list, ACCEPT)
                .isEmpty();
    }

    private static List<String> changes(Set<String> listed, Set<String> found) {
        List<String> changes = new ArrayList<>();
        listed.stream().filter(line -> !found.contains(line)).forEach(l -> changes.add("- " + l));
        found.stream().filter(line -> !listed.contains(line)).forEach(l -> changes.add("+ " + l));
        return changes;
    }

    private static Set<String> signatures(URL module) throws Exception {
        Set<String> all = new TreeSet<>();
        for (JavaClass found : classes(module)) {
            Class<?> type = found.reflect();
            if (isOpen(type) && !found.getPackageName().contains(".internal")) {
                String name = type.getName().substring(ROOT.length()).replace('$', '.');
                members(type).forEach(member -> all.add(name + ": " + member));
            }
        }
        return all;
    }

    /** A module is a folder, or a jar where all modules were packaged. */
    private static JavaClasses classes(URL module) throws Exception {
        Path path = Path.of(module.toURI());
        if (Files.isDirectory(path)) {
            return new ClassFileImporter().importPath(path);
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            return new ClassFileImporter().importJar(jar);
        }
    }

    /** Whether a class can be used, or extended, from anywhere. */
    private static boolean isOpen(Class<?> type) {
        return isOpen(type.getModifiers())
                && !type.isAnonymousClass()
                && (type.getEnclosingClass() == null || isOpen(type.getEnclosingClass()));
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> members =
                declaring(type)
                        .flatMap(
                                each ->
                                        Stream.of(
                                                        each.getDeclaredFields(),
                                                        each.getDeclaredMethods())
                                                .flatMap(Arrays::stream))
                        .filter(member -> isTold(type, member))
                        .map(PublicApiTest::signature);
        Stream<String> constructors =
                Arrays.stream(type.getDeclaredConstructors())
                        .filter(made -> isTold(type, made))
                        .map(Constructor::toGenericString);
        return Stream.of(Stream.of(header(type)), constructors, members)
                .flatMap(each -> each)
                .map(text -> PACKAGE.matcher(text).replaceAll(""));
    }

    /** Returns a class and those above it that cannot be named, the members of which it shows. */
    private static Stream<Class<?>> declaring(Class<?> type) {
        return Stream.iterate(
                type,
                each -> each != null && (each == type || !isOpen(each)),
                each -> (Class<?>) each.getSuperclass());
    }

    private static boolean isTold(Class<?> type, Member member) {
        return isOpen(member.getModifiers())
                && !member.isSynthetic()
                && !(type.isRecord() && OF_RECORDS.contains(member.getName()));
    }

    private static String signature(Member member) {
        return member instanceof Method method
                ? method.toGenericString()
                : ((Field) member).toGenericString();
    }

    private static String header(Class<?> type) {
        List<Type> above = new ArrayList<>();
        if (type.getGenericSuperclass() != null) {
            above.add(type.getGenericSuperclass());
        }
        above.addAll(List.of(type.getGenericInterfaces()));
        return type.toGenericString()
                + above.stream()
                        .map(Type::getTypeName)
                        .collect(Collectors.joining(", ", " of ", ""));
    }
}
