/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Files, methods and lists of parameters of the main code stay small. */
class SizesTest {

    private static final int MOST_LINES_OF_A_FILE = 400;
    private static final int MOST_LINES_OF_A_METHOD = 40;
    private static final int MOST_PARAMETERS = 4;

    @Test
    void whatIsLargerIsAnException() throws Exception {
        Exceptions.read("sizes-exceptions.txt").check(found(), "too large: make it smaller");
    }

    private static Set<String> found() throws IOException {
        Set<String> large = new TreeSet<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Measure(large, positions, unit).scan(unit, null);
            }
        }
        return large;
    }

    private static List<Path> sources() throws IOException {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        List<Path> all = new ArrayList<>();
        for (String module : List.of("plugin", "zoo", "serving-handler")) {
            Path root = here.resolveSibling(module).resolve("src/main/java");
            try (Stream<Path> tree = Files.walk(root)) {
                tree.filter(path -> path.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all;
    }

    /** Notes what is too large in one file. */
    private static final class Measure extends TreePathScanner<Void, Void> {

        private final Set<String> large;
        private final SourcePositions positions;
        private final CompilationUnitTree unit;
        private final Deque<String> names = new ArrayDeque<>();

        Measure(Set<String> large, SourcePositions positions, CompilationUnitTree unit) {
            this.large = large;
            this.positions = positions;
            this.unit = unit;
        }

        @Override
        public Void visitCompilationUnit(CompilationUnitTree tree, Void unused) {
            String path = tree.getSourceFile().getName().replace('\\', '/');
            try {
                long lines = tree.getSourceFile().getCharContent(true).toString().lines().count();
                if (lines > MOST_LINES_OF_A_FILE) {
                    large.add("file " + path.substring(path.lastIndexOf('/') + 1));
                }
            } catch (IOException e) {
                throw new IllegalStateException(path, e);
            }
            return super.visitCompilationUnit(tree, null);
        }

        @Override
        public Void visitClass(ClassTree tree, Void unused) {
            names.add(tree.getSimpleName().toString());
            super.visitClass(tree, null);
            names.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void unused) {
            String name = String.join(".", names) + "." + tree.getName();
            boolean isConstructor = tree.getReturnType() == null;
            if (lines(tree) > MOST_LINES_OF_A_METHOD) {
                large.add("method " + name);
            }
            if (!isConstructor && tree.getParameters().size() > MOST_PARAMETERS) {
                large.add("parameters " + name);
            }
            return super.visitMethod(tree, null);
        }

        /** Counts from the first annotation to the brace. */
        private long lines(MethodTree tree) {
            long first = positions.getStartPosition(unit, tree);
            long last = positions.getEndPosition(unit, tree);
            return first < 0 || last < 0
                    ? 0
                    : 1
                            + unit.getLineMap().getLineNumber(last - 1)
                            - unit.getLineMap().getLineNumber(first);
        }
    }
}
