package io.bhiv.automation.engine.reload;

import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import java.util.ArrayList;
import java.util.List;

/** What a new version of the file does to one job. */
public sealed interface JobChange {

    String job();

    record Added(String job) implements JobChange {}

    record Removed(String job) implements JobChange {}

    /**
     * It is still there with other content.
     *
     * @param what the parts that differ
     */
    record Changed(String job, List<String> what) implements JobChange {}

    /** All differences, in the order of the new file, removals last. Nothing when both are equal. */
    static List<JobChange> between(JobFile before, JobFile after) {
        List<JobChange> changes = new ArrayList<>();
        after.list()
                .forEach(job -> before.find(job.name())
                        .ifPresentOrElse(
                                old -> {
                                    if (!old.equals(job)) {
                                        changes.add(new Changed(job.name(), differences(old, job)));
                                    }
                                },
                                () -> changes.add(new Added(job.name()))));
        before.list().stream()
                .filter(job -> after.find(job.name()).isEmpty())
                .forEach(job -> changes.add(new Removed(job.name())));
        return changes;
    }

    private static List<String> differences(Job old, Job job) {
        List<String> parts = new ArrayList<>();
        note(parts, "enabled", old.enabled(), job.enabled());
        note(parts, "trigger", old.trigger(), job.trigger());
        note(parts, "actions", old.actions(), job.actions());
        note(parts, "policies", old.policies(), job.policies());
        note(parts, "onFailure", old.onFailure(), job.onFailure());
        note(parts, "onRecovery", old.onRecovery(), job.onRecovery());
        return parts;
    }

    private static void note(List<String> parts, String name, Object old, Object now) {
        if (!old.equals(now)) {
            parts.add(name);
        }
    }
}
