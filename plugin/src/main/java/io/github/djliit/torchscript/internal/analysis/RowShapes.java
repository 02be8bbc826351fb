/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.RowValue.Fixed;
import io.github.djliit.torchscript.internal.analysis.RowValue.Parts;
import io.github.djliit.torchscript.internal.analysis.RowValue.Rows;
import io.github.djliit.torchscript.internal.syntax.Expression;
import java.util.List;
import java.util.Optional;

/** What operators do to rows that bring arrays into other shapes. */
final class RowShapes {

    private static final String END = "9223372036854775807";

    private RowShapes() {}

    /** Returns what an operator gives, or null for one that is not of these. */
    static RowValue of(RowCall call) throws RowDoubt {
        return switch (call.name()) {
            case "view", "reshape" -> view(call);
            case "expand" -> expand(call);
            case "zeros", "ones" -> filled(call);
            case "flatten" -> flatten(call);
            case "transpose", "swapaxes" -> transpose(call);
            case "permute" -> permute(call);
            case "unsqueeze" -> unsqueeze(call);
            case "select", "narrow" -> select(call);
            case "slice" -> slice(call);
            case "cat" -> new Rows(joined(call, 0));
            case "stack" -> new Rows(joined(call, 1) + 1);
            case "split", "chunk", "split_with_sizes", "unsafe_split", "unsafe_chunk" ->
                    split(call, 2, call.rank(0));
            case "unbind" -> split(call, 1, call.rank(0) - 1);
            case "pad", "constant_pad_nd" -> pad(call);
            default -> null;
        };
    }

    /** The first of the new axes is the number of rows, so that each row stays together. */
    private static RowValue view(RowCall call) throws RowDoubt {
        call.rank(0);
        return new Rows(byCount(call, 1));
    }

    /** Returns the length of a shape that begins with the number of rows. */
    private static int byCount(RowCall call, int i) throws RowDoubt {
        if (call.value(i) instanceof Parts shape
                && !shape.parts().isEmpty()
                && shape.parts().get(0).equals(RowValue.COUNT)
                && shape.parts().stream().skip(1).allMatch(Fixed.class::isInstance)) {
            return shape.parts().size();
        }
        throw call.doubt();
    }

    private static RowValue expand(RowCall call) throws RowDoubt {
        boolean isCount =
                call.value(1) instanceof Parts shape
                        && !shape.parts().isEmpty()
                        && shape.parts().get(0).equals(RowValue.COUNT);
        if (isCount && call.rank(0) == byCount(call, 1)) {
            return call.value(0);
        }
        List<Expression> sizes = call.list(1);
        boolean isKept =
                !sizes.isEmpty()
                        && sizes.size() == call.rank(0)
                        && RowCall.number(sizes.get(0)).filter(n -> n == -1).isPresent();
        if (!isKept) {
            throw call.doubt();
        }
        return call.value(0);
    }

    private static RowValue filled(RowCall call) throws RowDoubt {
        call.checkRestFixed(1);
        if (!(call.value(0) instanceof Parts shape)) {
            throw call.doubt();
        }
        boolean isKnown =
                shape.parts().stream()
                        .allMatch(p -> p instanceof Fixed || p.equals(RowValue.COUNT));
        if (!isKnown) {
            throw call.doubt();
        }
        boolean isFirst = shape.parts().get(0).equals(RowValue.COUNT);
        boolean isOnce =
                shape.parts().stream().filter(RowValue.COUNT::equals).count() == (isFirst ? 1 : 0);
        boolean hasCount = shape.parts().contains(RowValue.COUNT);
        if (!hasCount) {
            return RowValue.FIXED;
        }
        return isFirst && isOnce ? new Rows(shape.parts().size()) : RowValue.FILLED;
    }

    private static RowValue flatten(RowCall call) throws RowDoubt {
        int rank = call.rank(0);
        int start = call.axis(1, rank);
        int end = call.number(2).isPresent() ? call.axis(2, rank) : rank - 1;
        return new Rows(rank - Math.max(0, end - start));
    }

    private static RowValue transpose(RowCall call) throws RowDoubt {
        call.axis(1, call.rank(0));
        call.axis(2, call.rank(0));
        return call.value(0);
    }

    private static RowValue permute(RowCall call) throws RowDoubt {
        List<Expression> axes = call.list(1);
        boolean isKept =
                axes.size() == call.rank(0)
                        && RowCall.number(axes.get(0)).filter(n -> n == 0).isPresent();
        if (!isKept) {
            throw call.doubt();
        }
        return call.value(0);
    }

    private static RowValue unsqueeze(RowCall call) throws RowDoubt {
        call.axis(1, call.rank(0) + 1);
        return new Rows(call.rank(0) + 1);
    }

    private static RowValue select(RowCall call) throws RowDoubt {
        call.axis(1, call.rank(0));
        call.checkRestFixed(2);
        return new Rows(call.rank(0) - (call.name().equals("select") ? 1 : 0));
    }

    /** A slice of the batch is one only if it takes all of it. */
    private static RowValue slice(RowCall call) throws RowDoubt {
        boolean isOfBatch = call.number(1).filter(n -> n == 0).isPresent();
        boolean isWhole =
                isOfBatch
                        && call.number(2).filter(n -> n == 0).isPresent()
                        && call.is(3, END)
                        && (call.arguments().size() < 5
                                || call.number(4).filter(n -> n == 1).isPresent());
        if (!isWhole) {
            call.axis(1, call.rank(0));
        }
        call.checkRestFixed(2);
        return call.value(0);
    }

    /** Returns how many axes the arrays of a list have, which are joined along another. */
    private static int joined(RowCall call, int more) throws RowDoubt {
        if (!(call.value(0) instanceof Parts list) || list.parts().isEmpty()) {
            throw call.doubt();
        }
        boolean isOne = list.parts().stream().distinct().count() == 1;
        if (!isOne || !(list.parts().get(0) instanceof Rows rows)) {
            throw call.doubt();
        }
        call.axis(1, rows.rank() + more);
        return rows.rank();
    }

    private static RowValue split(RowCall call, int axis, int rank) throws RowDoubt {
        call.axis(axis, call.rank(0));
        for (int i = 1; i < axis; i++) {
            if (!call.isFixed(i)) {
                call.checkRestFixed(i);
            }
        }
        return RowOps.many(rank);
    }

    private static RowValue pad(RowCall call) throws RowDoubt {
        int rank = call.rank(0);
        Optional<Integer> sides = Optional.of(call.list(1).size());
        if (sides.get() > 2 * (rank - 1)) {
            throw call.doubt();
        }
        call.checkRestFixed(1);
        return call.value(0);
    }
}
