package io.bhiv.automation.engine.plan;

import java.time.Instant;

/** The name of a run in the ledger: its job and due time. Two runs cannot share it, and there is no other permission to run. */
public record RunKey(String job, Instant dueAt) implements Comparable<RunKey> {

    @Override
    public int compareTo(RunKey other) {
        int byJob = job.compareTo(other.job);
        return byJob == 0 ? dueAt.compareTo(other.dueAt) : byJob;
    }

    @Override
    public String toString() {
        return job + " @ " + dueAt;
    }
}
