/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.djliit.causal.Setting;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ten thousand random expressions, against their text read by two stacks. */
class ArithmeticExpressionsTest {

    private static final ArithmeticExpressions RANGE = new ArithmeticExpressions(7, 2);
    private static final List<Expression> DRAWN = RANGE.draw(10_000, 42);

    @Test
    void theTextHasTheValueOfTheTree() {
        assertThat(DRAWN).allSatisfy(e -> assertThat(evaluate(e.text())).isEqualTo(e.value()));
    }

    @Test
    void theCausalModelHasTheValueOfTheTree() {
        assertThat(DRAWN.subList(0, 2000))
                .allSatisfy(
                        e -> {
                            ExpressionModel model = new ExpressionModel(e);
                            Setting run = model.causalModel().run(model.inputs(e));
                            assertThat(run.get(model.output())).isEqualTo(e.value());
                        });
    }

    /** The text of the base with the brackets of one node replaced by what the source has there. */
    @Test
    void anInterchangeIsASubstitutionInTheText() {
        SplittableRandom random = new SplittableRandom(1);
        for (Expression base : DRAWN.subList(0, 2000)) {
            ExpressionModel model = new ExpressionModel(base);
            Expression source = RANGE.drawLike(base, 1, random.nextLong()).get(0);
            int node = random.nextInt(base.nodes().size());
            Setting swapped =
                    model.causalModel()
                            .interchange(
                                    model.inputs(base), model.node(node), model.inputs(source));
            int[] brackets = brackets(base.text(), node);
            int[] ofSource = brackets(source.text(), node);
            String inner = source.text().substring(ofSource[0], ofSource[1]);
            String text = base.text();
            assertThat(swapped.get(model.output()))
                    .isEqualTo(
                            evaluate(
                                    text.substring(0, brackets[0])
                                            + inner
                                            + text.substring(brackets[1])));
        }
    }

    @Test
    void bracketsBalanceAndLeavesAreAsManyAsTheWidth() {
        for (Expression expression : DRAWN) {
            int open = 0;
            for (char c : expression.text().toCharArray()) {
                open += c == '(' ? 1 : c == ')' ? -1 : 0;
                assertThat(open).isNotNegative();
            }
            assertThat(open).isZero();
            assertThat(expression.leaves()).hasSize(7);
            assertThat(expression.nodes()).hasSize(6);
        }
    }

    @Test
    void oneSeedGivesOneList() {
        assertThat(RANGE.draw(100, 7))
                .isEqualTo(RANGE.draw(100, 7))
                .isNotEqualTo(RANGE.draw(100, 8));
    }

    @Test
    void valuesReachFromTheSmallestToTheLargest() {
        ArithmeticExpressions pairs = new ArithmeticExpressions(2, 1);
        List<Integer> values = pairs.draw(5000, 3).stream().map(Expression::value).toList();
        assertThat(values).contains(-9, 18).allMatch(v -> v >= -9 && v <= 18);
        assertThat(pairs.smallest()).isEqualTo(-9);
        assertThat(pairs.largest()).isEqualTo(18);
        assertThat(pairs.classes()).isEqualTo(28);
    }

    @Test
    void expressionsAreReadBackFromTheirSetting() {
        for (Expression expression : DRAWN.subList(0, 100)) {
            ExpressionModel model = new ExpressionModel(expression);
            assertThat(model.expression(model.inputs(expression))).isEqualTo(expression);
        }
    }

    @Test
    void wrongUseIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArithmeticExpressions(0, 1))
                .withMessageContaining("found 0 of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpressionModel(new Expression.Leaf(3)))
                .withMessageContaining("the number 3");
        Expression small = new ArithmeticExpressions(2, 1).draw(1, 1).get(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RANGE.drawLike(small, 1, 1))
                .withMessageContaining("(xx) has 2 numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpressionModel(DRAWN.get(0)).inputs(small))
                .withMessageContaining("whose form is (xx)");
    }

    /** Where the brackets around an operator begin and end. */
    private static int[] brackets(String text, int operator) {
        int at = -1;
        for (int seen = -1; seen < operator; ) {
            char c = text.charAt(++at);
            seen += c == '+' || c == '-' ? 1 : 0;
        }
        int begin = at;
        for (int open = 0; open != -1; ) {
            char c = text.charAt(--begin);
            open += c == ')' ? 1 : c == '(' ? -1 : 0;
        }
        int end = at;
        for (int open = 0; open != -1; ) {
            char c = text.charAt(++end);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return new int[] {begin, end + 1};
    }

    /** Dijkstra's two stacks, of values and of operators. */
    private static int evaluate(String text) {
        Deque<Integer> values = new ArrayDeque<>();
        Deque<Character> operators = new ArrayDeque<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                boolean goesOn = i > 0 && Character.isDigit(text.charAt(i - 1));
                values.push((goesOn ? values.pop() * 10 : 0) + c - '0');
            } else if (c == ')') {
                int right = values.pop();
                int left = values.pop();
                values.push(operators.pop() == '+' ? left + right : left - right);
            } else if (c != '(') {
                operators.push(c);
            }
        }
        return values.pop();
    }
}
