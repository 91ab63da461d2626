package io.bhiv.automation.engine.read;

import io.bhiv.automation.engine.job.JobFile;
import java.util.List;

/** What became of a text that should be a job file. */
public sealed interface ReadResult {

    record Valid(JobFile file) implements ReadResult {}

    /** At least one violation, in the order of the file; of very many the first. */
    record Invalid(List<Violation> violations) implements ReadResult {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
