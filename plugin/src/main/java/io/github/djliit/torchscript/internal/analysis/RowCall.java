/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.CallArgument;
import io.github.djliit.torchscript.internal.syntax.Expression;
import java.util.List;
import java.util.Optional;

/**
 * One call of an operator of the engine, as far as rows are concerned.
 *
 * @param name the operator, without what is in front of the last dot
 * @param arguments the arguments as they are written
 * @param values what they are
 */
record RowCall(String name, List<CallArgument> arguments, List<RowValue> values) {

    RowValue value(int i) throws RowDoubt {
        if (i >= values.size()) {
            throw doubt();
        }
        return values.get(i);
    }

    /** Returns how many axes an argument has whose first is the batch. */
    int rank(int i) throws RowDoubt {
        if (value(i) instanceof RowValue.Rows rows) {
            return rows.rank();
        }
        throw doubt();
    }

    boolean isRows(int i) {
        return i < values.size() && values.get(i) instanceof RowValue.Rows;
    }

    /** Whether an argument does not depend on rows, or is not given. */
    boolean isFixed(int i) {
        return i >= values.size() || values.get(i) instanceof RowValue.Fixed;
    }

    void checkRestFixed(int from) throws RowDoubt {
        for (int i = from; i < values.size(); i++) {
            if (!isFixed(i) && !isList(values.get(i))) {
                throw doubt();
            }
        }
    }

    private static boolean isList(RowValue value) {
        return value instanceof RowValue.Parts parts
                && parts.parts().stream().allMatch(RowValue.Fixed.class::isInstance);
    }

    /** Returns a whole number that is written in the code. */
    Optional<Integer> number(int i) {
        return i < arguments.size() ? number(arguments.get(i).value()) : Optional.empty();
    }

    static Optional<Integer> number(Expression expression) {
        if (expression instanceof Expression.Literal literal
                && literal.kind() == Expression.LiteralKind.NUMBER
                && literal.value().matches("[0-9]{1,9}")) {
            return Optional.of(Integer.valueOf(literal.value()));
        } else if (expression instanceof Expression.Operation negative
                && negative.operator().equals("-")
                && negative.operands().size() == 1) {
            return number(negative.operands().get(0)).map(n -> -n);
        }
        return Optional.empty();
    }

    /** Returns the elements of a list that is written in the code. */
    List<Expression> list(int i) throws RowDoubt {
        if (i < arguments.size()
                && arguments.get(i).value() instanceof Expression.Sequence sequence) {
            return sequence.elements();
        }
        throw doubt();
    }

    /** Returns how many elements a list or tuple has. */
    int size(int i) throws RowDoubt {
        if (value(i) instanceof RowValue.Parts parts) {
            return parts.parts().size();
        }
        throw doubt();
    }

    /** Whether an argument is a truth value that is written in the code. */
    boolean is(int i, String literal) {
        return i < arguments.size()
                && arguments.get(i).value() instanceof Expression.Literal found
                && found.value().equals(literal);
    }

    /** Returns an axis that is written in the code, from 0, and not the batch. */
    int axis(int i, int rank) throws RowDoubt {
        return axis(number(i), rank);
    }

    int axis(Optional<Integer> written, int rank) throws RowDoubt {
        int axis = written.orElseThrow(this::doubt);
        int counted = axis < 0 ? axis + rank : axis;
        if (counted <= 0 || counted >= rank) {
            throw doubt();
        }
        return counted;
    }

    RowDoubt doubt() {
        return new RowDoubt("torch." + name + " is not known to treat rows apart");
    }
}
