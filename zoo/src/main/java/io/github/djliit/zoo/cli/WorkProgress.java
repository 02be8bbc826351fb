package io.github.djliit.zoo.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows the progress of long work on the terminal, and nothing where there is none. */
final class WorkProgress implements AutoCloseable {

    private final ProgressBar bar;

    WorkProgress(String task, String unit, long total) {
        bar =
                EpochProgress.TERMINAL
                        ? new ProgressBarBuilder()
                                .setTaskName(task)
                                .setInitialMax(total)
                                .setUnit(unit, 1)
                                .build()
                        : null;
    }

    void step(long amount) {
        if (bar != null) {
            bar.stepBy(amount);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
