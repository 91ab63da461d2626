package io.bhiv.automation.engine.read;

import io.bhiv.automation.engine.job.JobFile;
import java.util.List;

/** What became of a text that should be a job file. */
public sealed interface Reading {

    record Good(JobFile file) implements Reading {}

    /** At least one violation, in the order of the file. */
    record Bad(List<Violation> violations) implements Reading {
        public Bad {
            violations = List.copyOf(violations);
        }
    }
}
